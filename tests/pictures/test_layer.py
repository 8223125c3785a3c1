"""Pictures of layers, toolpaths and time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from layerworks.gcode.reading import read_program
from layerworks.pictures import (
    ROLE_COLOURS,
    TOP,
    flow_scale,
    layer_picture,
    layers_sheet,
    layers_sheets,
    scale_over,
    speed_scale,
    time_by_layer,
    timeline_picture,
    toolpath_of_moves,
    toolpath_picture,
    width_scale,
)
from layerworks.pictures.beads import beads_of
from layerworks.pictures.layer import layer_camera, seam_moves
from layerworks.pictures.marks import scale_bar
from layerworks.pictures.sheet import chosen_layers
from layerworks.pictures.theme import THEMES
from layerworks.slicing.role import Role
from pictures.reading import off_paper, pixels, rgb
from pictures.shapes import square_toolpath, toolpath_of

SMALL = (240, 180)


def near(picture: np.ndarray, colour: str, tolerance: int) -> np.ndarray:
    return (np.abs(picture[..., :3].astype(int) - rgb(colour)) < tolerance).all(axis=-1)


@given(st.floats(0.3, 2.0), st.floats(0.1, 0.3))
def test_a_bead_has_its_true_width(pitch_mm: float, height_mm: float):
    rows = [(0.0, 0.0, 0.0, Role.TRAVEL), (8.0, 0.0, pitch_mm, Role.OUTER_WALL)]
    toolpath = toolpath_of(rows, height_mm=height_mm)
    picture = pixels(layer_picture(toolpath, 0, size_px=SMALL, travels=False, seams=False))
    camera = layer_camera(beads_of(toolpath), SMALL)
    column = off_paper(picture, "light")[30:150, 120]  # clear of label and scale bar
    true_mm = pitch_mm + height_mm * (1.0 - math.pi / 4.0)
    assert column.sum() == pytest.approx(true_mm * camera.px_per_mm, abs=2.0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_roles_have_their_colours(theme):
    picture = pixels(layer_picture(square_toolpath(), 0, size_px=SMALL, theme=theme, travels=False, seams=False))
    for role in (Role.OUTER_WALL, Role.INNER_WALL, Role.SPARSE_FILL):
        assert near(picture, ROLE_COLOURS[role], 60).sum() > 50, role


def test_travels_and_seams_are_marks_on_top():
    plain = pixels(layer_picture(square_toolpath(), 1, size_px=SMALL, travels=False, seams=False))
    marked = pixels(layer_picture(square_toolpath(), 1, size_px=SMALL))
    changed = (plain != marked).any(axis=-1)
    assert 20 < changed.sum() < 0.05 * changed.size


def test_the_layer_below_shows_faintly():
    rows = [(0.0, 0.0, 0.0, Role.TRAVEL), (10.0, 0.0, 1.0, Role.OUTER_WALL)]
    two = toolpath_of([*rows, (0.0, 4.0, 0.0, Role.TRAVEL), (10.0, 4.0, 1.0, Role.TOP_SKIN)], layers=2)
    two.role[6:] = Role.TRAVEL  # the second layer lays only the wall
    two.width_mm[6:], two.volume_mm3[6:] = 0.0, 0.0
    picture = pixels(layer_picture(two, 1, size_px=SMALL, travels=False, seams=False)).astype(int)
    camera = layer_camera(beads_of(two), SMALL)
    wall, below = (camera.project(np.array([[5.0, y, 0.4]]))[0, :2].astype(int) for y in (0.0, 4.0))
    assert np.abs(picture[wall[1], wall[0], :3] - 255).max() > 120
    assert 10 < np.abs(picture[below[1], below[0], :3] - 255).max() < 90


def test_a_layer_that_is_not_there():
    for layer in (-1, 5):
        with pytest.raises(IndexError):
            layer_picture(square_toolpath(), layer)


def test_a_seam_is_where_a_wall_begins():
    toolpath = square_toolpath(2)
    first, last = (int(toolpath.layer_start[k]) for k in (1, 2))
    assert seam_moves(toolpath.role, first, last).tolist() == [first + 1]


@given(st.floats(0.01, 200.0))
def test_a_scale_bar_has_the_length_it_says(px_per_mm: float):
    picture = Image.new("RGB", (400, 300), "#ffffff")
    scale_bar(picture, px_per_mm, THEMES["light"])
    bar = near(np.array(picture), THEMES["light"].ink, 40)[300 - round(0.035 * 300) - 1]
    length_mm = bar.sum() / px_per_mm
    power = 10.0 ** math.floor(math.log10(0.24 * 400 / px_per_mm))
    assert min(abs(length_mm / (power * m) - 1.0) for m in (1, 2, 5)) < 0.15
    assert bar.sum() <= 0.24 * 400 + 1


def test_a_scale_colours_by_its_figure():
    toolpath = square_toolpath()
    for scale in (speed_scale(toolpath), flow_scale(toolpath), width_scale(toolpath)):
        assert scale.low < scale.high
        by_figure = pixels(layer_picture(toolpath, 2, size_px=SMALL, scale=scale))
        assert not near(by_figure, ROLE_COLOURS[Role.OUTER_WALL], 40).any()
    speed = speed_scale(toolpath)
    assert 20.0 <= speed.low < speed.high <= 120.0


def test_flow_is_plastic_over_time():
    toolpath = square_toolpath(1)
    flow = flow_scale(toolpath).values
    np.testing.assert_allclose(flow[1], 0.45 * 0.2 * toolpath.speed_mm_s[1], rtol=1e-6)
    assert flow[0] == 0.0


def test_figures_that_are_all_equal_make_a_scale():
    toolpath = square_toolpath()
    for rounding in (0.0, 1e-9):
        figures = 7.0 + rounding * np.arange(len(toolpath.role))
        scale = scale_over(toolpath, figures, "mm/s")
        assert (scale.low, scale.high) == (0.0, pytest.approx(7.0))
    assert scale_over(toolpath, 0.0 * figures, "mm/s").high > 0.0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_toolpath_from_above_covers_what_it_lays(theme):
    toolpath = square_toolpath()
    picture = pixels(toolpath_picture(toolpath, size_px=SMALL, theme=theme, view=TOP))
    assert near(picture, ROLE_COLOURS[Role.OUTER_WALL], 70).sum() > 300
    assert picture.shape == (180, 240, 4)
    assert toolpath_picture(toolpath, size_px=SMALL, theme=theme, view=TOP) == toolpath_picture(
        toolpath, size_px=SMALL, theme=theme, view=TOP
    )


def test_fewer_layers_are_lower():
    toolpath = square_toolpath(40)
    whole = off_paper(pixels(toolpath_picture(toolpath, size_px=SMALL)), "light", 60).sum()
    cut = pixels(toolpath_picture(toolpath, size_px=SMALL, layers=3))
    assert 0 < off_paper(cut, "light", 60).sum() < whole


def test_nothing_laid_is_an_empty_picture():
    nothing = toolpath_of([(0.0, 0.0, 0.0, Role.TRAVEL), (5.0, 0.0, 0.0, Role.TRAVEL)])
    assert len(pixels(toolpath_picture(nothing, size_px=SMALL))) == 180
    assert len(pixels(layer_picture(nothing, 0, size_px=SMALL))) == 180


@given(st.integers(1, 3000))
def test_chosen_layers_go_from_first_to_last(count: int):
    layers = chosen_layers(count)
    assert layers[0] == 0
    assert layers[-1] == count - 1
    assert list(layers) == sorted(set(layers))
    assert len(layers) == min(count, 6)


@pytest.mark.parametrize("layers", [1, 4, 12])
def test_a_sheet_holds_toolpath_and_layers(layers: int):
    sheet = pixels(layers_sheet(square_toolpath(layers), size_px=(420, 180)))
    assert sheet.shape == (180, 420, 4)
    shown = off_paper(sheet, "light", 40)
    cells = [shown[90 * (k // 3) : 90 * (k // 3) + 60, 180 + 80 * (k % 3) : 260 + 80 * (k % 3)].any() for k in range(6)]
    assert shown[:, :180].any()
    assert sum(cells) == min(layers, 6)


def test_day_and_night_are_the_two_sheets():
    by_theme = tuple(layers_sheet(square_toolpath(), size_px=(420, 180), theme=t) for t in ("light", "dark"))
    assert layers_sheets(square_toolpath(), size_px=(420, 180)) == by_theme


def test_a_timeline_stacks_time_by_role():
    time_s = np.zeros((4, max(Role) + 1))
    time_s[:, Role.OUTER_WALL] = [10.0, 10.0, 20.0, 10.0]
    time_s[:, Role.SPARSE_FILL] = [10.0, 0.0, 20.0, 0.0]
    picture = pixels(timeline_picture(time_s, size_px=(400, 200)))
    wall, fill = (near(picture, ROLE_COLOURS[r], 12).sum(axis=0) for r in (Role.OUTER_WALL, Role.SPARSE_FILL))
    shown = np.flatnonzero(wall)
    quarter = len(shown) // 4
    middles = shown[0] + quarter * np.arange(4) + quarter // 2
    assert wall[middles] / wall[middles[0]] == pytest.approx([1.0, 1.0, 2.0, 1.0], rel=0.1)
    assert fill[middles] / wall[middles[0]] == pytest.approx([1.0, 0.0, 2.0, 0.0], abs=0.1)


GCODE = b"""M83
G1 X0 Y0 Z0.2 F6000
;LAYER_CHANGE
;TYPE:External perimeter
G1 X40 Y0 E1.33 F1200
G1 X40 Y30 E0.9975
G1 X0 Y0 F9000
;LAYER_CHANGE
G1 Z0.5
;TYPE:Internal infill
G1 X40 Y0 E1.995 F2400
"""


def test_any_program_can_be_looked_at():
    toolpath = toolpath_of_moves(read_program(GCODE))
    laid = toolpath.width_mm > 0
    assert toolpath.layer_height_mm.tolist() == pytest.approx([0.2, 0.3])
    area = math.pi / 4 * 1.75**2
    expected = [1.33 * area / (40 * 0.2), 0.9975 * area / (30 * 0.2), 1.995 * area / (40 * 0.3)]
    assert toolpath.width_mm[laid].tolist() == pytest.approx(expected, rel=1e-5)
    assert toolpath.role[laid].tolist() == [Role.OUTER_WALL, Role.OUTER_WALL, Role.SPARSE_FILL]
    assert near(pixels(toolpath_picture(toolpath, size_px=SMALL, view=TOP)), ROLE_COLOURS[Role.OUTER_WALL], 70).any()
    assert len(pixels(layer_picture(toolpath, 1, size_px=SMALL))) == 180


def test_plastic_pushed_out_on_the_spot_is_no_wide_bead():
    blob = GCODE + b"G1 X40.001 E5\n"
    assert toolpath_of_moves(read_program(blob)).width_mm.max() < 3.0


def test_a_program_without_layers_is_an_empty_toolpath():
    toolpath = toolpath_of_moves(read_program(b"G28\nG1 X5 F600\n"))
    assert not (toolpath.width_mm > 0).any()


def test_time_by_layer_adds_up_to_the_whole():
    from layerworks.motion.limits import KlipperLimits
    from layerworks.motion.planning import plan

    profile = plan(read_program(GCODE), KlipperLimits())
    time_s = time_by_layer(profile)
    assert time_s.shape == (2, max(Role) + 1)
    assert time_s.sum() == pytest.approx(profile.total_s)
    assert time_s[0, Role.OUTER_WALL] > 0.0
    assert time_s[1, Role.OUTER_WALL] == 0.0
