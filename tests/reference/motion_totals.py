"""Slow twins of the sums over planned rows, from a profile."""

import math
from dataclasses import dataclass, field

import numpy as np

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


@dataclass
class Coarse:
    corners: int = 0
    length_mm: float = 0.0
    lost_s: float = 0.0
    weighted: list[float] = field(default_factory=lambda: [0.0] * 4)


def coarse_slowly(profile: MotionProfile, top_mm_s: float, every: bool = False) -> Coarse:
    """Corners between chords of curves that slow the head more than the curve would.

    After 4096 corners one of each four counts for four; `every` looks at all of them.
    """
    found = Coarse()
    moves = profile.moves
    steps, filament = moves.step.tolist(), moves.e_mm.tolist()
    laid = [Step(step) == Step.MOVE and e > 0.0 for step, e in zip(steps, filament, strict=True)]
    entry, cruise = profile.v_entry_mm_s.tolist(), profile.v_cruise_mm_s.tolist()
    corner = -1
    for row in range(2, len(moves)):
        got = entry[row]
        if not laid[row] or filament[row - 1] <= 0.0 or got >= 0.995 * min(cruise[row], cruise[row - 1]):
            continue
        corner += 1
        weight = 1.0 if every or corner < 4096 else 4.0
        if weight == 4.0 and corner % 4 != (corner // 4 * 2654435769 // 2**30) % 4:
            continue
        if not all(laid[row - 2 : row]):
            continue
        chords = [moves.points_mm[k + 1] - moves.points_mm[k] for k in (row - 2, row - 1, row)]
        lengths = [math.sqrt(float(chord @ chord)) for chord in chords]
        turns = []
        for a, b, la, lb in zip(chords, chords[1:], lengths, lengths[1:], strict=False):
            sine = float(a[0] * b[1] - a[1] * b[0]) / (la * lb)
            ahead = float(a[0] * b[0] + a[1] * b[1]) > 0.0
            turns.append(sine if ahead and 0.004 <= abs(sine) <= 0.5 else 0.0)
        if turns[0] * turns[1] <= 0.0:
            continue
        radius = [0.5 * (lengths[k] + lengths[k + 1]) / abs(turns[k]) for k in (0, 1)]
        if max(radius) > 3.0 * min(radius):
            continue
        accel = min(profile.accel_mm_s2[row - 1 : row + 1].tolist())
        could = min(math.sqrt(accel * radius[1]), *moves.speed_mm_s[row - 1 : row + 1].tolist(), top_mm_s)
        if got >= 0.9 * could:
            continue
        times = np.diff(profile.t_s[row - 1 : row + 2]).tolist()
        lost = weight * sum(0.5 * max(t - length / could, 0.0) for t, length in zip(times, lengths[1:], strict=True))
        chord = 0.5 * (lengths[1] + lengths[2])
        found.corners += round(weight)
        found.length_mm += weight * chord
        found.lost_s += lost
        for k, value in enumerate((chord, got, could, chord * got / could)):
            found.weighted[k] += lost * value
    return found
