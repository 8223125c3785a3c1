"""Layers as SVG: true widths, whole micrometres, words for those who cannot see it, colours by day and by night."""

import itertools
import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.pictures import ROLE_COLOURS, layer_svg, speed_scale
from layerworks.pictures.svg import STEPS
from layerworks.pictures.svg_paths import paths_of
from layerworks.pictures.theme import THEMES
from layerworks.slicing.role import Role
from layerworks.words import render
from pictures.shapes import square_toolpath, toolpath_of

SVG = "{http://www.w3.org/2000/svg}"


def tree(drawn: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)


def lines_of(d: str) -> list[list[tuple[int, int]]]:
    """Return the points of each line of a path, read as SVG 1.1 says."""
    found = []
    for command, words in re.findall(r"([Ml])([^Ml]*)", d):
        numbers = [int(n) for n in re.findall(r"-?\d+", words)]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "M":
            found.append([pairs[0]])
            continue
        for dx, dy in pairs:
            x, y = found[-1][-1]
            found[-1].append((x + dx, y + dy))
    return found


@given(st.lists(st.tuples(*[st.integers(-(10**6), 10**6)] * 4, st.integers(0, 2), st.integers(1, 3)), max_size=30))
def test_paths_hold_every_bead_once(beads: list[tuple[int, ...]]):
    rows = np.array(beads, np.int64).reshape(-1, 6)
    paths = paths_of(rows[:, :2], rows[:, 2:4], rows[:, 4], rows[:, 5])
    read = [(*a, *b, *key) for key, d in paths.items() for line in lines_of(d) for a, b in itertools.pairwise(line)]
    assert sorted(read) == sorted(map(tuple, rows.tolist()))


def test_a_line_of_beads_is_one_line():
    ends = np.array([[0, 0], [10, 0], [10, -5], [3, 3]], np.int64)
    same = np.zeros(3, np.int64)
    assert paths_of(ends[:-1], ends[1:], same, same + 450) == {(0, 450): "M0 0l10 0 0-5-7 8"}


@given(st.floats(0.3, 2.0), st.floats(0.1, 0.3))
def test_a_bead_has_its_true_width(pitch_mm: float, height_mm: float):
    rows = [(0.0, 0.0, 0.0, Role.TRAVEL), (8.0, 0.0, pitch_mm, Role.OUTER_WALL)]
    drawn = tree(layer_svg(toolpath_of(rows, height_mm=height_mm), 0))
    (bead,) = [path for path in drawn.iter(f"{SVG}path") if "l" in path.get("d", "")]
    assert int(bead.get("stroke-width", "0")) == pytest.approx(
        1000.0 * (pitch_mm + height_mm * (1.0 - math.pi / 4.0)), abs=5.01
    )
    assert lines_of(bead.get("d", ""))[0][1][0] - lines_of(bead.get("d", ""))[0][0][0] == 8000


@pytest.mark.parametrize("by", ["role", "width", "speed", "flow"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_in_words_what_it_shows(by, language):
    drawn = tree(layer_svg(square_toolpath(), 2, by=by, language=language))
    title, told = drawn.find(f"{SVG}title"), drawn.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert (drawn.get("role"), drawn.get("lang")) == ("img", language)
    texts = [text.text or "" for text in drawn.iter(f"{SVG}text")]
    assert "3 / 5 · z 0.60 mm" in texts
    assert "2 mm" in texts
    if by == "role":
        assert render(Role.OUTER_WALL.label, language) in texts
    else:
        unit = {"width": "mm", "speed": "mm/s", "flow": "mm³/s"}[by]
        assert texts[0].endswith(f" {unit}")
        assert unit in (told.text or "")
        figures = [float(text.split()[0]) for text in texts[: STEPS + 1]]
        assert figures == sorted(figures, reverse=True)


def test_the_theme_follows_the_reader_unless_it_is_chosen():
    free, dark = layer_svg(square_toolpath(), 0), layer_svg(square_toolpath(), 0, theme="dark")
    assert b"prefers-color-scheme:dark" in free
    assert THEMES["light"].surface.encode() in free
    assert b"prefers-color-scheme" not in dark
    assert THEMES["light"].surface.encode() not in dark


def test_roles_have_their_colours_and_figures_theirs():
    by_role = layer_svg(square_toolpath(), 0).decode()
    assert all(ROLE_COLOURS[role] in by_role for role in (Role.OUTER_WALL, Role.INNER_WALL, Role.SPARSE_FILL))
    toolpath = square_toolpath(1)
    by_speed = tree(layer_svg(toolpath, 0, scale=speed_scale(toolpath), travels=False, seams=False))
    shown = [path.get("class") for path in by_speed.iter(f"{SVG}path") if "l" in path.get("d", "")]
    assert shown[0] == "c0"
    assert shown[-1] == f"c{STEPS - 1}"
    assert len(shown) > 5


def test_coordinates_are_whole_and_the_drawing_small():
    drawn = layer_svg(square_toolpath(), 0)
    assert not re.search(rb'd="[^"]*\.', drawn)
    assert len(drawn) < 4000


def test_there_is_no_layer_beyond_the_last():
    with pytest.raises(IndexError):
        layer_svg(square_toolpath(), 5)


def test_a_layer_that_lays_nothing_is_drawn():
    rows = [(0.0, 0.0, 0.0, Role.TRAVEL), (8.0, 0.0, 0.0, Role.TRAVEL)]
    assert tree(layer_svg(toolpath_of(rows), 0)).tag == f"{SVG}svg"
