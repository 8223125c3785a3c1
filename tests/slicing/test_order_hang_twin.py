"""Walls split by how far they hang, against looking at every place of them by itself."""

import math
from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layerworks.slicing.layers import Layers
from layerworks.slicing.ordering.overhangs import REACH_UM, STEP_UM, split_at_overhangs
from layerworks.slicing.ordering.paths import Path
from layerworks.slicing.role import Role
from reference import order_hanging as slow
from slicing.order_strokes import Loop, strokes_of
from slicing.test_order_overhangs import stars

BRIEF = settings(max_examples=60, deadline=None)
CLASSES = 4
near = st.integers(-3500, 3500)


def layers_of(loops: list[list[tuple[int, int]]]) -> Layers:
    return strokes_of([], [*(Loop(loop) for loop in loops), Loop([(0, 0), (1, 0), (0, 1)], 1)]).layers


def air(loops, x: float, y: float, ux: float, uy: float, width: float) -> float:
    """Return the share of a cross-section at a place that lies outside of loops."""
    d = math.hypot(ux, uy)
    nx, ny = -uy / d * width / 2, ux / d * width / 2
    return 1.0 - slow.covered_share(loops, (x - nx, y - ny), (x + nx, y + ny))


@BRIEF
@example([[(400, 0), (100, 173), (100, -173)]], [(0, 0), (200, 0)], 300)
@given(
    st.lists(stars(), min_size=1, max_size=2),
    st.lists(st.tuples(near, near), min_size=2, max_size=5, unique=True),
    st.sampled_from([300, 450, 900]),
)
def test_every_way_has_the_worst_class_near_it(loops, corners, width):
    xy = np.array(corners, np.int32)
    path = Path(xy, np.full(len(xy), width, np.int32), np.array([0, len(xy)], np.int32), np.zeros(1))
    role = np.array([Role.OUTER_WALL], np.uint8)
    split, hang = split_at_overhangs(path, np.ones(1, np.int32), role, layers_of(loops), CLASSES)
    assert split.start.tolist() == [0, len(split.xy_um)]
    kept = split.xy_um.tolist()
    assert [p for p in kept if p in xy.tolist()][:1] == [list(corners[0])]
    assert all(list(p) in kept for p in corners)
    looked: list[tuple[float, float, float]] = []  # where along the path, least and most share over air there
    along = 0.0
    for a, b in pairwise(corners):
        d = math.dist(a, b)
        steps = max(1, math.ceil(d / STEP_UM))
        for k in range(steps):
            t = (k + 0.5) / steps
            x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
            ux, uy = (b[0] - a[0]) / d, (b[1] - a[1]) / d
            # a border may run right along the cross-section: either side of it will do
            shares = [air(loops, x + e * ux, y + e * uy, ux, uy, width) for e in (-0.01, 0.01)]
            looked.append((along + d * t, min(shares), max(shares)))
        along += d
    way = 0.0
    for i in range(1, len(kept)):
        d = math.dist(kept[i - 1], kept[i])
        within = [s for s, _, _ in looked if way - 1.0 <= s <= way + d + 1.0]
        for s in within:
            around = [(n, m) for u, n, m in looked if abs(u - s) <= REACH_UM]
            least, most = max(n for n, _ in around), max(m for _, m in around)
            low, high = least - 0.02, most + 0.02  # the slow one looks at 400 places
            assert math.ceil(max(0.0, low - 0.02) * CLASSES) <= hang[i] <= max(0, math.ceil(high * CLASSES))
        way += d


def test_the_lowest_layer_and_what_is_no_wall_never_hang():
    xy = np.array([(0, 0), (9000, 0)], np.int32)
    path = Path(xy, np.full(2, 450, np.int32), np.array([0, 2], np.int32), np.zeros(1))
    layers = layers_of([[(50_000, 0), (60_000, 0), (60_000, 9000)]])
    for layer, role, hangs in ((0, Role.OUTER_WALL, 0), (1, Role.SPARSE_FILL, 0), (1, Role.INNER_WALL, CLASSES)):
        _, hang = split_at_overhangs(path, np.full(1, layer, np.int32), np.array([role], np.uint8), layers, CLASSES)
        assert hang[1:].max() == hangs
