"""The edge node: what it has told, and so what it has to tell next. Pure but for its own memory; no clock, no socket.

Source: Sparkplug 3.0.0, chapters 5 and 6: births before data, one sequence of messages a node, deaths.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from layerworks.outward.sight import Sight
from layerworks.outward.sparkplug.metrics import Metrics, metrics_of
from layerworks.outward.sparkplug.payload import BadPayload, DataType, Metric, Payload, decode, encode

NAMESPACE = "spBv1.0"
REBIRTH = "Node Control/Rebirth"
BIRTHS_AND_DEATHS = "bdSeq"
NUMBERS = 256  # of messages, and of connections
Kind = Literal["NBIRTH", "NDATA", "NDEATH", "NCMD", "DBIRTH", "DDATA", "DDEATH"]


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be published; nothing of it is retained by the broker. qos: 1 for the death of the node."""

    topic: str
    body: bytes
    qos: int = 0


class EdgeNode:
    """One hub on a broker. In no connection until `connecting`; tells nothing until `birth`."""

    def __init__(self, group: str, name: str) -> None:
        """Begin with no machines."""
        self._group, self._name = group, name
        self._connections = -1
        self._seq = 0
        self._alive = False
        self._machines: dict[str, Metrics] = {}
        self._told: dict[str, Metrics] = {}  # of machines that are born
        self._aliases: dict[tuple[str, str], int] = {}

    def topic(self, kind: Kind, device: str = "") -> str:
        """Return the topic of a kind of message, about the node or one device."""
        return "/".join(filter(None, (NAMESPACE, self._group, kind, self._name, device)))

    def connecting(self, now_ms: int) -> Message:
        """Begin another connection; return its will, the message that the broker sends when it breaks."""
        self._connections = (self._connections + 1) % NUMBERS
        self._alive = False
        return self._death(now_ms)

    def birth(self, now_ms: int) -> list[Message]:
        """Return births of the node and of all machines that are heard: first of a connection, and when asked for."""
        self._alive, self._seq, self._told = True, 0, {}
        metrics = (
            Metric(DataType.INT64, self._connections, BIRTHS_AND_DEATHS, at_ms=now_ms),
            Metric(DataType.BOOLEAN, False, REBIRTH, at_ms=now_ms),
            Metric(DataType.INT32, len(self._machines), "machines_heard", self._alias("", "machines_heard"), now_ms),
        )
        return [self._message("NBIRTH", "", metrics, now_ms), *(self._born(m, now_ms) for m in sorted(self._machines))]

    def see(self, seen: Mapping[str, Sight | None], now_ms: int) -> list[Message]:
        """Take in machines, None for one that is no more; return what is to be told of it."""
        heard = len(self._machines)
        told: list[Message] = []
        for machine, sight in seen.items():
            if sight is None or not sight.online:
                self._machines.pop(machine, None)
                if self._told.pop(machine, None) is not None and self._alive:
                    told.append(self._message("DDEATH", machine, (), now_ms))
                continue
            self._machines[machine] = metrics_of(sight)
            if self._alive:
                told += self._changed(machine, now_ms)
        if self._alive and heard != len(self._machines):
            count = Metric(DataType.INT32, len(self._machines), None, self._alias("", "machines_heard"), now_ms)
            told.append(self._message("NDATA", "", (count,), now_ms))
        return told

    def leaving(self, now_ms: int) -> list[Message]:
        """Return what is told before a connection is ended by ourselves: the broker does not send the will then."""
        was, self._alive = self._alive, False
        return [self._death(now_ms)] if was else []

    def lost(self) -> None:
        """Take it that the connection is no more: nothing is told until the next birth."""
        self._alive = False

    def wants_rebirth(self, topic: str, body: bytes) -> bool:
        """Tell whether a message is the command to be born again; it is the only one that we take."""
        if topic != self.topic("NCMD"):
            return False
        try:
            metrics = decode(body).metrics
        except BadPayload:
            return False
        return any(metric.name == REBIRTH and metric.value is True for metric in metrics)

    def _changed(self, machine: str, now_ms: int) -> list[Message]:
        """Return a birth where there are new metrics, what is different where there are not."""
        metrics, before = self._machines[machine], self._told.get(machine)
        if before is None or metrics.keys() != before.keys():
            return [self._born(machine, now_ms)]
        self._told[machine] = metrics
        different = tuple(
            Metric(kind, value, None, self._alias(machine, name), now_ms)
            for name, (kind, value) in metrics.items()
            if before[name] != (kind, value)
        )
        return [self._message("DDATA", machine, different, now_ms)] if different else []

    def _born(self, machine: str, now_ms: int) -> Message:
        metrics = self._told[machine] = self._machines[machine]
        told = tuple(Metric(k, v, name, self._alias(machine, name), now_ms) for name, (k, v) in metrics.items())
        return self._message("DBIRTH", machine, told, now_ms)

    def _death(self, now_ms: int) -> Message:
        metric = Metric(DataType.INT64, self._connections, BIRTHS_AND_DEATHS, at_ms=now_ms)
        return Message(self.topic("NDEATH"), encode(Payload(now_ms, (metric,))), qos=1)

    def _message(self, kind: Kind, device: str, metrics: tuple[Metric, ...], now_ms: int) -> Message:
        seq, self._seq = self._seq, (self._seq + 1) % NUMBERS
        return Message(self.topic(kind, device), encode(Payload(now_ms, metrics, seq)))

    def _alias(self, machine: str, name: str) -> int:
        return self._aliases.setdefault((machine, name), len(self._aliases) + 1)
