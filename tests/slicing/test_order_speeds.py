"""Speeds, flow, cooling, fan, gaps and rounding of a toolpath."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.settings import settings_record
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import catalogue
from slicing.order_strokes import Stroke, plain_part, square, strokes_of

STEADY = CoolingSettings(min_layer_time_s=0.0)
LAID = [
    Role.OUTER_WALL, Role.INNER_WALL, Role.GAP_FILL, Role.BOTTOM_SKIN, Role.TOP_SKIN, Role.SOLID_FILL,
    Role.SPARSE_FILL, Role.BRIDGE, Role.OVERHANG_WALL, Role.SUPPORT, Role.SUPPORT_INTERFACE, Role.IRONING,
]  # fmt: skip


def toolpath_of(strokes: Strokes, speeds=None, cooling=STEADY, order_=None, retraction=None) -> Toolpath:
    return order(
        strokes,
        order_ or OrderSettings(),
        speeds or SpeedSettings(),
        cooling,
        retraction or RetractionSettings(),
        ("part",),
    )


def line(role: Role, layer: int = 1, y: int = 0, width: int = 450, length: int = 50_000) -> Stroke:
    return Stroke([(0, y), (length, y)], role, layer=layer, width=width)


def laying(path: Toolpath) -> np.ndarray:
    return path.width_mm > 0


@pytest.mark.parametrize("role", LAID)
def test_each_role_has_its_own_speed_except_on_the_first_layer(role):
    named = {f"{role.name.lower()}_speed_mm_s": 55.0}
    speeds = SpeedSettings(**named, first_layer_speed_mm_s=20.0)
    path = toolpath_of(strokes_of([line(role, 0), line(role, 1)]), speeds)
    assert path.speed_mm_s[laying(path)].tolist() == [20.0, 55.0]
    assert set(path.speed_mm_s[path.role == Role.TRAVEL].tolist()) == {150.0}


def test_short_closed_walls_are_laid_slowly():
    walls = [
        Stroke(square(0, 0, 4000), Role.OUTER_WALL, True, layer=1),
        Stroke(square(0, 9000, 8000), Role.OUTER_WALL, True, layer=1),
    ]
    path = toolpath_of(strokes_of(walls), SpeedSettings(small_wall_length_mm=20.0, small_wall_speed_mm_s=11.0))
    assert sorted(set(path.speed_mm_s[laying(path)].tolist())) == [11.0, 60.0]


def test_accelerations_by_role_fall_back_to_the_general_one():
    speeds = SpeedSettings(accel_mm_s2=3000.0, outer_wall_accel_mm_s2=1000.0, first_layer_accel_mm_s2=500.0)
    strokes = [line(Role.OUTER_WALL, 0), line(Role.OUTER_WALL), line(Role.TOP_SKIN, y=900)]
    path = toolpath_of(strokes_of(strokes), speeds)
    by_role = {Role(r): a for r, a in zip(path.role.tolist(), path.accel_mm_s2.tolist(), strict=True)}
    assert path.accel_mm_s2[path.layer == 0].tolist() == [500.0] * int((path.layer == 0).sum())
    assert (by_role[Role.OUTER_WALL], by_role[Role.TOP_SKIN], by_role[Role.TRAVEL]) == (1000.0, 3000.0, 3000.0)


@given(st.integers(100, 2000), st.floats(0.5, 30.0))
@settings(max_examples=30, deadline=None)
def test_no_bead_needs_more_flow_than_allowed(width, flow):
    path = toolpath_of(strokes_of([line(Role.SPARSE_FILL, width=width)]), SpeedSettings(max_flow_mm3_s=flow))
    lays = laying(path)
    seconds = 50.0 / path.speed_mm_s[lays]
    assert (path.volume_mm3[lays] / seconds <= flow * (1 + 1e-6)).all()
    assert path.speed_mm_s[lays].max() == pytest.approx(min(120.0, flow / (width * 1e-3 * 0.2)), rel=1e-6)


def test_dense_paths_are_slowed_down_to_the_rate_of_moves():
    dense = [(round(20 * math.cos(k) + 50 * k), round(20 * math.sin(k))) for k in range(400)]
    path = toolpath_of(strokes_of([Stroke(dense, layer=1)]), SpeedSettings(max_moves_per_s=500.0))
    lays = laying(path)
    step = np.linalg.norm(np.diff(path.points_mm, axis=0, prepend=path.points_mm[:1]), axis=1)[lays]
    seconds = step / path.speed_mm_s[lays]
    assert lays.sum() / seconds.sum() < 550.0
    assert path.speed_mm_s[lays].max() < 120.0


def layer_of_one_ring(size: int) -> Strokes:
    return strokes_of([Stroke(square(0, 0, size), Role.OUTER_WALL, True, layer=1)])


def test_a_short_layer_is_given_time_to_cool():
    cooling = CoolingSettings(min_layer_time_s=6.0, min_print_speed_mm_s=2.0)
    path = toolpath_of(layer_of_one_ring(10_000), cooling=cooling)
    lays = laying(path)
    assert 40.0 / path.speed_mm_s[lays].max() == pytest.approx(6.0, rel=0.1)
    assert path.speed_mm_s[path.role == Role.TRAVEL].tolist() == [150.0] * int((path.role == Role.TRAVEL).sum())


def test_cooling_never_goes_below_the_least_speed_nor_touches_what_is_slower():
    strokes = strokes_of([line(Role.OUTER_WALL, length=9000), line(Role.IRONING, y=900, length=9000)])
    cooling = CoolingSettings(min_layer_time_s=60.0, min_print_speed_mm_s=25.0)
    path = toolpath_of(strokes, cooling=cooling)
    assert sorted(path.speed_mm_s[laying(path)].tolist()) == [20.0, 25.0]


def test_a_long_layer_keeps_its_speeds():
    path = toolpath_of(layer_of_one_ring(200_000), cooling=CoolingSettings(min_layer_time_s=5.0))
    assert set(path.speed_mm_s[laying(path)].tolist()) == {60.0}


def test_the_fan_follows_the_time_of_the_layer():
    cooling = CoolingSettings(
        min_layer_time_s=0.0, fan_low=0.2, fan_high=0.8, fan_high_below_s=1.0, fan_low_above_s=10.0, fan_off_layers=1,
        bridge_fan=0.5,
    )  # fmt: skip
    sizes = [1000, 1000, 90_000, 300_000]  # about 0.1 s, 0.1 s, 6 s, 20 s
    strokes = [Stroke(square(0, 0, size), Role.OUTER_WALL, True, layer=k) for k, size in enumerate(sizes)]
    path = toolpath_of(strokes_of(strokes), cooling=cooling)
    fan = [float(path.fan[path.layer == k][0]) for k in range(4)]
    assert fan[:2] == pytest.approx([0.0, 0.8])
    assert 0.2 < fan[2] < 0.8
    assert fan[3] == pytest.approx(0.2)


@pytest.mark.parametrize("gap", [0.0, 0.2])
def test_a_seam_gap_is_left_out(gap):
    strokes = strokes_of([Stroke(square(0, 0, 10_000), Role.OUTER_WALL, True)])
    path = toolpath_of(strokes, order_=OrderSettings(seam_gap_mm=gap))
    assert path.volume_mm3[laying(path)].sum() == pytest.approx(0.45 * 0.2 * (40.0 - gap), rel=1e-3)


def test_rounded_corners_stay_within_their_tolerance_and_keep_width_times_height():
    strokes, outline = plain_part(0, 0, 20_000, layer=1)
    strokes.append(
        Stroke([(2000, 9000), (9000, 9000), (3000, 12_000), (9000, 13_000)], layer=1, width=[300, 500, 400, 450])
    )
    sharp = toolpath_of(strokes_of(strokes, outline))
    round_ = toolpath_of(strokes_of(strokes, outline), SpeedSettings(corner_rounding_um=20.0))
    lays, was = laying(round_), laying(sharp)
    assert lays.sum() > was.sum()
    ends = [(sharp.points_mm[i - 1, :2], sharp.points_mm[i, :2]) for i in np.flatnonzero(was)]
    for p in round_.points_mm[lays, :2]:
        assert min(_distance(p, a, b) for a, b in ends) < 0.0205
    for corner in (e for _, e in ends):
        assert np.hypot(*(round_.points_mm[lays, :2] - corner).T).min() < 0.12
    step = np.linalg.norm(np.diff(round_.points_mm, axis=0, prepend=round_.points_mm[:1]), axis=1)
    np.testing.assert_allclose(round_.volume_mm3[lays], (round_.width_mm * round_.height_mm * step)[lays], rtol=1e-6)
    assert step[lays].min() > 0.01
    assert round_.volume_mm3[lays].sum() == pytest.approx(sharp.volume_mm3[was].sum(), rel=0.002)


def _distance(p: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    t = np.clip(np.dot(p - a, b - a) / max(np.dot(b - a, b - a), 1e-12), 0.0, 1.0)
    return float(np.hypot(*(p - a - t * (b - a))))


def test_every_setting_has_a_meaning_in_both_languages_and_accepts_its_default():
    for record in (OrderSettings, SpeedSettings, CoolingSettings, RetractionSettings):
        assert settings_record(record, {f.name: f.default for f in fields(record)}) == record()
        for language in ("en", "zh"):
            words = catalogue(language)
            assert [f.name for f in fields(record) if f"settings_ordering.{f.name}" not in words] == []


def test_wiping_goes_back_along_the_bead_while_filament_is_pulled():
    a, outline = plain_part(0, 0, 10_000, fills=0)
    b, more = plain_part(40_000, 0, 10_000, island=1, fills=0)
    retraction = RetractionSettings(wipe_mm=2.0, retract_mm=1.0, retract_speed_mm_s=30.0)
    path = toolpath_of(strokes_of(a + b, outline + more), retraction=retraction)
    wipes = np.flatnonzero(path.role == Role.WIPE)
    assert wipes.size
    step = np.linalg.norm(np.diff(path.points_mm, axis=0, prepend=path.points_mm[:1]), axis=1)
    assert step[wipes].sum() == pytest.approx(2.0, abs=0.01)
    pulled = -path.volume_mm3[wipes] / (math.pi / 4 * 1.75**2)
    assert (pulled / (step[wipes] / path.speed_mm_s[wipes]) <= 30.0 * (1 + 1e-3)).all()


def test_settings_can_be_replaced_without_changing_the_strokes():
    strokes = layer_of_one_ring(10_000)
    kept = strokes.points_um.copy()
    toolpath_of(strokes, replace(SpeedSettings(), corner_rounding_um=50.0))
    assert (strokes.points_um == kept).all()
