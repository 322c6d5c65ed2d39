"""One conversation with a registry, on grpcio and the messages that protoc made of the .proto files."""
import queue
import random
import threading

import grpc
from muster.v1 import registry_pb2, session_pb2


class Conversation:
    """Sends Hello, heartbeats and pongs by itself; hands every other frame to `heard`."""

    def __init__(self, address, name, heard, namespace="default", token=""):
        self._heard = heard
        self._outgoing = queue.SimpleQueue()
        self._over = threading.Event()
        self._hello = session_pb2.Hello(protocol=1, client=name, namespace=namespace, token=token, sdk="python-sample/1")
        self._channel = grpc.insecure_channel(address)
        self._connect = self._channel.stream_stream(
            "/muster.v1.Registry/Connect",
            request_serializer=registry_pb2.Up.SerializeToString,
            response_deserializer=registry_pb2.Down.FromString)

    def say(self, **frame):
        """Sends a frame: say(subscribe=Subscribe(...))."""
        self._outgoing.put(registry_pb2.Up(**frame))

    def run(self):
        """Talks until the conversation ends; then says why."""
        self.say(hello=self._hello)
        try:
            for down in self._connect(iter(self._outgoing.get, None)):
                kind = down.WhichOneof("frame")
                if kind == "welcome":
                    threading.Thread(target=self._beat, args=(down.welcome.heartbeat_ms / 1000,), daemon=True).start()
                if kind == "ping":
                    self.say(pong=session_pb2.Pong())
                elif kind is not None:   # None: a frame of a later protocol
                    self._heard(kind, getattr(down, kind))
            return "the registry ended the conversation"
        except grpc.RpcError as error:
            return f"{error.code().name}: {error.details()}"
        finally:
            self.end()

    def end(self):
        """Ends the conversation; what was said before is still sent."""
        self._over.set()
        self._outgoing.put(None)

    def _beat(self, interval):
        number = 0
        while not self._over.wait(interval * random.uniform(0.9, 1.1)):
            number += 1
            self.say(heartbeat=session_pb2.Heartbeat(number=number))
