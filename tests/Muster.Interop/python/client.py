"""Calls our server: client.py DESCRIPTORS ADDRESS SCENARIO. Prints what it was answered."""
import queue
import sys

import grpc
from wire import Echo, HealthRequest, HealthResponse, method, outcome

LIMIT = 20
CHECK = "/grpc.health.v1.Health/Check"
WATCH = "/grpc.health.v1.Health/Watch"

channel = grpc.insecure_channel(sys.argv[2])
unary = method(channel.unary_unary, "Unary")
server_stream = method(channel.unary_stream, "ServerStream")


def show(text):
    print(text, flush=True)


def kinds():
    show(unary(Echo(text="hello"), timeout=LIMIT).text)
    show(",".join(answer.text for answer in server_stream(Echo(text="1000"), timeout=LIMIT)) == ",".join(map(str, range(1000))))
    show(method(channel.stream_unary, "ClientStream")(iter([Echo(text="a"), Echo(text="b")]), timeout=LIMIT).text)


def turns(call, of):
    """Sends each message only after the answer to the one before."""
    sent = queue.SimpleQueue()
    answers = call(iter(sent.get, None), timeout=LIMIT)
    for text in ("one", "two", "three"):
        sent.put(of(text))
        show(next(answers))
    sent.put(None)
    show(list(answers))


def both():
    turns(method(channel.stream_stream, "Both"), lambda text: Echo(text=text))


def raw():
    turns(channel.stream_stream("/muster.interop.Echo/Raw"), lambda text: text.encode())


def deadline():
    # Both sides watch the deadline: whose words come first is open, the status is not.
    show(outcome(lambda: unary(Echo(text="wait"), timeout=0.3)).split()[0])


def cancel():
    answers = server_stream(Echo(text="wait"), timeout=LIMIT)
    show(next(answers).text)
    answers.cancel()
    show(outcome(lambda: next(answers)))


def vanish():
    answers = server_stream(Echo(text="wait"), timeout=LIMIT)
    show(next(answers).text)
    sys.stdin.read()   # until killed


def metadata():
    given = (("x-text", "plain"), ("x-bytes-bin", bytes(range(256))))
    _, call = unary.with_call(Echo(text="metadata"), metadata=given, timeout=LIMIT)
    first, last = dict(call.initial_metadata()), dict(call.trailing_metadata())
    show(first["first-text"])
    show(first["first-bin"] == last["last-bin"] == bytes(range(256)))


def fail():
    try:
        unary(Echo(text="fail"), timeout=LIMIT)
    except grpc.RpcError as error:
        show(f"{error.code().name} {error.details()!r}")
        show(dict(error.trailing_metadata())["why-bin"])
    answers = server_stream(Echo(text="late"), timeout=LIMIT)
    show(next(answers).text)
    show(outcome(lambda: next(answers)))
    show(outcome(lambda: unary(Echo(text="bug"), timeout=LIMIT)))


def unknown():
    show(outcome(lambda: method(channel.unary_unary, "Nothing")(Echo(), timeout=LIMIT)))
    show(outcome(lambda: method(channel.unary_unary, "/no.such.Service/Method")(Echo(), timeout=LIMIT)))
    show(outcome(lambda: list(method(channel.stream_stream, "/no.such.Service/Stream")(iter([Echo()]), timeout=LIMIT))))


def sizes():
    largest = 4 * 1024 * 1024 - 5   # with its tag and length the message is exactly 4 MB
    show(len(unary(Echo(payload=bytes(largest)), timeout=LIMIT).payload) == largest)
    show(outcome(lambda: unary(Echo(payload=bytes(largest + 1)), timeout=LIMIT)))
    show(outcome(lambda: method(channel.stream_unary, "ClientStream")(iter([Echo(payload=bytes(largest + 1))]), timeout=LIMIT)))


def gzip():
    show(outcome(lambda: unary(Echo(text="x" * 10000), compression=grpc.Compression.Gzip, timeout=LIMIT)))
    show(unary(Echo(text="as it is"), timeout=LIMIT).text)


def health():
    check = method(channel.unary_unary, CHECK, HealthRequest, HealthResponse)
    watch = method(channel.unary_stream, WATCH, HealthRequest, HealthResponse)
    name = HealthResponse.ServingStatus.Name
    show(name(check(HealthRequest(), timeout=LIMIT).status))
    show(name(check(HealthRequest(service="muster.v1.Registry"), timeout=LIMIT).status))
    show(outcome(lambda: check(HealthRequest(service="no.such.Service"), timeout=LIMIT)))
    show(name(next(watch(HealthRequest(service="no.such.Service"), timeout=LIMIT)).status))
    for answer in watch(HealthRequest(), timeout=LIMIT):
        show(name(answer.status))
        if answer.status == HealthResponse.NOT_SERVING:
            break


globals()[sys.argv[3]]()
