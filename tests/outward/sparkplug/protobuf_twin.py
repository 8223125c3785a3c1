"""Sparkplug's payload as Google's own library reads and writes it, from the field numbers of the specification."""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

F = descriptor_pb2.FieldDescriptorProto
METRIC = {
    "name": (1, F.TYPE_STRING), "alias": (2, F.TYPE_UINT64), "timestamp": (3, F.TYPE_UINT64),
    "datatype": (4, F.TYPE_UINT32), "is_null": (7, F.TYPE_BOOL), "int_value": (10, F.TYPE_UINT32),
    "long_value": (11, F.TYPE_UINT64), "float_value": (12, F.TYPE_FLOAT), "double_value": (13, F.TYPE_DOUBLE),
    "boolean_value": (14, F.TYPE_BOOL), "string_value": (15, F.TYPE_STRING), "bytes_value": (16, F.TYPE_BYTES),
}  # fmt: skip


def _payload_class():
    file = descriptor_pb2.FileDescriptorProto(name="twin.proto", package="twin", syntax="proto2")
    payload = file.message_type.add(name="Payload")
    metric = payload.nested_type.add(name="Metric")
    for name, (number, kind) in METRIC.items():
        metric.field.add(name=name, number=number, type=kind, label=F.LABEL_OPTIONAL)
    payload.field.add(name="timestamp", number=1, type=F.TYPE_UINT64, label=F.LABEL_OPTIONAL)
    payload.field.add(
        name="metrics", number=2, type=F.TYPE_MESSAGE, type_name=".twin.Payload.Metric", label=F.LABEL_REPEATED
    )
    payload.field.add(name="seq", number=3, type=F.TYPE_UINT64, label=F.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("twin.Payload"))


Payload = _payload_class()


def value_of(metric):
    """Return the value of a metric, None where it is null."""
    if metric.is_null:
        return None
    for name in ("int_value", "long_value", "double_value", "boolean_value", "string_value"):
        if metric.HasField(name):
            value = getattr(metric, name)
            bits = {("int_value", 3): 32, ("long_value", 4): 64}.get((name, metric.datatype))
            return value - (1 << bits) if bits and value >= 1 << (bits - 1) else value
    raise AssertionError("a metric without a value")
