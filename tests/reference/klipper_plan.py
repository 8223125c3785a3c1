"""Slow twin of the planning kernel: Klipper's look-ahead over a whole queue, one move object after another."""

import math
from dataclasses import dataclass

from layerworks.gcode.reading import Moves, Step
from layerworks.motion import KlipperLimits


@dataclass
class PlannedMove:
    """One move between full stops; speeds in mm/s, squares named so."""

    row: int
    direction: tuple[float, float, float] | None
    length: float
    e_ratio: float
    v2: float
    accel: float
    deviation: float
    gentle2: float  # squared speed that the gentler acceleration can win or lose over the move
    most_start2: float = 0.0
    most_gentle_start2: float = 0.0
    start: float = 0.0
    cruise: float = 0.0
    end: float = 0.0

    @property
    def delta2(self) -> float:
        return 2.0 * self.length * self.accel

    @property
    def time(self) -> float:
        up = (self.cruise**2 - self.start**2) / (2 * self.accel)
        down = (self.cruise**2 - self.end**2) / (2 * self.accel)
        flat = self.length - up - down
        return (self.cruise - self.start) / self.accel + (self.cruise - self.end) / self.accel + flat / self.cruise


def plan_slowly(moves: Moves, limits: KlipperLimits) -> list[PlannedMove | float]:
    """Return each row's plan, or its seconds where it is no move."""
    rows: list[PlannedMove | float] = []
    queue: list[PlannedMove] = []
    dwells = iter(moves.dwell_s.tolist())
    current = [
        limits.max_velocity_mm_s,
        limits.max_accel_mm_s2,
        limits.square_corner_velocity_mm_s,
        limits.minimum_cruise_ratio,
    ]
    changes = list(zip(moves.limit_row.tolist(), moves.limit_change.tolist(), strict=True))
    for row in range(len(moves)):
        while changes and changes[0][0] <= row:
            current = [old if math.isnan(new) else new for old, new in zip(current, changes.pop(0)[1], strict=True)]
        if moves.step[row] in (Step.DWELL, Step.STOP):
            finish(queue)
            queue = []
            rows.append(next(dwells) if moves.step[row] == Step.DWELL else 0.0)
            continue
        move = new_move(moves, row, current, limits)
        if queue:
            join(queue[-1], move, limits)
        queue.append(move)
        rows.append(move)
    finish(queue)
    return rows


def new_move(moves: Moves, row: int, current: list[float], limits: KlipperLimits) -> PlannedMove:
    velocity, accel, corner, ratio = current
    before, after = moves.points_mm[row].tolist(), moves.points_mm[row + 1].tolist()
    de, wanted = float(moves.e_mm[row]), float(moves.speed_mm_s[row])
    way = [b - a for a, b in zip(before, after, strict=True)]
    moving = moves.step[row] == Step.MOVE
    length = math.sqrt(sum(w * w for w in way)) if moving else abs(de)
    speed = min(wanted, velocity) if moving else wanted
    own_accel = accel if moving else 99999999.9
    gentle = accel * (1.0 - ratio)
    caps = [(speed, own_accel)]
    if moving:
        caps += caps_of_kinematics(before, after, length, min(v for v, _ in caps), limits)
    inverse = 1.0 / length  # as Klipper does; a reversal's angle hangs on the last digit
    e_ratio = de * inverse
    if de != 0.0 and (not moving or (way[0] == 0.0 and way[1] == 0.0) or de < 0.0):
        caps.append((limits.extrude_only_velocity_mm_s / abs(e_ratio), limits.extrude_only_accel_mm_s2 / abs(e_ratio)))
    planned_accel = min(a for _, a in caps)
    return PlannedMove(
        row=row,
        direction=(way[0] * inverse, way[1] * inverse, way[2] * inverse) if moving else None,
        length=length,
        e_ratio=e_ratio,
        v2=min(v for v, _ in caps) ** 2,
        accel=planned_accel,
        deviation=corner**2 * (math.sqrt(2.0) - 1.0) / accel,
        gentle2=2.0 * length * min(gentle, planned_accel),
    )


def caps_of_kinematics(
    start: list[float], end: list[float], length: float, speed: float, limits: KlipperLimits
) -> list[tuple[float, float]]:
    """Velocity and acceleration that the mechanics allow, one pair for each rule that applies."""
    way = [b - a for a, b in zip(start, end, strict=True)]
    caps: list[tuple[float, float]] = []
    if way[2] != 0.0 and limits.kinematics == "rotary_delta":
        caps.append((limits.max_z_velocity_mm_s, math.inf))
    elif way[2] != 0.0 and limits.kinematics not in ("none", "winch"):
        share = length / abs(way[2])
        caps.append((limits.max_z_velocity_mm_s * share, limits.max_z_accel_mm_s2 * share))
    share = 1.0
    if limits.kinematics in ("delta", "deltesian"):
        if limits.kinematics == "delta":
            far = max(math.hypot(*start[:2]), math.hypot(*end[:2]))
        else:
            far = max(abs(start[0]), abs(end[0])) if way[0] != 0.0 else 0.0
        slow, very_slow = (math.inf if mm is None else mm for mm in (limits.slow_mm, limits.very_slow_mm))
        share = 0.25 if far > very_slow else 0.5 if far > slow else 1.0
    elif limits.kinematics == "polar" and limits.max_angular_velocity_rad_s and (way[0] or way[1]):
        speed = min([speed, *(v for v, _ in caps)])
        near = nearest_to_middle(start, end)
        if near:
            share = min(1.0, limits.max_angular_velocity_rad_s * near / speed)
    if share < 1.0:
        caps.append((limits.max_velocity_mm_s * share, limits.max_accel_mm_s2 * share))
    return caps


def nearest_to_middle(start: list[float], end: list[float]) -> float:
    """The least distance of a way from the origin."""
    way = [b - a for a, b in zip(start[:2], end[:2], strict=True)]
    at = -(start[0] * way[0] + start[1] * way[1]) / (way[0] ** 2 + way[1] ** 2)
    if 0.0 < at < 1.0:
        return abs(way[1] * start[0] - way[0] * start[1]) / math.hypot(*way)
    return math.hypot(*(start if at <= 0.0 else end)[:2])


def join(before: PlannedMove, move: PlannedMove, limits: KlipperLimits) -> None:
    if before.direction is None or move.direction is None:
        return
    bounds = [move.v2, before.v2, before.most_start2 + before.delta2]
    if move.e_ratio != before.e_ratio:
        bounds.append((limits.instantaneous_corner_velocity_mm_s / (move.e_ratio - before.e_ratio)) ** 2)
    cosine = -sum(a * b for a, b in zip(before.direction, move.direction, strict=True))
    sine_half = math.sqrt(max(0.0, (1.0 - cosine) / 2.0))
    cosine_half = math.sqrt(max(0.0, (1.0 + cosine) / 2.0))
    if sine_half < 1.0 and cosine_half > 0.0:
        for one in (before, move):
            bounds.append(sine_half / (1.0 - sine_half) * one.deviation * one.accel)
            bounds.append(one.delta2 * (0.25 * sine_half / cosine_half))
    move.most_start2 = min(bounds)
    move.most_gentle_start2 = min(move.most_start2, before.most_gentle_start2 + before.gentle2)


def finish(queue: list[PlannedMove]) -> None:
    """Give speeds to moves that end at a standstill."""
    starts: list[float] = [0.0] * (len(queue) + 1)
    cruises: list[float | None] = [None] * len(queue)
    gentle_next = peak = 0.0
    undecided = 0
    for i in reversed(range(len(queue))):
        move = queue[i]
        reach = starts[i + 1] + move.delta2
        starts[i] = min(move.most_start2, reach)
        gentle_reach = gentle_next + move.gentle2
        gentle_start = min(move.most_gentle_start2, gentle_reach)
        undecided += 1
        if gentle_start < gentle_reach:
            if gentle_start + move.gentle2 > gentle_next or undecided > 1:
                peak = (gentle_start + gentle_reach) / 2.0
            cruises[i] = min((starts[i] + reach) / 2.0, move.v2, peak)
            undecided = 0
        gentle_next = gentle_start
    before = 0.0
    for i, move in enumerate(queue):
        cruise = cruises[i]
        if cruise is None:
            cruise = min(before, starts[i])
        move.start = math.sqrt(min(starts[i], cruise))
        move.cruise = math.sqrt(cruise)
        move.end = math.sqrt(min(starts[i + 1], cruise))
        before = cruise
