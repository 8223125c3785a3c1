"""What a program makes the machine wait for, in its order, with how sure that is.

Heaters go on while the head moves, homes or waits for another heater, so everything is played through in order. All
that is not known for sure is played with many lots at once; the first column holds the medians.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.moves import Call, Heat, Heater, Stop, StopCause
from layerworks.motion._draws import Draws
from layerworks.motion._heaters import Heaters
from layerworks.motion.durations import guessed
from layerworks.motion.non_motion import Kind, NonMotionModel
from layerworks.motion.profile import MotionProfile

F64 = NDArray[np.float64]
Event = Heat | Stop | Call
_Stopping = Literal["home", "probe", "tool", "filament"]
Cause = Literal["start", "heat", "home", "probe", "tool", "filament", "macro", "end"]

_LOTS, _FEWER_LOTS = 1000, 200
_MANY = 300  # events, from which on fewer lots do
_LOW, _HIGH = 0.05, 0.95
_LEAST_S = 1e-3
_OF_STOP: Mapping[StopCause, _Stopping] = {
    "home": "home",
    "probe": "probe",
    "tool": "tool",
    "filament": "filament",
}
_UNHEARD_OF = guessed(1.5, 8.0, 1.5)  # most unknown commands set something, a few run for minutes
_SEEDS: Mapping[Kind, int] = {"start": 1, "home": 2, "probe": 3, "tool": 4, "filament": 5, "end": 6}
_FIRST_MACRO_SEED = 20


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Waits in the order of the program.

    moment_s: (k,) on the clock of motion and dwells. seconds: (k,) medians. cause, name: (k,) why, and the macro.
    left_s: (k + 1, 2) between what all waits from each one on will take, nine times in ten; unknown commands, which
    the medians leave out, are in there. unknown: names of those. pauses: stops for a person, in no sum.
    """

    moment_s: F64
    seconds: F64
    cause: tuple[Cause, ...]
    name: tuple[str, ...]
    left_s: F64
    unknown: tuple[str, ...]
    pauses: int

    @property
    def total_s(self) -> float:
        """The median of every wait, added up."""
        return float(self.seconds.sum())

    @property
    def interval_s(self) -> tuple[float, float]:
        """Between what all waits together will take, nine times in ten."""
        low, high = self.left_s[0]
        return float(low), float(high)

    def of(self, *causes: Cause) -> float:
        """Return the medians of some causes, added up."""
        return float(sum(s for s, cause in zip(self.seconds.tolist(), self.cause, strict=True) if cause in causes))


def in_order(events: Iterable[tuple[float, Event]]) -> list[tuple[float, Event]]:
    """Return events, each with its moment, in the order of their program."""
    return sorted(events, key=lambda timed: (timed[1].row, timed[1].line))


def waits_of_profile(
    profile: MotionProfile, model: NonMotionModel, start_c: Mapping[Heater, float] | None = None
) -> Waits:
    """Return the waits of a program that was planned as a whole. start_c: see `waits_of`."""
    moves = profile.moves
    events = in_order((profile.t_s.item(e.row), e) for e in (*moves.heats, *moves.stops, *moves.calls))
    return waits_of(events, profile.total_s, model, start_c)


def waits_of(
    events: Sequence[tuple[float, Event]],
    motion_s: float,
    model: NonMotionModel,
    start_c: Mapping[Heater, float] | None = None,
) -> Waits:
    """Return the waits of a program.

    events: in the program's order, each with its moment on the clock of motion. motion_s: the end of that clock.
    start_c: temperatures when it starts, where they are known.
    """
    lots = _FEWER_LOTS if len(events) > _MANY else _LOTS
    draws = Draws(lots)
    heaters = Heaters(model, draws, start_c or {})
    macro_seeds = {name: _FIRST_MACRO_SEED + k for k, name in enumerate(sorted(model.macros))}
    found: list[tuple[float, Cause, str, F64]] = []
    unknown: list[str] = []
    before_s = 0.0
    pauses = 0

    def wait(moment_s: float, cause: Cause, name: str, seconds: F64) -> None:
        if seconds.max() > _LEAST_S:
            heaters.let_pass(seconds)
            found.append((moment_s, cause, name, seconds))

    wait(0.0, "start", "", draws.of(model.durations["start"], _SEEDS["start"]))
    for moment_s, event in events:
        if moment_s > before_s:
            heaters.let_pass(moment_s - before_s)
            before_s = moment_s
        match event:
            case Heat():
                heaters.set(event.heater, event.target_c)
                if event.wait and event.target_c > 0.0:
                    wait(moment_s, "heat", event.heater, heaters.until_reached(event.heater))
            case Stop():
                pauses += event.cause == "pause"
                if (kind := _OF_STOP.get(event.cause)) is not None:
                    wait(moment_s, kind, "", draws.of(model.durations[kind], _SEEDS[kind]))
            case Call():
                if event.name in model.macros:
                    seconds = draws.of(model.macros[event.name], macro_seeds[event.name])
                    wait(moment_s, "macro", event.name, seconds)
                elif event.name not in unknown:
                    unknown.append(event.name)
    wait(motion_s, "end", "", draws.of(model.durations["end"], _SEEDS["end"]))
    return _summed(found, tuple(unknown), pauses, lots)


def _summed(found: list[tuple[float, Cause, str, F64]], unknown: tuple[str, ...], pauses: int, lots: int) -> Waits:
    beyond = np.zeros(lots)
    for k in range(len(unknown)):
        beyond += _UNHEARD_OF.lots(1, lots, _FIRST_MACRO_SEED + 1000 + k)[0]
    left_s = np.empty((len(found) + 1, 2))
    total = beyond
    left_s[-1] = np.quantile(total, (_LOW, _HIGH)) if unknown else 0.0
    for k in range(len(found) - 1, -1, -1):
        total = total + found[k][3][1:]
        left_s[k] = np.quantile(total, (_LOW, _HIGH))
    return Waits(
        moment_s=np.array([moment_s for moment_s, *_ in found]),
        seconds=np.array([seconds[0] for *_, seconds in found]),
        cause=tuple(cause for _, cause, *_ in found),
        name=tuple(name for _, _, name, _ in found),
        left_s=left_s,
        unknown=unknown,
        pauses=pauses,
    )
