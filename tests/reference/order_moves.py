"""Slow twin of layerworks.kernels.order_moves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

TRAVEL, RETRACT, UNRETRACT, OVERHANG_WALL, WIPE = 0, 1, 2, 11, 18


@dataclass
class Bead:
    """A polyline in µm with what its moves take over."""

    nodes: Sequence[tuple[int, int, int]]
    layer: int
    role: int
    speed: float
    retract: bool
    bends: Sequence[tuple[int, int]] = ()
    flow: float = 1.0
    hang: int = 0  # class of every way of it


@dataclass
class Way:
    """How the head gets from bead to bead."""

    speed: float
    pull: float
    push: float
    pull_speed: float
    push_speed: float
    hop: float
    wipe: float
    wipe_speed: float
    lift: float
    max_flow: float
    hang_speed: Sequence[float] = (0.0,)
    hang_role: Sequence[bool] = (False,)


Row = tuple[float, float, float, int, float, float, float]  # x, y, z, role, width, volume, speed


def weave(beads: Sequence[Bead], z: Sequence[float], height: Sequence[float], way: Way) -> list[Row]:
    """Return the moves as (x, y, z, role, width, volume, speed)."""
    rows: list[Row] = []
    before: Bead | None = None
    for bead in beads:
        if len(bead.nodes) < 2:
            continue
        level, h = z[bead.layer], height[bead.layer]
        x, y = bead.nodes[0][0] / 1e3, bead.nodes[0][1] / 1e3
        if before is None:
            rows += [_way(x, y, level + way.lift, way.speed), _way(x, y, level, way.speed)]
        elif bead.retract:
            rows += _through_air(before, rows[-1], (x, y, level), way)
        elif (x, y, level) != rows[-1][:3]:
            rows += [_way(u / 1e3, v / 1e3, level, way.speed) for u, v in bead.bends]
            rows.append(_way(x, y, level, way.speed))
        for (ax, ay, aw), (bx, by, bw) in zip(bead.nodes, bead.nodes[1:], strict=False):
            w = (aw + bw) / 2e3
            volume = bead.flow * w * h * math.dist((ax, ay), (bx, by)) / 1e3
            limits = [bead.speed, way.hang_speed[bead.hang] or math.inf]
            if way.max_flow > 0:
                limits.append(way.max_flow / (bead.flow * w * h))
            role = OVERHANG_WALL if way.hang_role[bead.hang] else bead.role
            rows.append((bx / 1e3, by / 1e3, level, role, w, volume, min(limits)))
        before = bead
    return rows


def _way(x: float, y: float, z: float, speed: float) -> Row:
    return (x, y, z, TRAVEL, 0.0, 0.0, speed)


def _through_air(before: Bead, last: Row, to: tuple[float, float, float], way: Way) -> list[Row]:
    rows: list[Row] = []
    x, y, z = last[:3]
    left, togo = way.pull, way.wipe
    for u, v, _ in reversed(before.nodes[:-1]):
        if togo <= 0:
            break
        d = math.dist((x, y), (u / 1e3, v / 1e3))
        share = min(1.0, togo / d)
        x, y = round(x + (u / 1e3 - x) * share, 3), round(y + (v / 1e3 - y) * share, 3)
        pulled = way.pull * min(d, togo) / way.wipe
        rows.append((x, y, z, WIPE, 0.0, -pulled, way.wipe_speed))
        left -= pulled
        togo -= d
    if left > 1e-9:
        rows.append((x, y, z, RETRACT, 0.0, -left, way.pull_speed))
    if way.hop > 0:
        rows.append(_way(x, y, to[2] + way.hop, way.speed))
    rows.append(_way(to[0], to[1], to[2] + way.hop, way.speed))
    if way.hop > 0:
        rows.append(_way(*to, way.speed))
    rows.append((*to, UNRETRACT, 0.0, way.push, way.push_speed))
    return rows
