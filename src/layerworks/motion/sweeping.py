"""Which lever shortens this print most: every one pulled, planned and measured."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading import Moves, Step
from layerworks.kernels.motion_totals_codes import SHORTEST_FOR_FLOW_MM
from layerworks.motion.bead_levers import BeadLever, bead_levers
from layerworks.motion.levers import LEVERS, Pulled, all_at_once
from layerworks.motion.planning import Limits, plan
from layerworks.motion.profile import MotionProfile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a lever comes to. value, unit: what it stands at, nan where that is no figure.

    time_s: motion and dwells, between_s: from and to, where it is not planned but bounded. change: of the time, as a
    share. effective_mm_s: printed length over that time. peak_flow_mm3_s: what the hot end then has to melt.
    """

    lever: str
    value: float
    unit: str
    time_s: float
    between_s: tuple[float, float]
    change: float
    effective_mm_s: float
    peak_flow_mm3_s: float


@dataclass(frozen=True, slots=True)
class Sweep:
    """The program as it is, and its levers, the strongest first.

    together: all of the machine's levers at once. beads: what a wider nozzle, wider lines or thicker layers would do,
    computed from the lines of this program (see `bead_levers`), not by slicing again.
    """

    as_it_is: Outcome
    levers: tuple[Outcome, ...]
    together: Outcome
    beads: tuple[Outcome, ...]


def sweep(moves: Moves, limits: Limits, *, max_flow_mm3_s: float | None = None) -> Sweep:
    """Return what every lever comes to for a program.

    max_flow_mm3_s: what the hot end melts; wider beads are laid no faster than that.
    """
    profile = plan(moves, limits)
    base = outcome("as_it_is", profile, Pulled(moves, limits, math.nan), "", profile.total_s)
    found: list[Outcome] = []
    for lever in LEVERS:
        pulled = lever.pull(moves, limits)
        if pulled is not None:
            found.append(outcome(lever.name, plan(pulled.moves, pulled.limits), pulled, lever.unit, profile.total_s))
    at_once = all_at_once(moves, limits)
    beads = (_bead_outcome(bead, base) for bead in bead_levers(profile, limits, max_flow_mm3_s))
    return Sweep(
        as_it_is=base,
        levers=tuple(sorted(found, key=lambda o: (o.change, o.lever))),
        together=outcome("together", plan(at_once.moves, at_once.limits), at_once, "", profile.total_s),
        beads=tuple(sorted(beads, key=lambda o: (o.change, o.lever, o.value))),
    )


def outcome(lever: str, profile: MotionProfile, pulled: Pulled, unit: str, before_s: float) -> Outcome:
    """Return what a planned program comes to, beside a time before."""
    total_s = profile.total_s
    return Outcome(
        lever=lever,
        value=pulled.value,
        unit=unit,
        time_s=total_s,
        between_s=(total_s, total_s),
        change=total_s / before_s - 1.0 if before_s > 0.0 else 0.0,
        effective_mm_s=printed_mm(profile) / total_s if total_s > 0.0 else 0.0,
        peak_flow_mm3_s=peak_flow_mm3_s(profile, pulled.limits.filament_mm2),
    )


def laying(moves: Moves) -> NDArray[np.bool_]:
    """Return (m,) which rows lay plastic."""
    return (moves.step == Step.MOVE) & (moves.e_mm > 0.0)


def printed_mm(profile: MotionProfile) -> float:
    """Return the length of all lines laid."""
    return float(profile.length_mm[laying(profile.moves)].sum())


def peak_flow_mm3_s(profile: MotionProfile, filament_mm2: float) -> float:
    """Return the highest flow; in very short lines the last digit of the filament makes it, so they do not count."""
    rows = laying(profile.moves) & (profile.length_mm >= SHORTEST_FOR_FLOW_MM)
    flow = profile.v_cruise_mm_s[rows] * profile.moves.e_mm[rows] / profile.length_mm[rows]
    return float(flow.max(initial=0.0)) * filament_mm2


def _bead_outcome(bead: BeadLever, base: Outcome) -> Outcome:
    low, high = bead.between_s
    likely = math.sqrt(low * high)
    return Outcome(
        lever=bead.name,
        value=bead.value,
        unit=bead.unit,
        time_s=likely,
        between_s=(low, high),
        change=likely / base.time_s - 1.0 if base.time_s > 0.0 else 0.0,
        effective_mm_s=bead.printed_mm / likely if likely > 0.0 else 0.0,
        peak_flow_mm3_s=bead.peak_flow_mm3_s,
    )
