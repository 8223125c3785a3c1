"""The fan's curve, its roles and its rise; layers that take too long; slow first layers; plastic as a multiple."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from slicing.order_strokes import Stroke, square, strokes_of

BRIEF = settings(max_examples=30, deadline=None)
STEADY = {"min_layer_time_s": 0.0, "fan_off_layers": 0}


def toolpath_of(strokes: Strokes, speeds=None, **cooling) -> Toolpath:
    settings_ = (OrderSettings(), speeds or SpeedSettings(), CoolingSettings(**{**STEADY, **cooling}))
    return order(strokes, *settings_, RetractionSettings(), ("part",))


def rings(*sizes: int, role: Role = Role.OUTER_WALL) -> Strokes:
    return strokes_of([Stroke(square(0, 0, size), role, True, layer=k) for k, size in enumerate(sizes)])


def fans(path: Toolpath) -> list[float]:
    return [float(path.fan[path.layer == k][0]) for k in range(path.layer_z_mm.size)]


def laid_speeds(path: Toolpath, layer: int) -> set[float]:
    return set(path.speed_mm_s[(path.width_mm > 0) & (path.layer == layer)].tolist())


def test_the_fan_runs_along_its_curve():
    sizes = (10_000, 60_000, 600_000)  # about 1.3 s, 4 s and 40 s
    curve = {"fan_times_s": (2.0, 6.0, 20.0), "fan_shares": (1.0, 0.6, 0.1)}
    short, middle, long = fans(toolpath_of(rings(*sizes), **curve))
    assert (short, long) == pytest.approx((1.0, 0.1))
    assert 0.6 < middle < 1.0


@pytest.mark.parametrize(
    "curve",
    [{"fan_times_s": (1.0, 2.0)}, {"fan_shares": (1.0,)}, {"fan_times_s": (2.0, 2.0), "fan_shares": (1.0, 0.5)}],
)
def test_a_curve_that_is_none_is_refused(curve):
    with pytest.raises(Rejected):
        toolpath_of(rings(10_000), **curve)


def test_the_fan_comes_up_in_even_steps():
    path = toolpath_of(rings(*[9000] * 6), fan_off_layers=2, fan_ramp_layers=3, fan_high=0.8, fan_low=0.8)
    assert fans(path) == pytest.approx([0.0, 0.0, 0.2, 0.4, 0.6, 0.8])


@pytest.mark.parametrize("role", [Role.OUTER_WALL, Role.TOP_SKIN, Role.SUPPORT_INTERFACE, Role.IRONING])
def test_a_role_may_have_a_fan_of_its_own_and_the_way_to_it_has_it_too(role):
    strokes = [Stroke([(0, y), (9000, y)], r, layer=1) for y, r in ((0, Role.SPARSE_FILL), (20_000, role))]
    path = toolpath_of(strokes_of(strokes), fan_low=0.3, fan_high=0.3, **{f"{role.name.lower()}_fan": 0.0})
    first_own = int(np.flatnonzero(path.role == role)[0])
    last_fill = int(np.flatnonzero(path.role == Role.SPARSE_FILL)[-1])
    if last_fill < first_own:
        assert set(path.fan[last_fill + 1 : first_own + 1].tolist()) == {0.0}
    assert set(path.fan[path.role == role].tolist()) == {0.0}
    assert path.fan[path.role == Role.SPARSE_FILL].tolist() == pytest.approx([0.3])


@BRIEF
@example(13.375, 70.0, 0.0)
@given(st.floats(1.0, 60.0), st.floats(70.0, 400.0), st.sampled_from([0.0, 4.0, 12.0]))
def test_a_layer_that_would_cool_too_far_hurries_but_no_more_than_it_may(limit_s, most_mm_s, flow):
    path = toolpath_of(
        rings(200_000, 200_000, role=Role.INNER_WALL),
        SpeedSettings(max_flow_mm3_s=flow, inner_wall_speed_mm_s=60.0),
        max_layer_time_s=limit_s,
        max_hurry_speed_mm_s=most_mm_s,
    )
    (speed,) = laid_speeds(path, 1)
    cap = flow / (0.45 * 0.2) if flow else math.inf
    begin = min(60.0, cap)
    assert speed <= max(begin, min(most_mm_s, cap)) * (1 + 1e-6)
    if 800.0 / begin < limit_s - 0.5:  # ramps and the way there take part of a second
        assert speed == pytest.approx(begin)
    elif speed < min(most_mm_s, cap) * 0.999:
        assert 800.0 / speed <= limit_s
        assert 800.0 / speed > 0.9 * limit_s - 0.5
    assert laid_speeds(path, 0) == {30.0 if cap > 30.0 else pytest.approx(cap, rel=1e-6)}


@pytest.mark.parametrize("role", [Role.BRIDGE, Role.OVERHANG_WALL, Role.IRONING])
def test_what_hangs_or_irons_never_hurries(role):
    lines = [Stroke([(0, 0), (400_000, 0)], role, layer=1), Stroke([(0, 900), (400_000, 900)], layer=1)]
    hurry = {"max_layer_time_s": 2.0, "max_hurry_speed_mm_s": 300.0}
    path = toolpath_of(strokes_of(lines), **hurry)
    own = SpeedSettings()
    usual = getattr(own, f"{role.name.lower()}_speed_mm_s")
    assert set(path.speed_mm_s[path.role == role].tolist()) == {usual}
    assert path.speed_mm_s[path.role == Role.SPARSE_FILL].tolist() == pytest.approx([300.0])


def test_without_a_speed_to_hurry_to_nothing_changes():
    plain, limited = toolpath_of(rings(200_000, 200_000)), toolpath_of(rings(200_000, 200_000), max_layer_time_s=1.0)
    assert (plain.speed_mm_s == limited.speed_mm_s).all()


@pytest.mark.parametrize(("layers", "speeds"), [(0, [60] * 4), (1, [20, 60, 60, 60]), (4, [20, 30, 40, 50])])
def test_the_first_layers_come_up_to_speed_in_even_steps(layers, speeds):
    path = toolpath_of(rings(*[90_000] * 4), SpeedSettings(first_layer_speed_mm_s=20.0, slow_first_layers=layers))
    assert [laid_speeds(path, k) for k in range(4)] == [{float(s)} for s in speeds]


def test_plastic_is_laid_as_a_multiple_and_the_flow_cap_knows_it():
    lines = [Stroke([(0, y), (90_000, y)], role, layer=1) for y, role in ((0, Role.BRIDGE), (900, Role.SPARSE_FILL))]
    speeds = SpeedSettings(flow_factor=1.1, bridge_flow_factor=0.7, max_flow_mm3_s=2.0)
    path = toolpath_of(strokes_of(lines), speeds)
    for role, factor in ((Role.BRIDGE, 0.77), (Role.SPARSE_FILL, 1.1)):
        (row,) = np.flatnonzero(path.role == role)
        assert path.volume_mm3[row] == pytest.approx(factor * 0.45 * 0.2 * 90.0, rel=1e-6)
        wanted = {Role.BRIDGE: 40.0, Role.SPARSE_FILL: 120.0}[role]
        assert path.speed_mm_s[row] == pytest.approx(min(wanted, 2.0 / (factor * 0.45 * 0.2)), rel=1e-6)
