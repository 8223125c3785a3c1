"""The agent: takes in machines as they are seen, answers what is asked. Not safe between threads; answers are.

`Answer.document` only reads values that never change, so that a long document may be made in another thread.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from layerworks.outward.mtconnect.buffer import SIZE, Buffer, Observed
from layerworks.outward.mtconnect.documents import (
    ErrorCode,
    Header,
    Numbers,
    Place,
    assets_document,
    devices_document,
    error_document,
    places_of,
    streams_document,
)
from layerworks.outward.mtconnect.model import ADDED, CHANGED, REMOVED, UNAVAILABLE, Device, agent_of
from layerworks.outward.mtconnect.paths import BadPath, items_at
from layerworks.outward.sight import Sight

MOST = 10_000  # observations in one document
MOST_PATHS = 64  # that are remembered: streams ask for the same over and over


class CannotAnswer(Exception):
    """A request that has an error document for an answer."""

    def __init__(self, code: ErrorCode, text: str) -> None:
        super().__init__(code, text)
        self.code: ErrorCode = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Answer:
    """A document that can be made. following: the observation to ask from next."""

    following: int
    document: Callable[[datetime], bytes]


class Agent:
    """Devices and their observations.

    model_of: returns the device of a machine that is seen for the first time, or with more heaters than those known.
    """

    def __init__(
        self,
        instance: int,
        sender: str,
        uuid: str,
        now: datetime,
        model_of: Callable[[Sight, tuple[str, ...]], Device],
        size: int = SIZE,
    ) -> None:
        """Begin with no device but the agent itself. uuid: of the agent."""
        self._instance, self._sender, self._model_of = instance, sender, model_of
        self._changed_at = now
        self._buffer = Buffer(size)
        self._devices: dict[str, Device] = {}
        self._own = agent_of(uuid)
        self._places = places_of([self._own])
        for item in self._own.tree.items:
            value = "AVAILABLE" if item.type == "AVAILABILITY" else UNAVAILABLE
            self._buffer.take(self._own.id_of(item.key), value, now)
        self._paths: dict[tuple[str | None, str], Mapping[str, Place]] = {}

    @property
    def following(self) -> int:
        """The number that the next observation gets."""
        return self._buffer.following

    def see(self, seen: Mapping[str, Sight | None], now: datetime) -> bool:
        """Take in machines, None for one that is no more; tell whether there is anything new to tell."""
        before = self._buffer.following
        self._come_and_go(seen, now)
        for machine, sight in seen.items():
            if sight is None:
                continue
            device = self._devices[machine]
            for component in device.tree.walk():
                for item in component.items:
                    self._buffer.take(device.id_of(item.key), item.value(sight), now)
        return self._buffer.following != before

    def probe(self, device: str | None = None) -> Answer:
        """Return the devices, or one by its name or uuid. Raises CannotAnswer."""
        header, devices = self._header(), self._chosen(device)
        return Answer(self._buffer.following, lambda now: devices_document(header, devices, now))

    def current(self, device: str | None = None, path: str | None = None, at: int | None = None) -> Answer:
        """Return the latest of every data item, or as it was at a number. Raises CannotAnswer."""
        places = self._wanted(device, path)
        if at is not None:
            self._must_be_kept(at, self._buffer.following - 1)
        observed = [o for o in self._buffer.current(at).values() if o.item in places]
        return self._streams(places, observed, self._buffer.following)

    def sample(
        self, device: str | None = None, path: str | None = None, start: int | None = None, count: int = 100
    ) -> Answer:
        """Return observations from a number on, the oldest kept for None. Raises CannotAnswer."""
        places = self._wanted(device, path)
        if not 1 <= count <= min(MOST, self._buffer.size):
            raise CannotAnswer("OUT_OF_RANGE", f"'count' is from 1 to {min(MOST, self._buffer.size)}")
        if start is not None:
            self._must_be_kept(start, self._buffer.following)
        page = self._buffer.since(start if start is not None else self._buffer.first, count, places.__contains__)
        return self._streams(places, page.observed, page.following)

    def assets(self) -> Answer:
        """Return the assets: none."""
        header = self._header()
        return Answer(self._buffer.following, lambda now: assets_document(header, now))

    def error(self, why: CannotAnswer, now: datetime) -> bytes:
        """Return what is told of a request that cannot be answered."""
        return error_document(self._header(), why.code, why.text, now)

    def _come_and_go(self, seen: Mapping[str, Sight | None], now: datetime) -> None:
        """Take in new machines, and heaters of which nobody had heard; let those go that are no more."""
        known = self._devices
        gone = [known.pop(name) for name, sight in seen.items() if sight is None and name in known]
        come: dict[str, Device] = {}
        for name, sight in seen.items():
            if sight is not None and (name not in known or known[name].lacks(sight)):
                come[name] = self._model_of(sight, known[name].heaters if name in known else ())
        if not gone and not come:
            return
        for device in gone:
            self._buffer.forget(places_of([device]))
            self._buffer.take(self._own.id_of(REMOVED), device.uuid, now)
        for name, device in come.items():
            self._buffer.take(self._own.id_of(CHANGED if name in known else ADDED), device.uuid, now)
        self._changed_at = now
        self._devices = dict(sorted((known | come).items()))
        self._places, self._paths = places_of(self._all()), {}

    def _all(self) -> tuple[Device, ...]:
        return self._own, *self._devices.values()

    def _header(self) -> Header:
        return Header(self._instance, self._sender, self._buffer.size, self._changed_at)

    def _chosen(self, device: str | None) -> tuple[Device, ...]:
        if device is None:
            return self._all()
        found = tuple(d for d in self._all() if device in (d.name, d.uuid))
        if not found:
            raise CannotAnswer("NO_DEVICE", f"there is no device '{device}'")
        return found

    def _wanted(self, device: str | None, path: str | None) -> Mapping[str, Place]:
        if device is None and path is None:
            return self._places
        chosen = self._chosen(device)
        if path is None:
            return places_of(chosen)
        if (known := self._paths.get((device, path))) is not None:
            return known
        try:
            items = items_at(path, chosen)
        except BadPath as error:
            raise CannotAnswer("INVALID_PATH", str(error)) from None
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        places = {item: place for item, place in places_of(chosen).items() if item in items}
        self._paths[device, path] = places
        return places

    def _must_be_kept(self, number: int, most: int) -> None:
        if not self._buffer.first <= number <= most:
            raise CannotAnswer("OUT_OF_RANGE", f"{number} is not from {self._buffer.first} to {most}")

    def _streams(self, places: Mapping[str, Place], observed: Iterable[Observed], following: int) -> Answer:
        header, told = self._header(), tuple(observed)
        numbers = Numbers(self._buffer.first, self._buffer.following - 1, following)
        return Answer(following, lambda now: streams_document(header, numbers, places, told, now))
