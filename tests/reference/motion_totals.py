"""Slow twin of the sums over planned rows, from a profile."""

import math
from dataclasses import dataclass, field

from layerworks.gcode.reading import Step
from layerworks.motion import MotionProfile


@dataclass
class Sums:
    time_by_role: dict[int, float] = field(default_factory=dict)
    length_by_role: dict[int, float] = field(default_factory=dict)
    e_by_role: dict[int, float] = field(default_factory=dict)
    peak_e_mm_s: float = 0.0
    travel_s: float = 0.0
    z_s: float = 0.0
    filament_s: float = 0.0
    dwell_s: float = 0.0
    laid_s: float = 0.0
    ideal_s: float = 0.0
    laid_mm: float = 0.0
    at_speed_mm: float = 0.0
    printed: list[list[float]] = field(default_factory=list)


def sum_slowly(profile: MotionProfile) -> Sums:
    sums = Sums()
    moves = profile.moves
    for row in range(len(moves)):
        time = float(profile.t_s[row + 1] - profile.t_s[row])
        step, role, e = Step(moves.step[row]), int(moves.role[row]), float(moves.e_mm[row])
        if step in (Step.DWELL, Step.STOP):
            sums.dwell_s += time
            continue
        sums.time_by_role[role] = sums.time_by_role.get(role, 0.0) + time
        if step == Step.FILAMENT:
            sums.filament_s += time
            continue
        before, after = moves.points_mm[row].tolist(), moves.points_mm[row + 1].tolist()
        length = math.dist(before, after)
        sums.length_by_role[role] = sums.length_by_role.get(role, 0.0) + length
        if e <= 0.0:
            if abs(after[2] - before[2]) >= 0.999 * length:
                sums.z_s += time
            else:
                sums.travel_s += time
            continue
        wanted, cruise = float(moves.speed_mm_s[row]), float(profile.v_cruise_mm_s[row])
        sums.e_by_role[role] = sums.e_by_role.get(role, 0.0) + e
        sums.laid_s += time
        sums.laid_mm += length
        sums.ideal_s += length / wanted
        if length >= 0.05:
            sums.peak_e_mm_s = max(sums.peak_e_mm_s, cruise * e / length)
        if cruise >= 0.99 * wanted:
            ramps = sum(cruise**2 - float(v[row]) ** 2 for v in (profile.v_entry_mm_s, profile.v_exit_mm_s))
            sums.at_speed_mm += length - ramps / (2.0 * float(profile.accel_mm_s2[row]))
        sums.printed += [before, after]
    return sums
