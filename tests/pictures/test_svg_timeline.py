"""Time by layer as SVG: areas as large as the time, axes and legend in words, colours by day and by night."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layerworks.pictures import ROLE_COLOURS, timeline_svg
from layerworks.pictures.theme import THEMES
from layerworks.slicing.role import Role
from layerworks.words import render, say

SVG = "{http://www.w3.org/2000/svg}"
ROLES = (Role.TRAVEL, Role.RETRACT, Role.OUTER_WALL, Role.SPARSE_FILL)


def spent(rows: list[tuple[float, ...]]) -> np.ndarray:
    """Return time by layer and role. rows: of each layer, seconds of ROLES."""
    time_s = np.zeros((len(rows), max(Role) + 1))
    time_s[:, ROLES] = rows
    return time_s


def area_of(d: str) -> float:
    """Return the area of a closed path of levels and steps, by its corners."""
    x, y = (float(word) for word in d[1 : re.search("[VH]", d).start()].split())
    corners = [(x, y)]
    for command, word in re.findall(r"([VH])([-\d.e]+)", d):
        x, y = (x, float(word)) if command == "V" else (float(word), y)
        corners.append((x, y))
    following = corners[1:] + corners[:1]
    return 0.5 * abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(corners, following, strict=True)))


@example([(0.0, 0.0, 0.0, 5e-324)])
@given(st.lists(st.tuples(*[st.floats(0.0, 90.0)] * 4), min_size=1, max_size=12))
def test_areas_are_as_large_as_the_time(rows: list[tuple[float, ...]]):
    time_s = spent(rows)
    drawn = ElementTree.fromstring(timeline_svg(time_s))
    areas = {path.get("fill"): area_of(path.get("d")) for path in drawn.iter(f"{SVG}path") if path.get("fill")}
    elsewhere = time_s[:, [Role.TRAVEL, Role.RETRACT]].sum()
    wanted = {
        ROLE_COLOURS[Role.TRAVEL]: elsewhere,
        ROLE_COLOURS[Role.OUTER_WALL]: time_s[:, Role.OUTER_WALL].sum(),
        ROLE_COLOURS[Role.SPARSE_FILL]: time_s[:, Role.SPARSE_FILL].sum(),
    }
    total, painted = sum(wanted.values()), sum(areas.values())
    for colour, seconds in wanted.items():
        assert areas.get(colour, 0.0) * total == pytest.approx(seconds * painted, rel=1e-3, abs=2e-3 * total * painted)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_axes_and_legend_are_in_words(language):
    drawn = ElementTree.fromstring(timeline_svg(spent([(1.0, 0.5, 20.0, 30.0)] * 30), language=language))
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    for text in (
        say("pictures.seconds_a_layer"),
        say("pictures.layer_number"),
        Role.OUTER_WALL.label,
        Role.SPARSE_FILL.label,
    ):
        assert render(text, language) in texts
    both = next(t for t in texts if render(Role.TRAVEL.label, language) in t)
    assert render(Role.RETRACT.label, language) in both
    assert {"0", "20", "40", "60", "1", "30"} <= set(texts)
    assert drawn.find(f"{SVG}title").text == render(say("pictures.timeline_title"), language)
    assert "30" in drawn.find(f"{SVG}desc").text


def test_it_follows_the_screen_or_is_told():
    free, dark = (timeline_svg(spent([(1.0, 0.0, 2.0, 3.0)]), theme=theme).decode() for theme in (None, "dark"))
    assert "prefers-color-scheme:dark" in free
    assert THEMES["light"].surface in free
    assert "prefers-color-scheme" not in dark
    assert THEMES["light"].surface not in dark


def test_nothing_is_drawn_as_nothing():
    assert not [path for path in ElementTree.fromstring(timeline_svg(spent([(0.0,) * 4]))).iter() if path.get("fill")]
