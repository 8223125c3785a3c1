"""Pictures of parts."""

import numpy as np
import pytest

from layerworks.geometry import CheckedMesh
from layerworks.pictures import FRONT, ISO, RIGHT, TOP, View, gcode_thumbnails, lamps, part_picture, part_pictures
from layerworks.pictures.camera import axes_of
from layerworks.pictures.theme import THEMES
from pictures.reading import off_paper, pixels, rgb
from pictures.shapes import ball, box, plate_of

SMALL = (160, 120)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_part_stands_on_paper(theme):
    picture = pixels(part_picture(ball(10.0), size_px=SMALL, theme=theme))
    assert picture.shape == (120, 160, 4)
    assert (picture[..., 3] == 255).all()
    corners = picture[[0, 0, -1, -1], [0, -1, 0, -1], :3].astype(int)
    assert np.abs(corners - rgb(THEMES[theme].surface)).max() <= 3
    middle = picture[60, 80, :3].astype(int)
    assert np.abs(middle - rgb(THEMES[theme].surface)).max() > 20
    assert len(np.unique(picture.reshape(-1, 4), axis=0)) > 300  # shaded, not flat


def test_a_clear_background_shows_only_part_and_shadow():
    with_bed = pixels(part_picture(ball(10.0), size_px=SMALL, background="clear"))
    alone = pixels(part_picture(ball(10.0), size_px=SMALL, background="clear", bed=False))
    assert with_bed[0, 0, 3] == alone[0, 0, 3] == 0
    assert with_bed[60, 80, 3] == alone[60, 80, 3] == 255
    with_shadow, edges_only = (((p[..., 3] > 10) & (p[..., 3] < 200)).sum() for p in (with_bed, alone))
    assert with_shadow > 3 * edges_only


@pytest.mark.parametrize(
    ("view", "sides"), [(TOP, (20.0, 10.0)), (FRONT, (20.0, 5.0)), (RIGHT, (10.0, 5.0))], ids=["top", "front", "right"]
)
def test_a_box_covers_its_true_proportions(view: View, sides: tuple[float, float]):
    picture = pixels(part_picture(box(20.0, 10.0, 5.0), size_px=SMALL, view=view, background="clear", bed=False))
    covered = picture[..., 3].astype(float) / 255.0
    wide, high = covered.max(axis=0).sum(), covered.max(axis=1).sum()
    assert wide / high == pytest.approx(sides[0] / sides[1], rel=0.05)
    assert covered.sum() == pytest.approx(wide * high, rel=0.02)


def test_light_comes_from_above():
    picture = pixels(part_picture(box(10.0, 10.0, 10.0), size_px=SMALL, background="clear", bed=False))
    rows = np.flatnonzero(picture[..., 3].max(axis=1))
    top, side = picture[rows[0] + 12, 80, :3], picture[rows[-1] - 12, 80, :3]
    assert top.astype(int).sum() > side.astype(int).sum() + 60


def test_a_part_shades_what_it_overhangs():
    table = plate_of(box(20.0, 20.0, 2.0))
    alone = pixels(part_picture(table, size_px=SMALL, view=TOP, background="clear", bed=False))
    roof = box(6.0, 20.0, 1.0).vertices_mm
    roof[:, 2] += 14.0
    roofed = CheckedMesh(
        "roof",
        np.vstack([box(20.0, 20.0, 2.0).vertices_mm, roof]),
        np.vstack([box(1, 1, 1).faces, box(1, 1, 1).faces + 8]).astype(np.int32),
        True,
        1.0,
        1.0,
        2,
        (),
        "3" * 64,
    )
    under = pixels(part_picture(roofed, size_px=SMALL, view=TOP, background="clear", bed=False))
    at = (60, 70)  # beside the roof, on the table
    assert under[at][:3].astype(int).sum() < alone[at][:3].astype(int).sum() - 20


def test_plastic_takes_the_colour_asked_for():
    red = pixels(part_picture(ball(10.0), size_px=SMALL, colour="#c03020"))[60, 80].astype(int)
    assert red[0] > red[1] + 40
    assert red[0] > red[2] + 40


def test_a_plate_shows_every_part():
    picture = pixels(
        part_picture(plate_of(box(10, 10, 10), box(5, 5, 5)), size_px=SMALL, view=FRONT, background="clear")
    )
    columns = picture[..., 3].max(axis=0) > 128
    runs = np.flatnonzero(np.diff(np.concatenate([[False], columns, [False]]).astype(int)))
    assert len(runs) == 4  # two parts with air between


def test_a_shell_is_lit_from_both_sides():
    open_box = box(10.0, 10.0, 10.0)
    inside_out = CheckedMesh(
        "open", open_box.vertices_mm, open_box.faces[:, ::-1].copy(), False, -1.0, 1.0, 1, (), "4" * 64
    )
    one, other = (
        pixels(part_picture(mesh, size_px=SMALL, background="clear", bed=False)) for mesh in (open_box, inside_out)
    )
    np.testing.assert_allclose(one.astype(int), other.astype(int), atol=2)


def test_day_and_night_are_the_two_pictures():
    by_theme = tuple(part_picture(ball(10.0), size_px=SMALL, theme=t) for t in ("light", "dark"))
    assert part_pictures(ball(10.0), size_px=SMALL) == by_theme


def test_the_same_bytes_with_any_number_of_threads(monkeypatch: pytest.MonkeyPatch):
    first = part_picture(ball(10.0), size_px=SMALL)
    for threads in (1, 5):
        monkeypatch.setattr(lamps, "_THREADS", threads)
        assert part_picture(ball(10.0), size_px=SMALL) == first


def test_a_read_only_mesh_and_a_flat_one_are_drawn():
    mesh = box(10.0, 10.0, 0.0)
    mesh.vertices_mm.flags.writeable = False
    mesh.faces.flags.writeable = False
    assert off_paper(pixels(part_picture(mesh, size_px=SMALL)), "light").any()


def test_thumbnails_are_small_and_clear():
    thumbnails = gcode_thumbnails(ball(10.0))
    assert [(t.width_px, t.height_px) for t in thumbnails] == [(48, 48), (300, 300)]
    for thumbnail in thumbnails:
        picture = pixels(thumbnail.png)
        assert picture.shape[:2] == (thumbnail.height_px, thumbnail.width_px)
        assert picture[0, 0, 3] == 0
        assert picture[thumbnail.height_px // 2, thumbnail.width_px // 2, 3] > 250
        assert len(thumbnail.png) < 16_000
    assert thumbnails == gcode_thumbnails(ball(10.0))


@pytest.mark.parametrize("view", [ISO, FRONT, RIGHT, TOP])
def test_axes_are_a_right_handed_frame(view: View):
    axes = axes_of(view.azimuth_deg, view.elevation_deg)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(axes[0], axes[1]), axes[2], atol=1e-12)
    assert axes[0, 2] == 0.0  # the horizon stays level
