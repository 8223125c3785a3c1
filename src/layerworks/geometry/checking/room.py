"""Whether a shape fits a machine's room, and what to do when it does not."""

from dataclasses import dataclass
from itertools import permutations
from math import ceil, cos, hypot, inf, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from layerworks.distinct import distinct
from layerworks.geometry.checking.standing import hull
from layerworks.geometry.plate import Bed
from layerworks.words import Text, say

F64 = NDArray[np.float64]

_TOUCH_MM = 1e-6
_YAW_STEP_DEG = 15
UPRIGHT: dict[str, F64] = {
    "z": np.eye(3),
    "x": np.array([[0.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
    "y": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]]),
}  # turns that set an axis of the shape upright


@dataclass(frozen=True, slots=True)
class Turn:
    """How to turn a shape so that it fits: the axis that comes to stand upright, then degrees about the upright."""

    upright: str
    yaw_deg: float


def seat(rim_mm: F64, bed: Bed) -> F64 | None:
    """Return the shift (2,) that puts an outline (k, 2) in the middle of the usable bed, or None when it is too large.

    On a belt the outline starts at the front margin instead, and may be as long as it likes.
    """
    low, high = rim_mm.min(axis=0), rim_mm.max(axis=0)
    middle = 0.5 * (low + high)
    centre = np.array([bed.origin_x_mm + 0.5 * bed.width_mm, bed.origin_y_mm + 0.5 * bed.depth_mm])
    if bed.round and not bed.belt:
        radius = 0.5 * min(bed.width_mm, bed.depth_mm) - bed.margin_mm + _TOUCH_MM
        if np.sqrt(((rim_mm - middle) ** 2).sum(axis=1)).max() > radius:
            middle, around = enclosing_circle(rim_mm)
            if around > radius:
                return None
        return centre - middle
    size = high - low
    if size[0] > bed.width_mm - 2.0 * bed.margin_mm + _TOUCH_MM:
        return None
    if bed.belt:
        return np.array([centre[0] - middle[0], bed.origin_y_mm + bed.margin_mm - low[1]])
    if size[1] > bed.depth_mm - 2.0 * bed.margin_mm + _TOUCH_MM:
        return None
    return centre - middle


def fits(points_mm: F64, bed: Bed) -> bool:
    """Whether a shape (n, 3) fits as it is turned."""
    size = points_mm.max(axis=0) - points_mm.min(axis=0)
    if size[2] > bed.height_mm + _TOUCH_MM or (bed.belt and size[1] > bed.depth_mm + _TOUCH_MM):
        return False
    return seat(points_mm[:, :2], bed) is not None


def yaw_matrix(deg: float) -> F64:
    """(3, 3) turn about the upright; exact for quarter turns."""
    quarter, rest = divmod(deg, 90.0)
    c, s = (1.0, 0.0) if rest == 0.0 else (cos(radians(rest)), sin(radians(rest)))
    for _ in range(int(quarter) % 4):
        c, s = -s, c
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def turn_to_fit(points_mm: F64, bed: Bed, uprights: tuple[str, ...] = ("z", "x", "y")) -> Turn | None:
    """Return the first turn in which a shape (n, 3) fits: quarter turns before others, z upright before x before y."""
    for yaws in ((0.0, 90.0), None):
        for upright in uprights:
            turned = points_mm @ UPRIGHT[upright].T
            rim = hull(turned[:, :2])
            if not len(rim):
                continue
            height = turned[[turned[:, 2].argmin(), turned[:, 2].argmax()], 2]
            column = np.concatenate([np.column_stack([rim, np.full(len(rim), z)]) for z in height])
            for deg in yaws or _free_yaws(rim):
                if fits(column @ yaw_matrix(deg).T, bed):
                    return Turn(upright, deg)
    return None


def how_to(turn: Turn) -> Text:
    """Say how to turn a shape."""
    return say(f"checking.turn_{turn.upright}", deg=turn.yaw_deg)


def _free_yaws(rim_mm: F64) -> list[float]:
    """Angles worth a try: even steps, and each that lays a side of the outline along x or y."""
    way = np.roll(rim_mm, -1, axis=0) - rim_mm
    sides = np.degrees(-np.arctan2(way[:, 1], way[:, 0])) % 90.0
    steps = np.arange(0.0, 180.0, _YAW_STEP_DEG)
    return distinct(np.round(np.concatenate([steps, sides, sides + 90.0]), 3)).tolist()


def room_mm(bed: Bed) -> tuple[float, float, float]:
    """The box that fits the usable room: width, depth, height."""
    share = sqrt(0.5) if bed.round and not bed.belt else 1.0
    width = share * (bed.width_mm - 2.0 * bed.margin_mm)
    depth = bed.depth_mm if bed.belt else share * (bed.depth_mm - 2.0 * bed.margin_mm)
    return width, depth, bed.height_mm


def pieces(size_mm: F64, bed: Bed) -> tuple[int, int, int]:
    """Return into how many pieces along its x, y and z a box must be cut so that each fits, the fewest in all."""
    best, least = (0, 0, 0), inf
    for room in permutations(room_mm(bed)):
        if min(room) <= 0.0:
            continue
        cut = tuple(max(1, ceil((s - _TOUCH_MM) / r)) for s, r in zip(size_mm.tolist(), room, strict=True))
        if (product := cut[0] * cut[1] * cut[2]) < least:
            best, least = (cut[0], cut[1], cut[2]), product
    return best


def enclosing_circle(points_mm: F64) -> tuple[F64, float]:
    """Return centre (2,) and radius of the smallest circle around points (n, 2).

    Grows the circle by the farthest point outside until none is left; its radius rises with every step.
    """
    held = [points_mm[0]]
    centre, radius = points_mm[0], 0.0
    for _ in range(len(points_mm) + 8):
        distance = np.sqrt(((points_mm - centre) ** 2).sum(axis=1))
        far = int(distance.argmax())
        if distance[far] <= radius * (1.0 + 1e-12) + 1e-12:
            break
        centre, radius, held = _grown(held, points_mm[far])
    return centre, float(np.sqrt(((points_mm - centre) ** 2).sum(axis=1)).max())


def _grown(held: list[F64], new: F64) -> tuple[F64, float, list[F64]]:
    """Smallest circle through `new` around it and at most three held points, and the points that hold it."""
    best: tuple[F64, float, list[F64]] = (new, inf, [new])
    tries = [[new, p] for p in held] + [[new, p, q] for i, p in enumerate(held) for q in held[i + 1 :]]
    for corners in tries:
        circle = _through(corners)
        if circle is None or circle[1] >= best[1]:
            continue
        if all(hypot(*(p - circle[0])) <= circle[1] * (1.0 + 1e-9) + 1e-12 for p in held):
            best = (*circle, corners)
    return best


def _through(corners: list[F64]) -> tuple[F64, float] | None:
    """Circle over two points as its diameter or through three."""
    if len(corners) == 2:
        return 0.5 * (corners[0] + corners[1]), 0.5 * float(hypot(*(corners[1] - corners[0])))
    a, b = corners[1] - corners[0], corners[2] - corners[0]
    cross = 2.0 * float(a[0] * b[1] - a[1] * b[0])
    if cross == 0.0:
        return None
    centre = np.array([b[1] * (a @ a) - a[1] * (b @ b), a[0] * (b @ b) - b[0] * (a @ a)]) / cross
    return corners[0] + centre, float(hypot(*centre))
