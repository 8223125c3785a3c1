"""Fault switches: what may go wrong with a simulated print, when, and for how long."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MishapKind = Literal["drop", "silence", "stall", "runout", "thermal", "power"]
# drop: the connection breaks; silence: it stays but nothing comes through; stall: the print stands still and the
# printer does not notice; runout: it pauses without material; thermal: it shuts down; power: it is off for a while


@dataclass(frozen=True, slots=True)
class Mishap:
    """One thing that goes wrong. after_s: since the start of a run; for_s: how long drop, silence and power last.

    run: in which run of the printer, 1 the first; None in each.
    """

    kind: MishapKind
    after_s: float
    for_s: float = 60.0
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Mishaps:
    """Everything that will go wrong with a printer: what is planned, and what chance adds by seed.

    per_hour: mean number of mishaps of a kind in an hour of printing. mean_s: mean length of those that pass.
    """

    planned: tuple[Mishap, ...] = ()
    per_hour: Mapping[MishapKind, float] = field(default_factory=dict["MishapKind", float])
    mean_s: float = 120.0
    seed: int = 0


def mishaps_of_run(mishaps: Mishaps, machine: str, run: int, hours: float) -> tuple[Mishap, ...]:
    """Return what will go wrong in a run, in order of time: the same for the same seed, machine and run.

    hours: how far to look ahead.
    """
    found = [m for m in mishaps.planned if m.run in (None, run)]
    for kind in sorted(mishaps.per_hour):
        rate = mishaps.per_hour[kind]
        chance = random.Random(f"{mishaps.seed}/{machine}/{run}/{kind}")
        at_hours = chance.expovariate(rate) if rate > 0 else hours
        while at_hours < hours:
            found.append(Mishap(kind, at_hours * 3600.0, chance.expovariate(1.0 / mishaps.mean_s)))
            at_hours += chance.expovariate(rate)
    return tuple(sorted(found, key=lambda m: (m.after_s, m.kind)))
