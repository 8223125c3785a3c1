"""What is learned of one machine by listening to it: its heaters, their curves, the power that holds them.

Pure: a record and an observation give the next record. It is small and worth keeping over a restart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np

from layerworks.fleet.alarms.heating import NEAR_C, HeatCurve, Heating, heat_curve, heated
from layerworks.fleet.alarms.trend import Trend, drifted
from layerworks.fleet.observations import Measured, Observation, Run, Snapshot, StateChanged, Temperature, Temperatures
from layerworks.fleet.readings import Quantity

_MOST_POINTS = 600  # of a rise
_POWER_EVERY_S = 60.0  # neighbouring readings say the same, so each minute's mean counts as one
_SETTLED_S = 300.0  # after which a heater that holds its target has come to rest


@dataclass(frozen=True, slots=True)
class Powered:
    """The power of a heater that holds its target, over the present minute."""

    since: datetime
    target_c: float
    total: float = 0.0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Pauses:
    """For how long the present print has been paused so far. since: when it was paused, None while it goes on."""

    file: str = ""
    since: datetime | None = None
    over_s: float = 0.0

    def total_s(self, file: str, now: datetime) -> float:
        """Return for how long a print has been paused, the present pause included."""
        if file != self.file:
            return 0.0
        return self.over_s + self.present_s(now)

    def present_s(self, now: datetime) -> float:
        """Return for how long the present pause has lasted, 0 where there is none."""
        return (now - self.since).total_seconds() if self.since else 0.0


@dataclass(frozen=True, slots=True)
class Learned:
    """heaters: as they are; curves: how they rise at full power; trends: of the power that holds each target.

    rises: the readings of the rise that goes on, seconds and °C.
    """

    heaters: Mapping[str, Heating] = field(default_factory=lambda: MappingProxyType({}))
    curves: Mapping[str, HeatCurve] = field(default_factory=lambda: MappingProxyType({}))
    trends: Mapping[tuple[str, float], Trend] = field(default_factory=lambda: MappingProxyType({}))
    rises: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=lambda: MappingProxyType({}))
    pauses: Pauses = Pauses()
    powered: Mapping[str, Powered] = field(default_factory=lambda: MappingProxyType({}))

    def warming_s(self) -> dict[str, float]:
        """Return how long heaters that rise will still do so, by heater, where this machine has shown how they rise."""
        rising = (h for h in self.heaters.values() if h.phase == "rising" and h.heater in self.curves)
        left_s = {h.heater: self.curves[h.heater].until_s(h.actual_c, h.target_c) for h in rising}
        return {heater: seconds for heater, seconds in left_s.items() if seconds is not None}

    def holding_power(self) -> Mapping[str, Trend]:
        """Return the trend of each heater at its present target."""
        found = ((h.heater, self.trends.get((h.heater, h.target_c))) for h in self.heaters.values())
        return MappingProxyType({name: trend for name, trend in found if trend is not None})


def listen(learned: Learned, seen: Observation, normal_after: int) -> Learned:
    """Return what is known after an observation. normal_after: minutes that say what a heater's power normally is."""
    match seen:
        case Temperatures():
            return _temperatures(learned, seen.readings, seen.at)
        case Snapshot() | StateChanged():
            learned = replace(learned, pauses=_pauses(learned.pauses, seen.printer.run, seen.at))
            return _temperatures(learned, seen.printer.temperatures, seen.at)
        case Measured():
            for reading in seen.readings:
                if reading.channel.quantity is Quantity.POWER_SHARE:
                    learned = _power(learned, reading.channel.of, reading.value, seen.at, normal_after)
            return learned
        case _:
            return learned


def _pauses(before: Pauses, run: Run | None, at: datetime) -> Pauses:
    if run is None:
        return before
    if run.file != before.file:
        before = Pauses(run.file)
    if run.phase == "paused":
        return before if before.since else replace(before, since=at)
    return replace(before, since=None, over_s=before.total_s(run.file, at))


def _temperatures(learned: Learned, readings: tuple[Temperature, ...], at: datetime) -> Learned:
    heaters, curves, rises = dict(learned.heaters), learned.curves, learned.rises
    for reading in readings:
        before = heaters.get(reading.heater)
        now = heaters[reading.heater] = heated(before, reading, at)
        if now.phase == "rising":
            point = ((at - now.since).total_seconds(), now.actual_c)
            rise = _kept(rises.get(reading.heater, ()) if now.since != at else (), point)
            rises = MappingProxyType({**rises, reading.heater: rise})
        elif rise := rises.get(reading.heater, ()):
            rises = MappingProxyType({name: points for name, points in rises.items() if name != reading.heater})
            curve = _curve(rise, now) if now.phase == "holding" else None
            if curve is not None:
                curves = MappingProxyType({**curves, reading.heater: curve})
    return Learned(MappingProxyType(heaters), curves, learned.trends, rises, learned.pauses, learned.powered)


def _kept(points: tuple[tuple[float, float], ...], point: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """Return the points with one more; of a long rise every second one is left out, again and again."""
    return (*(points[::2] if len(points) >= _MOST_POINTS else points), point)


def _curve(rise: tuple[tuple[float, float], ...], now: Heating) -> HeatCurve | None:
    """Return the curve of a rise that has come to its target; its last stretch is no longer at full power."""
    points = np.array([p for p in rise if p[1] < now.target_c - 2.0 * NEAR_C]).reshape(-1, 2)
    return heat_curve(points[:, 0], points[:, 1])


def _power(learned: Learned, heater: str, share: float, at: datetime, normal_after: int) -> Learned:
    heating = learned.heaters.get(heater)
    settled = heating is not None and heating.phase == "holding" and (at - heating.since).total_seconds() >= _SETTLED_S
    powered = dict(learned.powered)
    if heating is None or not settled:
        if powered.pop(heater, None) is None:
            return learned
        return replace(learned, powered=MappingProxyType(powered))
    minute = powered.get(heater)
    if minute is None or minute.target_c != heating.target_c:
        minute = Powered(at, heating.target_c)
    minute = Powered(minute.since, minute.target_c, minute.total + share, minute.count + 1)
    trends = learned.trends
    if (at - minute.since).total_seconds() >= _POWER_EVERY_S:
        key = (heater, heating.target_c)
        trend = drifted(trends.get(key, Trend()), minute.total / minute.count, normal_after)
        trends = MappingProxyType({**trends, key: trend})
        minute = Powered(at, heating.target_c)
    powered[heater] = minute
    return Learned(learned.heaters, learned.curves, trends, learned.rises, learned.pauses, MappingProxyType(powered))
