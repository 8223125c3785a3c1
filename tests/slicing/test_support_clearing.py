"""Areas of supports keep clear of the parts as the plain way has it: one thing less the union of the others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import CrossSection, FillRule

from layerworks.slicing.regions import regions_from_loops
from layerworks.slicing.supports.clearing import KeptClear, boxed

PARTS, LAYERS = 2, 5

squares = st.tuples(st.integers(-8, 8), st.integers(-8, 8), st.integers(1, 9), st.integers(1, 9))


def _loop(square: tuple[int, int, int, int], hole: bool) -> list[np.ndarray]:
    x, y, w, h = (1000.0 * v for v in square)
    outer = np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])
    inner = np.array([x, y]) + (outer - np.array([x, y])) * 0.5 + np.array([w, h]) * 0.25
    return [outer, inner[::-1]] if hole else [outer]


def _apart(loops: list[np.ndarray]) -> list[np.ndarray]:
    return CrossSection(loops, FillRule.Positive).to_polygons() if loops else []


cells = st.lists(st.lists(st.tuples(squares, st.booleans()), max_size=2), min_size=10, max_size=10)


@settings(max_examples=150, deadline=None)
@given(
    cells, cells, st.lists(st.tuples(squares, st.booleans()), min_size=1, max_size=4), st.integers(0, 4),
    st.integers(0, 2), st.integers(0, 2),
)  # fmt: skip
def test_what_is_left_is_the_area_less_all_that_is_kept_clear_of(beside, shade, own, layer, above, below):
    regions = [
        regions_from_loops([_apart([p for s in cell for p in _loop(*s)]) for cell in kind]) for kind in (beside, shade)
    ]
    clear = KeptClear(PARTS, LAYERS, (above, below), (boxed(regions[0]),), boxed(regions[1]))
    mine = _apart([p for s in own for p in _loop(*s)])
    start = np.cumsum([0, *map(len, mine)])
    found = clear.clipped(np.concatenate([np.empty((0, 2)), *mine]), start, layer)
    off = [loop for cell in (2 * layer, 2 * layer + 1) for loop in regions[0].loops_of(cell)]
    for other in (*range(max(0, layer - below), layer), *range(layer + 1, min(LAYERS, layer + 1 + above))):
        off += [loop for cell in (2 * other, 2 * other + 1) for loop in regions[1].loops_of(cell)]
    plain = CrossSection(mine, FillRule.Positive) - CrossSection(off, FillRule.Positive)
    got = CrossSection(found, FillRule.Positive)
    assert got.area() == pytest.approx(plain.area(), abs=10.0)
    assert (got - plain).area() == pytest.approx(0.0, abs=10.0)


def test_what_is_far_away_is_given_back_as_it_is():
    square = _loop((0, 0, 2, 2), False)
    off = regions_from_loops([_loop((5, 5, 2, 2), False)])
    clear = KeptClear(1, 1, (1, 1), (boxed(off),), boxed(off))
    (found,) = clear.clipped(square[0], np.array([0, 4]), 0)
    assert found.tolist() == square[0].tolist()
