"""Parts printed one after the other: nothing lost, nothing hit, and every part from the bed to its top."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from slicing.order_strokes import Stroke, plain_part, square, strokes_of

STEADY = CoolingSettings(min_layer_time_s=0.0)


def several(heights: list[int], skirt: bool = True) -> Strokes:
    """Parts side by side, each of so many layers, and one round about all of them."""
    strokes, loops = [], []
    if skirt:
        strokes.append(Stroke(square(-5000, -5000, 400_000), Role.SKIRT, True, part=-1, island=-1))
    for part, layers in enumerate(heights):
        for layer in range(layers):
            more, outline = plain_part(50_000 * part, 0, 10_000, layer, part, 0)
            strokes += more
            loops += outline
    return strokes_of(strokes, loops)


def toolpath_of(heights: list[int], turns: tuple[int, ...], **retraction) -> Toolpath:
    names = tuple(f"part{n}" for n in range(len(heights)))
    settings_ = (OrderSettings(), SpeedSettings(), STEADY, RetractionSettings(**retraction))
    return order(several(heights), *settings_, names, turns)


@st.composite
def prints(draw) -> tuple[list[int], tuple[int, ...]]:
    heights = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4))
    return heights, tuple(draw(st.permutations(range(len(heights)))))


@settings(max_examples=30, deadline=None)
@given(prints(), st.sampled_from([0.0, 0.8]), st.sampled_from([0.0, 3.0]))
def test_every_part_is_printed_whole_before_the_next(wanted, retract_mm, hop_mm):
    heights, turns = wanted
    path = toolpath_of(heights, turns, retract_mm=retract_mm, z_hop_mm=hop_mm)
    lays = path.width_mm > 0
    seen = path.part[lays & (path.part >= 0)]
    runs = [int(seen[0]), *(int(b) for a, b in pairwise(seen) if a != b)]
    assert runs == list(turns)
    assert path.role[lays][0] == Role.SKIRT
    assert path.layer_z_mm.size == sum(heights)
    assert (np.diff(path.layer) >= 0).all()
    np.testing.assert_array_equal(path.layer_start, np.searchsorted(path.layer, np.arange(sum(heights) + 1)))
    np.testing.assert_allclose(path.points_mm[lays, 2], path.layer_z_mm[path.layer[lays]])
    together = toolpath_of(heights, ())
    assert path.volume_mm3[lays].sum() == pytest.approx(together.volume_mm3[together.width_mm > 0].sum(), rel=1e-9)
    assert path.volume_mm3[~lays].sum() == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(prints())
def test_the_way_to_the_next_part_leads_over_all_that_stand(wanted):
    heights, turns = wanted
    path = toolpath_of(heights, turns)
    lays = path.width_mm > 0
    tops = 0.0
    for done, later in pairwise(turns):
        tops = max(tops, 0.2 * heights[done])
        last = int(np.flatnonzero(lays & (path.part == done))[-1])
        first = int(np.flatnonzero(lays & (path.part == later))[0])
        between = np.arange(last + 1, first)
        assert set(path.part[between].tolist()) == {-1}
        xy_moves = between[np.hypot(*np.diff(path.points_mm[:, :2], axis=0)[between - 1].T) > 0]
        assert (path.points_mm[xy_moves, 2] >= tops + 2.0 - 1e-9).all()
        assert (path.points_mm[xy_moves - 1, 2] >= tops + 2.0 - 1e-9).all()


def test_turns_must_name_every_part_once():
    with pytest.raises(ValueError, match="turn"):
        toolpath_of([1, 2], (0, 0))
