"""What must not change: a part turned by a quarter has the same beads, a part cut in two has the same layers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.role import Role
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.strokes import Strokes
from slicing.coverage import stroke_lines, volume_mm3
from slicing.polygons import block, border_distance, loop_area, plate_of

SETTINGS = StrokeSettings(adhesion=AdhesionSettings(skirt_loops=0))
ACROSS = replace(
    SETTINGS,
    skins=SkinSettings(skin_angles_deg=(135.0, 45.0)),
    infill=InfillSettings(infill_angles_deg=(135.0, 45.0)),
)
ROW_BY_ROW = {Role.BOTTOM_SKIN, Role.TOP_SKIN, Role.SOLID_FILL}
WALLS = {Role.OUTER_WALL, Role.INNER_WALL}


def stepped() -> Manifold:
    """A block with bores, a step and a slanted rib."""
    body = block(22, 15, 3) - Manifold.cylinder(20, 2.6, 2.6, 40, True).translate((-5, 2, 0))
    return body + block(9, 9, 5).rotate((0, 0, 27)).translate((4, 0, 0)) - block(2, 30, 1.13).translate((8, 0, 0))


def quarter_turned(layers: Layers) -> Layers:
    x, y = layers.points_um.T
    return replace(layers, points_um=np.stack([-y, x], 1).astype(np.int32))


def segments(strokes: Strokes, layer: int, roles) -> np.ndarray:
    """(n, 5) ends, the lesser one first, and mean width of everything laid in a layer."""
    rows = []
    for points, width in stroke_lines(strokes, layer, roles):
        for a, b, w, v in zip(points[:-1], points[1:], width[:-1], width[1:], strict=True):
            if np.hypot(*(b - a)) > 20.0:
                first, second = sorted((tuple(a), tuple(b)))
                rows.append((*first, *second, (w + v) / 2.0))
    return np.array(rows).reshape(-1, 5)


def farthest(one: np.ndarray, other: np.ndarray) -> float:
    """How far the segment of one that fits worst lies from any of the other."""
    if not len(one):
        return 0.0
    swapped = np.concatenate([other, other[:, [2, 3, 0, 1, 4]]])
    return max(float(np.abs(swapped - s).max(axis=1).min()) for s in one)


def test_a_quarter_turn_changes_the_order_only():
    layers = cut(plate_of(stepped()), LayerSettings())
    plain, turned = lay(layers, SETTINGS), lay(quarter_turned(layers), ACROSS)
    back = replace(turned, points_um=np.stack([turned.points_um[:, 1], -turned.points_um[:, 0]], 1))
    for layer in range(0, len(layers.z_mm), 3):
        one, other = segments(plain, layer, WALLS), segments(back, layer, WALLS)
        assert len(one) == len(other)
        assert farthest(one, other) <= 2.0
        # rows lie where they lay; which of their ends are joined depends on where the order begins
        assert off_rows(rows_of(plain, layer), segments(back, layer, ROW_BY_ROW)) <= 30.0
        assert off_rows(rows_of(back, layer), segments(plain, layer, ROW_BY_ROW)) <= 30.0
    assert volume_mm3(turned) == pytest.approx(volume_mm3(plain), rel=0.005)


def rows_of(strokes: Strokes, layer: int) -> np.ndarray:
    own = segments(strokes, layer, ROW_BY_ROW)
    return own[np.hypot(*(own[:, 2:4] - own[:, :2]).T) > 1500.0]


def off_rows(rows: np.ndarray, others: np.ndarray) -> float:
    """How far places on rows lie from the middles of others, at most."""
    worst = 0.0
    if not len(rows):
        return worst
    for t in (0.2, 0.5, 0.8):
        places = rows[:, :2] + t * (rows[:, 2:4] - rows[:, :2])
        a, e = others[None, :, :2], (others[:, 2:4] - others[:, :2])[None]
        along = np.clip(((places[:, None] - a) * e).sum(axis=2) / (e * e).sum(axis=2), 0.0, 1.0)
        worst = max(
            worst, float(np.hypot(*(places[:, None] - a - along[:, :, None] * e).transpose(2, 0, 1)).min(axis=1).max())
        )
    return worst


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 23), st.sampled_from([0.1, 0.2]))
def test_a_part_cut_between_two_layers_has_the_same_layers(below, height_mm):
    part = stepped()
    z = below * height_mm
    chosen = LayerSettings(layer_height_mm=height_mm, first_layer_height_mm=height_mm)
    whole = cut(plate_of(part), chosen)
    lower = cut(plate_of(part.trim_by_plane((0, 0, -1), -z)), chosen)
    upper = cut(plate_of(part.trim_by_plane((0, 0, 1), z).translate((0, 0, -z))), chosen)
    assert len(lower.z_mm) == below
    assert len(lower.z_mm) + len(upper.z_mm) == len(whole.z_mm)
    for half, first in ((lower, 0), (upper, below)):
        for k in range(len(half.z_mm)):
            # the cut may begin a curve elsewhere: the same area, and nothing off by more than two tolerances
            one, other = loops_in(whole, first + k), loops_in(half, k)
            assert abs(sum(map(loop_area, one)) - sum(map(loop_area, other))) < 2.0 * sum(map(length, one))
            assert border_distance(other, np.concatenate(one)).max() <= 11.0


def loops_in(layers: Layers, layer: int) -> list[np.ndarray]:
    start = layers.loop_start
    return [layers.points_um[start[q] : start[q + 1]].astype(float) for q in np.flatnonzero(layers.loop_layer == layer)]


def length(loop: np.ndarray) -> float:
    return float(np.hypot(*(np.roll(loop, -1, axis=0) - loop).T).sum())
