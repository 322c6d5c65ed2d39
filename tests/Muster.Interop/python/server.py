"""Python's side of the echo. Prints its port, then a line for every waiting call that was given up."""
import concurrent.futures
import threading

import grpc
from wire import COMPLAINT, Echo


def until_given_up(context):
    """Says when the call is over, and answers what can be waited for. Asked before the first answer goes out: after it,
    a call that is given up at once never comes back into its handler."""
    over = threading.Event()

    def told():
        print("given up", flush=True)
        over.set()

    if not context.add_callback(told):   # over already
        told()
    return over


def unary(request, context):
    if request.text == "wait":
        until_given_up(context).wait()
    if request.text == "fail":
        context.set_trailing_metadata((("why-bin", b"\x01\x02\xff"),))
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, COMPLAINT)
    if request.text == "bug":
        raise RuntimeError("the inside of the server")
    if request.text == "time":
        return Echo(text=str(int(context.time_remaining())))
    if request.text.startswith("big "):
        return Echo(payload=bytes(int(request.text[4:])))
    if request.text == "metadata":
        given = dict(context.invocation_metadata())
        context.send_initial_metadata((("first-bin", given["x-bytes-bin"]), ("first-text", given["x-text"])))
        context.set_trailing_metadata((("last-bin", given["x-bytes-bin"]),))
    return request


def server_stream(request, context):
    if request.text == "late":
        yield Echo(text=request.text)
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, COMPLAINT)
    if request.text == "wait":
        over = until_given_up(context)
        yield Echo(text=request.text)
        over.wait()
        return
    for number in range(int(request.text)):
        yield Echo(text=str(number))


def client_stream(requests, context):
    return Echo(text=",".join(request.text for request in requests))


def both(requests, context):
    yield from requests


def raw(messages, context):
    yield from messages


def typed(kind, behaviour):
    return kind(behaviour, request_deserializer=Echo.FromString, response_serializer=Echo.SerializeToString)


server = grpc.server(concurrent.futures.ThreadPoolExecutor(max_workers=16))
server.add_generic_rpc_handlers((
    grpc.method_handlers_generic_handler("muster.interop.Echo", {
        "Unary": typed(grpc.unary_unary_rpc_method_handler, unary),
        "ServerStream": typed(grpc.unary_stream_rpc_method_handler, server_stream),
        "ClientStream": typed(grpc.stream_unary_rpc_method_handler, client_stream),
        "Both": typed(grpc.stream_stream_rpc_method_handler, both),
    }),
    grpc.method_handlers_generic_handler("muster.v1.Registry", {
        "Connect": grpc.stream_stream_rpc_method_handler(raw),
    }),
))
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
