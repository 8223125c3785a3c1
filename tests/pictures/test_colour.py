"""Colours: conversions, the scale, and a palette for every eye."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.pictures.colour import (
    bytes_of_linear,
    hex_of_linear,
    linear_of_hex,
    linear_of_oklab,
    oklab_of_linear,
    ramp,
)
from layerworks.pictures.palette import ROLE_COLOURS, legend, role_albedo
from layerworks.pictures.theme import THEMES
from layerworks.slicing.role import Role
from layerworks.words import catalogue
from pictures.colour_vision import VISIONS, seen_by

LEAST_DISTANCE = 10.0  # OKLab × 100


def distance(one: np.ndarray, other: np.ndarray) -> float:
    return 100.0 * float(np.linalg.norm(oklab_of_linear(one) - oklab_of_linear(other)))


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_comes_back(number: int):
    colour = f"#{number:06x}"
    linear = linear_of_hex(colour)
    back = np.array([int(hex_of_linear(linear)[k : k + 2], 16) for k in (1, 3, 5)])
    asked = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
    assert np.abs(back - asked).max() <= (1 if asked.min() < 32 else 0)  # the table is coarser in the deepest black
    np.testing.assert_allclose(linear_of_oklab(oklab_of_linear(linear)), linear, atol=1e-6)


def test_white_grey_and_black_have_no_hue():
    for level in (0.0, 0.2, 1.0):
        lightness, a, b = oklab_of_linear(np.full(3, level))
        assert abs(lightness - np.cbrt(level)) < 1e-6
        assert abs(a) < 1e-6
        assert abs(b) < 1e-6


def test_light_beyond_the_screen_is_clipped():
    assert bytes_of_linear(np.array([-1.0, 0.0, 1.0, 9.0])).tolist() == [0, 0, 255, 255]


@pytest.mark.parametrize("vision", VISIONS)
def test_every_two_kinds_of_bead_can_be_told_apart(vision: str):
    colours = sorted({c for r, c in ROLE_COLOURS.items() if r > Role.UNRETRACT and r not in (Role.WIPE, Role.CUSTOM)})
    papers = [theme.surface for theme in THEMES.values()]
    pairs = [*itertools.combinations(colours, 2), *itertools.product(colours, papers)]
    seen = {c: seen_by(vision, linear_of_hex(c)) for c in (*colours, *papers)}
    assert min((distance(seen[a], seen[b]), a, b) for a, b in pairs)[0] >= LEAST_DISTANCE


@pytest.mark.parametrize("vision", VISIONS)
def test_the_scale_rises_evenly_for_every_eye(vision: str):
    lightness = oklab_of_linear(seen_by(vision, ramp(64)))[:, 0]
    steps = np.diff(lightness)
    assert (steps > 0.0).all()
    if vision == "normal":
        assert steps.max() < 1.4 * steps.min()


def test_the_scale_is_made_of_colours_a_screen_can_show():
    colours = ramp(256)
    assert colours.min() >= 0.0
    assert colours.max() <= 1.0
    clipped = ((colours == 0.0) | (colours == 1.0)).any(axis=1).mean()
    assert clipped < 0.25


def test_every_role_has_a_colour_and_a_name_in_both_languages():
    assert set(ROLE_COLOURS) == set(Role)
    assert len(role_albedo()) == max(Role) + 1
    for language in ("en", "zh"):
        assert all(role.label.code in catalogue(language) for role in Role)


def test_a_legend_names_only_what_is_there():
    entries = legend(np.array([Role.TOP_SKIN, Role.OUTER_WALL, Role.OUTER_WALL], np.uint8))
    assert [e.role for e in entries] == [Role.OUTER_WALL, Role.TOP_SKIN]


def test_a_legend_leaves_out_what_is_not_drawn():
    role = np.array(list(Role), np.uint8)
    kept = [e.role for e in legend(role)]
    assert [r for r in Role if r not in kept] == [Role.TRAVEL, Role.RETRACT, Role.UNRETRACT, Role.WIPE]
    assert [e.role for e in legend(role, travels=True)] == [Role.TRAVEL, *kept]
