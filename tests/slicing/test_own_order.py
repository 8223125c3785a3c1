"""A caller's own order of strokes: laid as it says, with the plastic of the usual one; nonsense is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.ordering.sequencing import Laid, StrokeOrder
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from slicing.order_strokes import Loop, Stroke, square, strokes_of

OUTLINES = [Loop(square(0, 0, 20_000), layer) for layer in (0, 1)]


def some_strokes() -> Strokes:
    """Two layers of a wall and three lines; one line is a mere point."""
    made: list[Stroke] = []
    for layer in (0, 1):
        made.append(Stroke(square(500, 500, 19_000), Role.OUTER_WALL, True, layer=layer))
        made += [Stroke([(x, 1000), (x, 15_000)], layer=layer) for x in (3000, 9000, 15_000)]
        made.append(Stroke([(10_000, 10_000)], layer=layer))
    return strokes_of(made, OUTLINES)


def toolpath(strokes: Strokes, own: StrokeOrder | None = None) -> Toolpath:
    records = OrderSettings(seam="nearest"), SpeedSettings(), CoolingSettings(), RetractionSettings()
    return order(strokes, *records, ("a",), own_order=own)


def middles(path: Toolpath) -> list[int]:
    """Where the lines lie, in whole mm along x, in their order."""
    lays = np.flatnonzero((path.role == Role.SPARSE_FILL) & (path.width_mm > 0.0))
    return np.rint(path.points_mm[lays, 0]).astype(int).tolist()


def volume(path: Toolpath) -> float:
    return float(path.volume_mm3[path.width_mm > 0.0].sum())


@given(st.permutations([1, 2, 3]), st.permutations([6, 7, 8]))
def test_lines_are_laid_as_the_caller_says(low: list[int], high: list[int]):
    strokes = some_strokes()
    path = toolpath(strokes, lambda _: Laid(np.array([*low, 0, 5, *high])))
    assert middles(path) == [3 + 6 * ((n - 1) % 5) for n in (*low, *high)]
    assert volume(path) == pytest.approx(volume(toolpath(strokes)))
    assert (np.diff(path.layer) >= 0).all()


def test_each_stroke_begins_at_its_nearer_end_unless_told():
    strokes = some_strokes()
    first = np.array([2, 0, 0, 0, 0, 0, 0, 0])
    every = np.array([0, 1, 2, 3, 5, 6, 7, 8])
    path = toolpath(strokes, lambda _: Laid(every, first=first))
    lines = path.points_mm[(path.role == Role.SPARSE_FILL) & (path.width_mm > 0.0), 1]
    assert lines[:3].tolist() == [1.0, 15.0, 1.0]  # from the far corner down, then to and fro
    path = toolpath(strokes, lambda _: Laid(every, backward=np.zeros(8, np.bool_)))
    assert set(path.points_mm[(path.role == Role.SPARSE_FILL) & (path.width_mm > 0.0), 1]) == {15.0}


def test_a_wall_begins_at_the_vertex_told():
    strokes = some_strokes()
    every, first = np.array([0, 1, 2, 3, 5, 6, 7, 8]), np.array([2, 0, 0, 0, 1, 0, 0, 0])
    path = toolpath(strokes, lambda _: Laid(every, first=first))
    walls = np.flatnonzero((path.role == Role.OUTER_WALL) & (path.width_mm > 0.0))
    assert path.points_mm[walls[0] - 1, :2].tolist() == [19.5, 19.5]
    assert path.points_mm[walls[-1], :2].tolist() == [19.5, 0.5]


@pytest.mark.parametrize(
    ("laid", "why"),
    [
        (Laid(np.array([0, 1, 2, 3, 5, 6, 7])), "once"),
        (Laid(np.array([0, 1, 2, 3, 5, 6, 7, 7])), "once"),
        (Laid(np.array([0, 1, 2, 3, 4, 5, 6, 7, 8])), "once"),
        (Laid(np.array([5, 0, 1, 2, 3, 6, 7, 8])), "layers"),
        (Laid(np.array([0, 1, 2, 3, 5, 6, 7, 8]), first=np.full(8, 4)), "vertex"),
        (Laid(np.array([0, 1, 2, 3, 5, 6, 7, 8]), backward=np.zeros(3, np.bool_)), "how"),
    ],
)
def test_nonsense_is_refused(laid: Laid, why: str):
    with pytest.raises(ValueError, match=why):
        toolpath(some_strokes(), lambda _: laid)


def test_parts_with_turns_have_no_order_of_a_callers_own():
    records = OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings()
    with pytest.raises(ValueError, match="turns"):
        order(some_strokes(), *records, ("a", "b"), (0, 1), own_order=lambda s: Laid(np.arange(len(s.role))))
