"""Beads that change their width do so in steps that keep their sides where they were meant to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.slicing.ordering.paths import Path, evened

WHOLE_UM = 1.0
node = st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000), st.integers(100, 900))


def path_of(strokes) -> Path:
    nodes = np.array([n for stroke in strokes for n in stroke], np.int32)
    start = np.cumsum([0, *map(len, strokes)]).astype(np.int32)
    return Path(nodes[:, :2].copy(), nodes[:, 2].copy(), start, np.zeros(len(strokes)))


def moves_of(path: Path, s: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the length (m,) and the width (m,) of the moves of a stroke."""
    a, b = path.start[s], path.start[s + 1]
    step = np.diff(path.xy_um[a:b].astype(float), axis=0)
    return np.hypot(*step.T), (path.width_um[a : b - 1] + path.width_um[a + 1 : b]) / 2.0


@given(st.lists(st.lists(node, min_size=2, max_size=6), min_size=1, max_size=4))
def test_steps_of_width_are_small_or_short_and_lay_the_same(strokes):
    given_path = path_of(strokes)
    found = evened(given_path)
    assert found.xy_um.dtype == found.width_um.dtype == found.start.dtype == np.int32
    kept = {(*p, w) for p, w in zip(map(tuple, found.xy_um.tolist()), found.width_um.tolist(), strict=True)}
    for s, stroke in enumerate(strokes):
        a, b = found.start[s], found.start[s + 1]
        assert set(stroke) <= kept
        assert (*found.xy_um[a], found.width_um[a]) == stroke[0]
        assert (*found.xy_um[b - 1], found.width_um[b - 1]) == stroke[-1]
        length, width = moves_of(found, s)
        change = np.abs(np.diff(found.width_um[a:b]))
        assert ((change <= 20.0 + WHOLE_UM) | (length < 400.0 + WHOLE_UM)).all()
        long, wide = moves_of(given_path, s)
        whole = 0.5 * WHOLE_UM * length.sum() + 900.0 * WHOLE_UM * len(length)  # of the widths, of the points
        assert float(length @ width) == pytest.approx(float(long @ wide), abs=whole)


@given(st.integers(2000, 20_000), st.integers(-350, 350), st.floats(0.0, 2.0 * np.pi))
def test_the_sides_of_a_long_taper_are_off_by_a_quarter_of_a_step(length_um, change_um, turn):
    # one side of the bead is to stay on a line: its middle goes away from there by half of what it grows
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    ends = [450.0 / 2 * across, length_um * along + (450.0 + change_um) / 2 * across]
    nodes = [(*np.rint(p).astype(int).tolist(), w) for p, w in zip(ends, (450, 450 + change_um), strict=True)]
    found = evened(path_of([nodes]))
    _, width = moves_of(found, 0)
    middle = found.xy_um.astype(float) @ across
    for end in (middle[:-1], middle[1:]):
        off = np.abs(end - width / 2.0)
        assert (off <= np.maximum(20.0, 200.0 * abs(change_um) / length_um * 2.0) / 4.0 + 2.0 * WHOLE_UM).all()


def test_an_even_path_is_left_as_it_is():
    path = path_of([[(0, 0, 450), (9000, 0, 450), (9000, 900, 460)], [(0, 0, 300), (0, 5000, 300)]])
    assert evened(path) is path
