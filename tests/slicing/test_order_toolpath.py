"""What must hold of every toolpath."""

import math
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.toolpath import Toolpath
from reference.travel_grid import meets
from slicing.order_strokes import Loop, Stroke, plain_part, square, strokes_of

STEADY = CoolingSettings(min_layer_time_s=0.0)
BRIEF = settings(max_examples=30, deadline=None)


def toolpath_of(strokes: Strokes, *, order_=None, speeds=None, cooling=STEADY, retraction=None, parts=3) -> Toolpath:
    names = tuple(f"part-{k}" for k in range(parts))
    return order(
        strokes,
        order_ or OrderSettings(),
        speeds or SpeedSettings(),
        cooling,
        retraction or RetractionSettings(),
        names,
    )


@st.composite
def plates(draw: st.DrawFn) -> Strokes:
    """Square islands of several parts and layers, each with walls, free lines and perhaps a group of lines."""
    strokes: list[Stroke] = []
    loops: list[Loop] = []
    for layer in range(draw(st.integers(1, 3))):
        for k in range(draw(st.integers(1, 5))):
            more, outline = plain_part(
                draw(st.integers(-3, 3)) * 1000 + 30_000 * k,
                draw(st.integers(-3, 3)) * 1000,
                draw(st.integers(8, 16)) * 1000,
                layer,
                part=k % 2,
                island=k,
                walls=draw(st.integers(1, 3)),
                fills=draw(st.integers(0, 5)),
                group=draw(st.sampled_from([-1, k])),
            )
            strokes += more
            loops += outline
    strokes.append(Stroke(square(-8000, -8000, 170_000), Role.SKIRT, True, part=-1, island=-1))
    return strokes_of(draw(st.permutations(strokes)), loops)


def segments_of(strokes: Strokes) -> Counter:
    """Every segment of every stroke, whichever way it is laid: ends, role, layer, part."""
    found: Counter = Counter()
    for s in range(strokes.role.size):
        nodes = strokes.points_um[strokes.start[s] : strokes.start[s + 1]].tolist()
        nodes += nodes[:1] if strokes.closed[s] else []
        for a, b in pairwise(nodes):
            ends = tuple(sorted((tuple(a), tuple(b))))
            found[(ends, int(strokes.role[s]), int(strokes.layer[s]), int(strokes.part[s]))] += 1
    return found


def laid_segments(path: Toolpath) -> Counter:
    found: Counter = Counter()
    um = np.rint(path.points_mm * 1000.0).astype(int)
    for i in np.flatnonzero(path.width_mm > 0):
        ends = tuple(sorted((tuple(um[i - 1, :2].tolist()), tuple(um[i, :2].tolist()))))
        found[(ends, int(path.role[i]), int(path.layer[i]), int(path.part[i]))] += 1
    return found


def runs_of(path: Toolpath) -> list[tuple[int, int]]:
    """Rows a…b of each run of laying moves."""
    lays = np.concatenate([[False], path.width_mm > 0, [False]])
    return list(zip(np.flatnonzero(lays[1:] & ~lays[:-1]), np.flatnonzero(lays[:-1] & ~lays[1:]), strict=True))


@BRIEF
@given(plates(), st.sampled_from(["inner_first", "outer_first", "outer_first_where_supported"]))
def test_every_stroke_is_laid_once(strokes, wall_order):
    path = toolpath_of(strokes, order_=OrderSettings(wall_order=wall_order))
    assert laid_segments(path) == segments_of(strokes)


@BRIEF
@given(plates())
def test_plastic_is_width_times_height_times_length(strokes):
    path = toolpath_of(strokes)
    asked = sum(math.dist(*ends) * count for (ends, *_), count in segments_of(strokes).items()) * 0.45 * 0.2 / 1000.0
    lays = path.width_mm > 0
    assert path.volume_mm3[lays].sum() == pytest.approx(asked, rel=1e-9)
    step = np.linalg.norm(np.diff(path.points_mm, axis=0, prepend=path.points_mm[:1]), axis=1)
    np.testing.assert_allclose(path.volume_mm3[lays], (path.width_mm * path.height_mm * step)[lays], rtol=1e-6)


def test_a_width_that_changes_is_laid_in_even_steps():
    strokes = strokes_of([Stroke([(0, 0), (1000, 0), (3000, 0)], Role.GAP_FILL, width=[200, 400, 600])])
    path = toolpath_of(strokes)
    lays = path.width_mm > 0
    steps = [*np.linspace(0.22, 0.38, 5), *np.linspace(0.41, 0.59, 10)]  # a step takes 0.2 mm of way at least
    assert sorted(path.width_mm[lays].tolist()) == pytest.approx(steps)
    assert path.volume_mm3[lays].sum() == pytest.approx(0.2 * (0.3 * 1 + 0.5 * 2))


@BRIEF
@given(plates())
def test_the_same_strokes_give_the_same_toolpath(strokes):
    first, second = toolpath_of(strokes), toolpath_of(strokes)
    for name in Toolpath.__slots__:
        assert np.array_equal(getattr(first, name), getattr(second, name)), name


@BRIEF
@given(plates(), st.sampled_from([0.0, 0.3]), st.sampled_from([0.0, 2.0]))
def test_filament_is_pulled_and_pushed_in_turn(strokes, hop, wipe):
    path = toolpath_of(strokes, retraction=RetractionSettings(z_hop_mm=hop, wipe_mm=wipe))
    held = 0.0
    for i in range(path.role.size):
        if path.role[i] in (Role.RETRACT, Role.WIPE, Role.UNRETRACT):
            held -= path.volume_mm3[i]
            if path.role[i] != Role.WIPE:
                assert (path.points_mm[i] == path.points_mm[i - 1]).all()
        elif path.width_mm[i] > 0:
            assert held == pytest.approx(0.0, abs=1e-9)
        assert -1e-9 <= held <= 0.8 * math.pi / 4 * 1.75**2 + 1e-9
    assert held == pytest.approx(0.0, abs=1e-9)
    assert path.volume_mm3[path.role == Role.TRAVEL].tolist() == [0.0] * int((path.role == Role.TRAVEL).sum())


@BRIEF
@given(plates(), st.sampled_from([0.0, 10.0, 100.0]), st.sampled_from([1.5, 12.0]))
def test_no_way_leaves_the_part_without_holding_back(strokes, detour, least):
    path = toolpath_of(strokes, retraction=RetractionSettings(travel_detour_mm=detour, retract_min_travel_mm=least))
    layers = strokes.layers
    um = np.rint(path.points_mm[:, :2] * 1000.0).astype(int)
    runs = runs_of(path)
    for (_, b), (c, _) in pairwise(runs):
        way = [tuple(p) for p in um[b - 1 : c].tolist()]
        loops = [
            layers.points_um[layers.loop_start[k] : layers.loop_start[k + 1]].tolist()
            for k in np.flatnonzero(layers.loop_layer == path.layer[c])
        ]
        crosses = any(meets(loops, p, q) for p, q in pairwise(way))
        held = bool((path.role[b:c] == Role.RETRACT).any())
        straight = math.dist(way[0], way[-1])
        if held:
            assert straight >= least * 1000.0
        elif straight >= least * 1000.0:
            assert not crosses
            total = sum(math.dist(p, q) for p, q in pairwise(way))
            assert total <= straight + detour * 1000.0 + 10.0


@BRIEF
@given(plates())
def test_moves_are_whole_micrometres_and_never_nothing(strokes):
    path = toolpath_of(strokes)
    np.testing.assert_allclose(path.points_mm * 1000.0, np.rint(path.points_mm * 1000.0), atol=1e-6)
    still = (np.diff(path.points_mm, axis=0) == 0).all(axis=1)
    assert (np.isin(path.role[1:], [Role.RETRACT, Role.UNRETRACT]) == still).all()
    assert path.layer_start[0] == 0
    assert path.layer_start[-1] == path.role.size
    assert (np.diff(path.layer) >= 0).all()
    assert (path.points_mm[path.width_mm > 0, 2] == path.layer_z_mm[path.layer[path.width_mm > 0]]).all()


def rank_of_walls(path: Toolpath) -> list[list[int]]:
    """Roles of the walls of each island in the order in which they are laid."""
    order_of: dict[tuple[int, int], list[int]] = {}
    for a, _ in runs_of(path):
        if path.role[a] in (Role.OUTER_WALL, Role.INNER_WALL, Role.OVERHANG_WALL):
            island = int(np.floor((path.points_mm[a, 0] + 4.0) / 30.0))
            order_of.setdefault((int(path.layer[a]), island), []).append(int(path.role[a]))
    return list(order_of.values())


@BRIEF
@given(plates())
def test_walls_are_laid_outwards_or_inwards_as_asked(strokes):
    for walls in rank_of_walls(toolpath_of(strokes)):
        assert walls == sorted(walls, reverse=True)
    for walls in rank_of_walls(toolpath_of(strokes, order_=OrderSettings(wall_order="outer_first"))):
        assert walls == sorted(walls)


def test_only_what_hangs_over_is_laid_outwards_where_outer_walls_come_first_if_supported():
    supported, outline = plain_part(0, 0, 10_000, fills=0)
    hanging, more = plain_part(40_000, 0, 10_000, island=1, fills=0)
    hanging = [replace(s, role=Role.OVERHANG_WALL) if s.depth == 0 else s for s in hanging]
    path = toolpath_of(
        strokes_of(supported + hanging, outline + more),
        order_=OrderSettings(wall_order="outer_first_where_supported"),
    )
    assert [[Role(r) for r in walls] for walls in rank_of_walls(path)] == [
        [Role.OUTER_WALL, Role.INNER_WALL],
        [Role.INNER_WALL, Role.OVERHANG_WALL],
    ]


def test_the_inner_wall_of_each_hole_comes_before_its_outer_one():
    outer, outline = plain_part(0, 0, 40_000, fills=0)
    holes = [(x, y) for x in (8000, 24_000) for y in (8000, 24_000)]
    for x, y in holes:
        outline.append(Loop(square(x, y, 6000, clockwise=True)))
        outer.append(Stroke(square(x - 225, y - 225, 6450, clockwise=True), Role.OUTER_WALL, True, 0))
        outer.append(Stroke(square(x - 675, y - 675, 7350, clockwise=True), Role.INNER_WALL, True, 1))
    path = toolpath_of(strokes_of(outer, outline))
    laid = {tuple(np.round(path.points_mm[a : a + 4, :2].mean(axis=0), 3)): [] for a, _ in runs_of(path)}
    for a, _ in runs_of(path):
        laid[tuple(np.round(path.points_mm[a : a + 4, :2].mean(axis=0), 3))].append(Role(path.role[a]))
    assert len(laid) == 5
    assert all(walls == [Role.INNER_WALL, Role.OUTER_WALL] for walls in laid.values())


@BRIEF
@given(st.permutations(range(6)), st.integers(0, 5))
def test_a_group_is_laid_in_its_order_and_direction(rows, lone):
    lines = [Stroke([(0, r * 500), (9000, r * 500)], Role.TOP_SKIN, group=7) for r in rows]
    lines.insert(lone, Stroke([(0, 20_000), (9000, 20_000)], Role.TOP_SKIN))
    path = toolpath_of(strokes_of(lines))
    laid = [(path.points_mm[a - 1, 0], round(path.points_mm[a, 1] * 2)) for a, _ in runs_of(path)]
    grouped = [(x, r) for x, r in laid if r < 40]
    assert grouped == [(0.0, r) for r in rows]
    assert [r for _, r in laid].index(40) in (0, 6)


def test_shared_things_come_first_and_parts_are_not_mixed():
    a, outline_a = plain_part(0, 0, 10_000, part=0)
    b, outline_b = plain_part(30_000, 0, 10_000, part=1)
    c, outline_c = plain_part(60_000, 0, 10_000, part=0, island=1)
    skirt = Stroke(square(-5000, -5000, 90_000), Role.SKIRT, True, part=-1)
    path = toolpath_of(strokes_of([*a, *b, *c, skirt], outline_a + outline_b + outline_c))
    parts = path.part[path.width_mm > 0]
    changes = parts[np.flatnonzero(np.diff(parts, prepend=9) != 0)]
    assert changes.tolist() == [-1, 0, 1] or changes.tolist() == [-1, 1, 0]


@pytest.mark.parametrize("count", [5, 40])  # few islands are sought one by one, many on a grid
def test_neighbouring_islands_follow_each_other(count):
    strokes: list[Stroke] = []
    for k in range(count):
        strokes += plain_part(20_000 * ((7 * k) % count), 0, 10_000, island=k, fills=0)[0]
    path = toolpath_of(strokes_of(strokes), retraction=RetractionSettings(retract_mm=0.0))
    ways = path.role == Role.TRAVEL
    step = np.linalg.norm(np.diff(path.points_mm, axis=0, prepend=path.points_mm[:1]), axis=1)
    assert step[ways].sum() < 2 * 20.0 * count + 30.0


def test_a_way_goes_round_a_notch_inside_the_part():
    u_shape = [
        (0, 0), (30_000, 0), (30_000, 10_000), (18_000, 10_000), (18_000, 3000), (12_000, 3000), (12_000, 10_000),
        (0, 10_000),
    ]  # fmt: skip
    lines = [Stroke([(2000, 5000), (10_000, 5000)]), Stroke([(20_000, 5000), (28_000, 5000)])]
    strokes = strokes_of(lines, [Loop(u_shape)])
    straight = toolpath_of(strokes, retraction=RetractionSettings(travel_detour_mm=0.0))
    around = toolpath_of(strokes, retraction=RetractionSettings(travel_detour_mm=10.0))
    assert (straight.role == Role.RETRACT).sum() == 1
    assert (around.role == Role.RETRACT).sum() == 0
    assert (around.points_mm[around.role == Role.TRAVEL, 1] < 3.0).any()
    assert (around.points_mm[around.role == Role.TRAVEL, 1] > 0.0).all()


def test_nothing_is_ever_pulled_back_where_the_length_is_zero():
    a, outline = plain_part(0, 0, 10_000)
    b, more = plain_part(40_000, 0, 10_000, island=1)
    path = toolpath_of(strokes_of(a + b, outline + more), retraction=RetractionSettings(retract_mm=0.0))
    assert (path.volume_mm3 >= 0.0).all()


def test_no_strokes_make_an_empty_toolpath():
    path = toolpath_of(strokes_of([], [Loop(square(0, 0, 5000))]))
    assert path.role.size == 0
    assert path.layer_start.tolist() == [0, 0]


def test_strokes_without_length_are_left_out():
    dots = [Stroke([(5, 5)]), Stroke([(7, 7), (7, 7)]), Stroke([(0, 0), (9000, 0)])]
    path = toolpath_of(strokes_of(dots))
    assert (path.width_mm > 0).sum() == 1


def test_a_machine_cannot_be_sent_back_to_an_acceleration_only_it_knows():
    with pytest.raises(Rejected):
        toolpath_of(strokes_of([Stroke([(0, 0), (9000, 0)])]), speeds=SpeedSettings(outer_wall_accel_mm_s2=500.0))


def test_every_part_needs_a_name():
    with pytest.raises(ValueError, match="part 3"):
        toolpath_of(strokes_of([Stroke([(0, 0), (9000, 0)], part=3)]), parts=3)


def test_a_wall_in_pieces_is_laid_in_one_go_after_the_wall_inside_of_it():
    pieces = [
        Stroke([(0, 0), (10_000, 0), (10_000, 10_000)], Role.OUTER_WALL, group=5),
        Stroke([(10_000, 10_000), (0, 10_000), (0, 0)], Role.OVERHANG_WALL, group=5),
    ]
    inner = Stroke(square(450, 450, 9100), Role.INNER_WALL, True, 1)
    path = toolpath_of(strokes_of([*pieces, inner], [Loop(square(-225, -225, 10_450))]))
    lays = path.role[path.width_mm > 0].tolist()
    assert lays == [Role.INNER_WALL] * 4 + [Role.OUTER_WALL] * 2 + [Role.OVERHANG_WALL] * 2
    assert len(runs_of(path)) == 2
