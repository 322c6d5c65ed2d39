"""Follows a service and proves every list, until its standard input ends: consumer.py REGISTRY SERVICE"""
import sys
import threading

from conversation import Conversation
from muster.v1 import watch_pb2
from verified_list import VerifiedList


def main(registry, service):
    followed = VerifiedList(service)
    doubts = 0   # answers in a row that did not come out

    def ask():
        subscription = watch_pb2.Subscription(service=service, held=followed.held() if doubts < 2 else None)
        conversation.say(subscribe=watch_pb2.Subscribe(subscriptions=[subscription]))

    def heard(kind, frame):
        nonlocal doubts
        if kind == "welcome":
            ask()
        elif kind in ("snapshot", "delta"):
            proven = followed.apply_snapshot(frame) if kind == "snapshot" else followed.apply_delta(frame)
            if proven:
                doubts = 0
                ids = " ".join(f"{id}={watch_pb2.State.Name(listed.state)}" for id, listed in sorted(followed.instances.items()))
                print(f"{followed.digest:016x}", ids, flush=True)
            elif proven is False:
                doubts += 1
                ask()
        elif kind == "refused":
            print("REFUSED", frame.error.message, flush=True)

    def leave():
        sys.stdin.read()
        conversation.end()

    conversation = Conversation(registry, "consumer.py", heard)
    threading.Thread(target=leave, daemon=True).start()
    print(conversation.run(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
