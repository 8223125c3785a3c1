"""What a printer needs beside motion: one duration a kind of event, guessed at first, learned from its own prints."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from layerworks.gcode.reading.moves import Heater
from layerworks.motion.durations import Duration, fixed, guessed

Counted = Literal["start", "home", "probe", "tool", "filament", "end"]
Kind = Literal["start", "home", "probe", "tool", "filament", "end", "nozzle", "bed", "chamber"]
"""start: from the command to the first line; home, probe: each time; tool: a change of tool or of material by a machine
that does it itself; filament: a change that waits for a person (M600); end: from the last move to the printer's
word that it is done. nozzle, bed, chamber: heating, for a unit of work (`heating_work`)."""

KINDS: tuple[Kind, ...] = get_args(Kind)
FULL_POWER_C: Mapping[Heater, float] = MappingProxyType({"nozzle": 500.0, "bed": 150.0, "chamber": 120.0})
"""Where a heater at full power would end: the shape of its curve. What differs by printer is how fast it goes."""
COOLING: Mapping[Heater, float] = MappingProxyType({"nozzle": 1.4, "bed": 2.5, "chamber": 2.0})
"""Time constant of cooling, as a multiple of that of heating."""

HOTTER_C = 30.0  # full power ends at least so far above any target
_LEAST_WORK = 0.01
_GUESSES: Mapping[Kind, tuple[float, float, float]] = MappingProxyType(
    {  # median, factor between printers, factor within one
        "start": (3.0, 2.0, 1.3),
        "home": (20.0, 1.7, 1.08),
        "probe": (75.0, 2.0, 1.08),
        "tool": (20.0, 2.2, 1.1),
        "filament": (180.0, 2.0, 1.8),
        "end": (2.0, 2.0, 1.3),
        "nozzle": (160.0, 1.6, 1.12),
        "bed": (370.0, 1.7, 1.15),
        "chamber": (2600.0, 1.8, 1.25),
    }
)


@dataclass(frozen=True, slots=True)
class Took:
    """An event of some kind and its time; heating is `Heated`."""

    kind: Counted
    seconds: float


@dataclass(frozen=True, slots=True)
class Heated:
    """A heater at full power from one temperature to another, until the firmware calls it reached."""

    heater: Heater
    from_c: float
    to_c: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Ran:
    """A macro, or any command that the reader does not know."""

    macro: str
    seconds: float


Observation = Took | Heated | Ran


@dataclass(frozen=True, slots=True)
class NonMotionModel:
    """What is known of one printer. macros: by name in capitals. ambient_c: where every heater starts, give or take
    ambient_spread_c (standard deviation).
    """

    durations: Mapping[Kind, Duration] = field(default_factory=lambda: _guesses())
    macros: Mapping[str, Duration] = field(default_factory=dict[str, Duration])
    ambient_c: float = 23.0
    ambient_spread_c: float = 3.0

    def as_dict(self) -> dict[str, Any]:
        """Return the model as plain data, for keeping."""
        plain = {
            name: {key: [d.log_s, d.weight, d.shape, d.scale] for key, d in sorted(known.items())}
            for name, known in (("durations", self.durations), ("macros", self.macros))
        }
        return plain | {"ambient_c": self.ambient_c, "ambient_spread_c": self.ambient_spread_c}


def model_from_dict(plain: Mapping[str, Any]) -> NonMotionModel:
    """Return the model that `as_dict` wrote; kinds that it does not know are guessed."""
    known = {key: Duration(*values) for key, values in plain["durations"].items() if key in KINDS}
    return NonMotionModel(
        durations=MappingProxyType({**_guesses(), **cast(Mapping[Kind, Duration], known)}),
        macros=MappingProxyType({key: Duration(*values) for key, values in plain["macros"].items()}),
        ambient_c=plain["ambient_c"],
        ambient_spread_c=plain["ambient_spread_c"],
    )


def with_macros(model: NonMotionModel, seconds: Mapping[str, float]) -> NonMotionModel:
    """Return the model told how long some macros take. Raises ValueError unless every time is positive."""
    told = {name.upper(): fixed(time_s) for name, time_s in seconds.items()}
    return replace(model, macros=MappingProxyType({**model.macros, **told}))


def learn(model: NonMotionModel, seen: Observation) -> NonMotionModel:
    """Return the model after one more event. Raises ValueError for a time that is not positive."""
    match seen:
        case Took():
            return _with(model, seen.kind, model.durations[seen.kind].after(seen.seconds))
        case Heated():
            work = heating_work(seen.heater, seen.from_c, seen.to_c)
            if work < _LEAST_WORK:
                return model  # nothing to be learned from a heater that was there already
            return _with(model, seen.heater, model.durations[seen.heater].after(seen.seconds, work))
        case Ran():
            name = seen.macro.upper()
            before = model.macros.get(name) or replace(guessed(seen.seconds, 2.0, 1.2), weight=1e-3)
            return replace(model, macros=MappingProxyType({**model.macros, name: before.after(seen.seconds)}))


def heating_work(heater: Heater, from_c: float, to_c: float) -> float:
    """Return the work of heating up: the time in time constants of a heater that tends to its full power's end."""
    top_c = max(FULL_POWER_C[heater], to_c + HOTTER_C)
    return math.log((top_c - min(from_c, to_c)) / (top_c - to_c))


def _with(model: NonMotionModel, kind: Kind, duration: Duration) -> NonMotionModel:
    return replace(model, durations=MappingProxyType({**model.durations, kind: duration}))


@cache
def _guesses() -> Mapping[Kind, Duration]:
    return MappingProxyType({kind: guessed(*guess) for kind, guess in _GUESSES.items()})
