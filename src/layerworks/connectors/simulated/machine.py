"""A printer as a value: what it is between two events, and what becomes of it. Pure.

The value changes only when something happens (a command, warm enough, the end, a mishap), each at its exact time.
Looking at it in between changes nothing: what a print comes to depends on commands and mishaps alone, not on who
watched it, how often, or who was killed meanwhile. Times are seconds since 1970 on the printer's virtual clock.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from layerworks.connectors.simulated.heater import MODELS, Heater, after, warming_s
from layerworks.connectors.simulated.mishaps import Mishap
from layerworks.connectors.simulated.playing import Playable
from layerworks.fleet.observations import FaultKind, RunPhase, StoredFile

Condition = Literal["on", "off", "error"]


@dataclass(frozen=True, slots=True)
class Playing:
    """A run. played_s: of the program, at the machine's at_s. mark: next heat mark of the program.

    warm_s: when the heater waited for is warm, None when none is. stalled: it should move and does not.
    """

    file: str
    digest: str
    started_s: float
    phase: RunPhase = "running"
    played_s: float = 0.0
    mark: int = 0
    warm_s: float | None = None
    stalled: bool = False
    ended_s: float | None = None
    why: str = ""
    fault: FaultKind | None = None
    skipped: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether it is going on or paused."""
        return self.phase in ("running", "paused")

    @property
    def moving(self) -> bool:
        """Whether the program advances."""
        return self.phase == "running" and self.warm_s is None and not self.stalled


@dataclass(frozen=True, slots=True)
class Machine:
    """A printer at at_s. boot: times it was switched on, booted_s: when last, None if once; back_s: when power returns.

    runs: files ever started.

    mishaps: still to come, after_s being absolute times. outages: (kind, from, until) of the link.
    bed_used: something was printed since the bed was last cleared, whatever the hub believes.
    pace: seconds of a program, and of warming and cooling, in one second of its clock.
    """

    at_s: float
    boot: int = 1
    booted_s: float | None = None
    condition: Condition = "on"
    back_s: float | None = None
    runs: int = 0
    run: Playing | None = None
    files: tuple[StoredFile, ...] = ()
    heaters: tuple[Heater, ...] = tuple(Heater(name) for name in MODELS)
    mishaps: tuple[Mishap, ...] = ()
    outages: tuple[tuple[str, float, float], ...] = ()
    bed_used: bool = False
    pace: float = 1.0


def settle(machine: Machine, until_s: float, program: Playable | None) -> Machine:
    """Return the machine after everything that happens of itself until a time. program: of the active run's file."""
    while (event := _next_event(machine, program)) is not None and event[0] <= until_s:
        machine = event[1](at(machine, event[0]))
    return machine


def at(machine: Machine, now_s: float) -> Machine:
    """Return a settled machine at a time after its last event: program and heaters moved on to it."""
    passed_s = (now_s - machine.at_s) * machine.pace
    run = machine.run
    if run is not None and run.moving:
        run = replace(run, played_s=run.played_s + passed_s)
    return replace(machine, at_s=now_s, run=run, heaters=tuple(after(h, passed_s) for h in machine.heaters))


def begin(machine: Machine, file: StoredFile, mishaps: tuple[Mishap, ...]) -> Machine:
    """Return the machine having just started a file. mishaps: of this run, after_s at the program's pace from now."""
    now_s = machine.at_s
    due = tuple(replace(m, after_s=now_s + m.after_s / machine.pace) for m in mishaps)
    return replace(
        machine,
        run=Playing(file.name, file.digest or "", now_s),
        runs=machine.runs + 1,
        mishaps=tuple(m for m in due if m.kind not in ("drop", "silence")),
        outages=tuple((m.kind, m.after_s, m.after_s + m.for_s) for m in due if m.kind in ("drop", "silence")),
        bed_used=True,
    )


def end(machine: Machine, phase: RunPhase, why: str = "", fault: FaultKind | None = None) -> Machine:
    """Return the machine with its active run ended now and, unless it was completed, its heaters off."""
    run = (
        replace(machine.run, phase=phase, ended_s=machine.at_s, warm_s=None, why=why, fault=fault)
        if machine.run
        else None
    )
    return replace(machine, run=run, heaters=machine.heaters if phase == "completed" else _off(machine.heaters))


def pause(machine: Machine, why: str = "", fault: FaultKind | None = None) -> Machine:
    """Return the machine with its run paused; a wait for a heater is begun again on going on."""
    run = machine.run
    if run is None:
        return machine
    mark = run.mark - (run.warm_s is not None)
    return replace(machine, run=replace(run, phase="paused", mark=mark, warm_s=None, why=why, fault=fault))


def restart(machine: Machine) -> Machine:
    """Return the machine switched off and on: it knows nothing of the run, its files are still there."""
    heaters = _off(machine.heaters)
    return replace(
        machine,
        boot=machine.boot + 1,
        booted_s=machine.at_s,
        condition="on",
        back_s=None,
        run=None,
        heaters=heaters,
        mishaps=(),
    )


def _next_event(machine: Machine, program: Playable | None) -> tuple[float, Callable[[Machine], Machine]] | None:
    """Return the next thing that happens of itself: when, and what it makes of the machine brought to that time."""
    coming: list[tuple[float, Callable[[Machine], Machine]]] = []
    run = machine.run
    if machine.back_s is not None:
        coming.append((machine.back_s, restart))
    if machine.mishaps:
        coming.append((max(machine.mishaps[0].after_s, machine.at_s), _befall))
    if run is not None and program is not None:
        if run.phase == "running" and run.warm_s is not None:
            coming.append((run.warm_s, _go_on))
        elif run.moving and run.mark < len(program.marks):
            mark = program.marks[run.mark]
            coming.append(
                (machine.at_s + max(0.0, mark.t_s - run.played_s) / machine.pace, lambda m: _heat(m, program))
            )
        elif run.moving:
            left_s = max(0.0, program.duration_s - run.played_s)
            coming.append((machine.at_s + left_s / machine.pace, lambda m: _complete(m, program)))
    return min(coming, key=lambda c: c[0], default=None)


def _heat(machine: Machine, program: Playable) -> Machine:
    run = machine.run
    assert run is not None
    mark = program.marks[run.mark]
    heaters = tuple(replace(h, target_c=mark.target_c) if h.name == mark.heater else h for h in machine.heaters)
    needed_s = max((warming_s(h) for h in heaters if h.name == mark.heater), default=0.0) if mark.waits else 0.0
    if math.isinf(needed_s):
        return end(replace(machine, condition="error"), "failed", f"{mark.heater}: heating failed", "thermal")
    warm_s = machine.at_s + needed_s / machine.pace if needed_s > 0.0 else None
    return replace(machine, heaters=heaters, run=replace(run, played_s=mark.t_s, mark=run.mark + 1, warm_s=warm_s))


def _go_on(machine: Machine) -> Machine:
    return replace(machine, run=replace(machine.run, warm_s=None)) if machine.run else machine


def _complete(machine: Machine, program: Playable) -> Machine:
    assert machine.run is not None
    run = replace(machine.run, played_s=program.duration_s)
    return replace(end(replace(machine, run=run), "completed"), mishaps=())


def _befall(machine: Machine) -> Machine:
    mishap, machine = machine.mishaps[0], replace(machine, mishaps=machine.mishaps[1:])
    run = machine.run
    if mishap.kind == "power":
        off = replace(machine, condition="off", run=None, heaters=_off(machine.heaters), mishaps=())
        return replace(off, back_s=machine.at_s + mishap.for_s)
    if run is None or run.phase != "running":
        return machine
    match mishap.kind:
        case "stall":
            return replace(machine, run=replace(run, stalled=True))
        case "runout":
            return pause(machine, "filament runout", "runout")
        case "thermal":
            return end(replace(machine, condition="error"), "failed", "nozzle: thermal runaway", "thermal")
        case _:
            return machine


def _off(heaters: tuple[Heater, ...]) -> tuple[Heater, ...]:
    return tuple(replace(h, target_c=0.0) for h in heaters)
