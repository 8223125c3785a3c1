"""Days of a machine as they might be: prints, pauses, noise, short cuts of the link, and at most one planted fault.

The physics stands apart from the rules that are measured with it: heaters of first order with noise and draughts, a
link that drops for seconds, operators who pause for up to half an hour.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from layerworks.fleet import (
    Channel,
    LinkLost,
    Measured,
    Observation,
    Position,
    PrinterState,
    Progress,
    Quantity,
    Reading,
    Run,
    Snapshot,
    StateChanged,
    Temperature,
    Temperatures,
)
from layerworks.fleet.alarms import Expected, FilamentLeft
from layerworks.fleet.observations import Device

MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
STEP_S = 5.0
RULE_OF = {
    "silent": "silent",  # the cable is out
    "cold": "too_cold",  # the heater's wire breaks
    "slow_heat": "too_cold",  # the heater has half its power
    "hot": "too_hot",  # its switch sticks
    "stall": "stalled",  # the firmware hangs and goes on to say that it prints
    "late": "late",  # somebody turned the speed down
    "short": "filament_short",  # a spool that is too small was loaded
    "drift": "power_drift",  # the sock has come off
    "halt": "error",
    "runout": "waits",
}  # each fault that may be planted, and the rule that has to tell of it
WHILE_PRINTING = ("silent", "cold", "hot", "stall", "drift", "halt", "runout")
_AMBIENT_C = 25.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is planted, and when at the earliest: it begins once a print allows it."""

    kind: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What the hub hears, and what it knows from elsewhere. begun: the fault is there."""

    now: datetime
    seen: tuple[Observation, ...]
    attempt: str
    expected: Expected | None
    filament: FilamentLeft | None
    begun: bool


class Heater:
    """A heater block and its control: full power below the target, then what holds it."""

    def __init__(self, name: str, full_c: float, rise_s: float) -> None:
        self.name, self.full_c, self.rise_s = name, full_c, rise_s
        self.target_c, self.actual_c, self.share = 0.0, _AMBIENT_C, 0.0

    def step(self, strength: float = 1.0, draught_c: float = 0.0, stuck: bool = False) -> None:
        """Go on by one step. strength: of the heater, 1 when sound."""
        gain_c = (self.full_c - _AMBIENT_C) * strength
        lacks_c = self.target_c - self.actual_c
        holds = (self.target_c - _AMBIENT_C + draught_c) / max(gain_c, 1e-9)
        self.share = 1.0 if stuck or lacks_c > 1.0 else 0.0 if lacks_c < -1.0 or not self.target_c else min(1.0, holds)
        tends_c = _AMBIENT_C + gain_c * self.share - draught_c
        free_c = tends_c + (self.actual_c - tends_c) * math.exp(-STEP_S / self.rise_s)
        self.actual_c = free_c if stuck or not self.actual_c < self.target_c < free_c else self.target_c


class MachineDay:
    """One machine's time. seed: everything that chance decides."""

    def __init__(self, seed: int, fault: Fault | None) -> None:
        self._chance = random.Random(seed)
        self._fault = fault
        self._begun = False
        self._nozzle = Heater("nozzle", self._chance.uniform(400, 600), self._chance.uniform(80, 130))
        self._bed = Heater("bed", self._chance.uniform(130, 160), self._chance.uniform(250, 400))
        self._now_s, self._number, self._run = 0.0, 0, None
        self._run: Run | None = None
        self._phase, self._until_s = "idle", self._chance.uniform(0.0, 1800.0)
        self._moved_s, self._total_s, self._pace, self._needed_mm, self._left_mm = 0.0, 1.0, 1.0, 0.0, 0.0
        self._pause_at_s = math.inf
        self._draught_until_s = -1.0
        self._linked, self._back_s, self._drop_s = True, 0.0, self._chance.expovariate(1 / 20000.0)
        self._told: PrinterState | None = None

    def moments(self, days: float = 1.0) -> Iterator[Moment]:
        """Yield what the hub hears, `STEP_S` apart."""
        while self._now_s < days * 86400.0:
            now = MIDNIGHT + timedelta(seconds=self._now_s)
            self._work(now)
            self._warm()
            yield self._moment(now, tuple(self._tell(now)))
            self._now_s += STEP_S

    def _begins(self, *kinds: str) -> bool:
        """Plant the fault if it is one of these and its time has come; tell whether it is there."""
        if self._fault is None or self._fault.kind not in kinds:
            return False
        self._begun = self._begun or self._now_s >= self._fault.at_s
        return self._begun

    def _has(self, kind: str) -> bool:
        return self._begun and self._fault is not None and self._fault.kind == kind

    def _work(self, now: datetime) -> None:
        match self._phase:
            case "idle" if self._now_s >= self._until_s:
                self._start(now)
            case "heating" if self._nozzle.actual_c > 216.0 and self._bed.actual_c > 57.0:
                self._phase = "printing"
            case "printing":
                self._print(now)
            case "paused" if self._now_s >= self._until_s and self._run is not None:
                self._run, self._phase = replace(self._run, phase="running"), "printing"
            case _:
                pass

    def _start(self, now: datetime) -> None:
        chance = self._chance
        self._number += 1
        self._total_s, self._moved_s, self._pace = chance.uniform(1800.0, 18000.0), 0.0, chance.uniform(0.97, 1.04)
        self._needed_mm = self._total_s * chance.uniform(1.0, 3.0)
        self._left_mm = self._needed_mm + chance.uniform(5000.0, 200000.0)
        self._pause_at_s = chance.uniform(0.1, 0.9) * self._total_s if chance.random() < 0.15 else math.inf
        self._nozzle.target_c, self._bed.target_c = 220.0, 60.0
        self._run = Run(f"a{self._number}.gcode", "running", Position(0, -1, 0.0, 0.0, 0.0), 0.0, 0.0, now)
        self._phase = "heating"
        if not self._begun and self._begins("short"):
            self._left_mm = self._needed_mm * 0.7
        if not self._begun and self._begins("late"):
            self._pace, self._total_s = 0.55, 14400.0
        self._begins("slow_heat")

    def _print(self, now: datetime) -> None:
        assert self._run is not None
        if self._moved_s > 900.0:
            self._begins(*WHILE_PRINTING)
        self._moved_s += 0.0 if self._has("stall") else STEP_S * self._pace
        share = min(1.0, self._moved_s / self._total_s)
        run = replace(
            self._run,
            position=Position(int(share * 1e7), int(share * 200), share * 90.0, 50.0, share * 40.0),
            filament_mm=share * self._needed_mm,
            printed_s=(now - self._run.started_at).total_seconds(),
        )
        if self._has("halt"):
            self._run, self._phase = replace(run, phase="failed", fault="other", why="move out of range"), "halted"
        elif self._has("runout"):
            self._run, self._phase, self._until_s = replace(run, phase="paused", fault="runout"), "paused", math.inf
        elif self._moved_s >= self._pause_at_s:
            self._run, self._phase, self._pause_at_s = replace(run, phase="paused"), "paused", math.inf
            self._until_s = self._now_s + self._chance.uniform(120.0, 1800.0)
        elif share >= 1.0:
            self._run, self._phase = replace(run, phase="completed", ended_at=now), "idle"
            self._nozzle.target_c = self._bed.target_c = 0.0
            self._until_s = self._now_s + self._chance.uniform(600.0, 7200.0)
        else:
            self._run = run

    def _warm(self) -> None:
        if self._chance.random() < STEP_S / 7200.0:
            self._draught_until_s = self._now_s + self._chance.uniform(10.0, 40.0)  # a door, a fan at full speed
        draught_c = 25.0 if self._now_s < self._draught_until_s and self._nozzle.target_c else 0.0
        strength = 0.0 if self._has("cold") else 0.55 if self._has("slow_heat") else 1.0
        self._nozzle.step(strength, draught_c, self._has("hot"))
        self._bed.step()

    def _tell(self, now: datetime) -> Iterator[Observation]:
        chance, cut = self._chance, self._has("silent")
        if self._linked and (cut or self._now_s >= self._drop_s):
            self._linked, self._back_s = False, math.inf if cut else self._now_s + chance.uniform(5.0, 45.0)
            yield LinkLost(now, "no answer")
        elif not self._linked and self._now_s >= self._back_s:
            self._linked, self._told = True, None
            self._drop_s = self._now_s + chance.expovariate(1 / 20000.0)
        if not self._linked:
            return
        noise_c = chance.gauss(0.0, 0.2) + (chance.choice((-25.0, 25.0)) if chance.random() < 2e-5 else 0.0)
        temperatures = (
            Temperature("nozzle", self._nozzle.actual_c + noise_c, self._nozzle.target_c),
            Temperature("bed", self._bed.actual_c + chance.gauss(0.0, 0.1), self._bed.target_c),
        )
        printer = PrinterState(self._device(), "1", self._run, (), temperatures)
        before, self._told = self._told, printer
        if before is None:
            yield Snapshot(now, printer)
        elif (before.device, before.run and before.run.phase) != (printer.device, self._run and self._run.phase):
            yield StateChanged(now, printer)
        elif self._run is not None and self._run != before.run:
            yield Progress(now, self._run)
        yield Temperatures(now, temperatures)
        more = 1.3 if self._has("drift") else 1.0
        powers = (
            (h.name, h.share * more + abs(chance.gauss(0.0, 0.02)) * (h.share > 0)) for h in (self._nozzle, self._bed)
        )
        yield Measured(now, tuple(Reading(Channel(n, Quantity.POWER_SHARE), min(1.0, share)) for n, share in powers))

    def _device(self) -> Device:
        match self._phase:
            case "idle":
                return "idle"
            case "heating":
                return "heating"
            case "printing":
                return "printing"
            case "paused":
                return "paused"
            case _:
                return "error"

    def _moment(self, now: datetime, seen: tuple[Observation, ...]) -> Moment:
        run = self._run if self._phase != "idle" else None
        if run is None:
            return Moment(now, seen, "", None, None, self._begun)
        warm_s = 300.0  # what the model says of heating
        waits_s = 0.0 if self._moved_s else 600.0
        return Moment(
            now=now,
            seen=seen,
            attempt=run.file.removesuffix(".gcode"),
            expected=Expected(self._moved_s + warm_s, self._total_s + warm_s, waits_s),
            filament=FilamentLeft(self._left_mm - run.filament_mm, self._needed_mm - run.filament_mm),
            begun=self._begun,
        )
