"""Keeps an instance registered until its standard input ends: provider.py REGISTRY SERVICE ID ADDRESS"""
import sys
import threading

from conversation import Conversation
from muster.v1 import catalog_pb2

Outcome = catalog_pb2.RegistrationResult.Outcome


def main(registry, service, id, address):
    instance = catalog_pb2.Instance(id=id, addresses=[address], metadata={"language": "python"})

    def heard(kind, frame):
        if kind == "welcome":
            registration = catalog_pb2.Registration(service=service, instance=instance)
            conversation.say(register=catalog_pb2.Register(request=1, registrations=[registration]))
        elif kind == "registered":
            for result in frame.results:
                print(Outcome.Name(result.outcome), result.id, result.incarnation, result.error.message, flush=True)
                if result.outcome != Outcome.ACCEPTED:
                    conversation.end()   # removed as asked, refused, or replaced: never to be registered again
        elif kind == "heartbeat_ack":
            print("heartbeat", frame.number, "answered", flush=True)
        elif kind == "refused":
            print("REFUSED", frame.error.message, flush=True)

    def leave():
        sys.stdin.read()
        key = catalog_pb2.InstanceKey(service=service, id=id)
        conversation.say(deregister=catalog_pb2.Deregister(request=2, instances=[key]))

    conversation = Conversation(registry, "provider.py", heard)
    threading.Thread(target=leave, daemon=True).start()
    print(conversation.run(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
