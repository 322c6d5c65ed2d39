"""The messages of both sides, made from the descriptors in the folder that the test names first."""
import pathlib
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_pool = descriptor_pool.DescriptorPool()
for _file in sorted(pathlib.Path(sys.argv[1]).glob("*.descriptor")):
    _pool.Add(descriptor_pb2.FileDescriptorProto.FromString(_file.read_bytes()))


def _message(name):
    return message_factory.MessageFactory(_pool).GetPrototype(_pool.FindMessageTypeByName(name))


Echo = _message("muster.interop.Echo")
HealthRequest = _message("grpc.health.v1.HealthCheckRequest")
HealthResponse = _message("grpc.health.v1.HealthCheckResponse")

COMPLAINT = "schön 100 % 🚀\nund Schluss"


def method(stub, name, request=Echo, response=Echo):
    """A method of a channel by its path, without generated stubs."""
    path = name if name.startswith("/") else "/muster.interop.Echo/" + name
    return stub(path, request_serializer=request.SerializeToString, response_deserializer=response.FromString)


def outcome(call):
    """Runs a call that must fail; its status in one line."""
    try:
        return f"OK {call()!r}"
    except grpc.RpcError as error:
        return f"{error.code().name} {error.details()!r}"
