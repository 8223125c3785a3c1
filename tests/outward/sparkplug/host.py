"""A host application that knows nothing of ours: it follows messages by the rules of the specification."""

from outward.sparkplug.protobuf_twin import Payload, value_of


class Host:
    """What it believes of one node: whether it lives, and every metric of every device that lives."""

    def __init__(self):
        self.alive, self.bd_seq, self.seq = False, None, None
        self.names: dict[int, tuple[str, str]] = {}
        self.kinds: dict[int, int] = {}
        self.devices: dict[str, dict[str, object]] = {}

    def hear(self, topic: str, body: bytes) -> str:
        """Take in a message; return its kind."""
        _, _, kind, _, *device = topic.split("/")
        payload = Payload.FromString(body)
        name = device[0] if device else ""
        if kind == "NDEATH":
            assert not payload.HasField("seq")
            [metric] = payload.metrics
            assert metric.name == "bdSeq"
            if value_of(metric) == self.bd_seq:
                self.alive, self.devices = False, {}
            return kind
        if kind == "NBIRTH":
            assert payload.seq == 0
            self.alive, self.names, self.devices = True, {}, {}
            self.bd_seq = value_of(next(m for m in payload.metrics if m.name == "bdSeq"))
            assert value_of(next(m for m in payload.metrics if m.name == "Node Control/Rebirth")) is False
        else:
            assert self.alive, f"{kind} of a node that is not born"
            assert payload.seq == (self.seq + 1) % 256
        self.seq = payload.seq
        if kind == "DBIRTH":
            self.devices[name] = {}
        if kind == "DDEATH":
            assert not payload.metrics
            del self.devices[name]
        for metric in payload.metrics:
            assert metric.timestamp
            if kind.endswith("BIRTH"):
                self._name(name, metric)
            else:
                assert not metric.name
                assert self.names[metric.alias][0] == name
                assert self.kinds[metric.alias] == metric.datatype
            if kind in ("DBIRTH", "DDATA"):
                self.devices[name][self.names[metric.alias][1]] = value_of(metric)
        return kind

    def _name(self, device: str, metric) -> None:
        if not metric.HasField("alias"):
            assert metric.name in ("bdSeq", "Node Control/Rebirth")
            return
        assert self.names.get(metric.alias, (device, metric.name)) == (device, metric.name)
        self.names[metric.alias], self.kinds[metric.alias] = (device, metric.name), metric.datatype
