"""Rafts: what they cover, what stands on them, and that every height follows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.laying_by_part import lay_by_part
from layerworks.slicing.ordering import CoolingSettings, OrderSettings, RetractionSettings, SpeedSettings, order
from layerworks.slicing.raft import RaftSettings
from layerworks.slicing.raft.laying import raft_area, raft_beads
from layerworks.slicing.raft.settings import raft_heights_mm, raised_by_mm
from layerworks.slicing.regions import regions_from_loops, regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.vase import VaseSettings
from layerworks.slicing.walls import WallSettings
from slicing.coverage import covered, places_in, stroke_lines, volume_mm3
from slicing.polygons import areas, block, border_distance, inside, plate_of, rectangle, stars

RAFT = RaftSettings(raft=True)
PLAIN = StrokeSettings(adhesion=AdhesionSettings(skirt_loops=0))
ON_RAFT = replace(PLAIN, raft=RAFT)
RECORDS = (OrderSettings(), SpeedSettings(), CoolingSettings(), RetractionSettings())


def table() -> Manifold:
    return block(6, 6, 5) + block(24, 10, 2).translate((0, 0, 5))


def test_without_a_raft_nothing_is_lifted():
    assert raised_by_mm(RaftSettings()) == 0.0
    assert len(raft_heights_mm(RaftSettings())) == 0


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 3), st.integers(0, 3), st.floats(0.1, 0.5), st.floats(0.0, 0.6), st.sampled_from(["none", "grid"])
)
def test_the_part_is_the_same_but_higher(middle, top, base_mm, gap_mm, supports):
    raft = replace(
        RAFT, raft_middle_layers=middle, raft_top_layers=top, raft_base_height_mm=base_mm, raft_gap_mm=gap_mm
    )
    chosen = replace(PLAIN, supports=SupportSettings(supports=supports))
    layers = cut(plate_of(table()), LayerSettings())
    plain, raised = lay(layers, chosen), lay(layers, replace(chosen, raft=raft))
    under, up = len(raft_heights_mm(raft)), raised_by_mm(raft)
    assert under == 1 + middle + top
    own = raised.role != Role.RAFT
    assert (raised.layer[own] == plain.layer + under).all()
    for name in ("role", "part", "island", "depth", "closed"):
        assert (getattr(raised, name)[own] == getattr(plain, name)).all()
    assert raised.points_um[-len(plain.points_um) :].tolist() == plain.points_um.tolist()
    assert (raised.layer[~own] < under).all()
    assert set(raised.layer[~own].tolist()) == set(range(under))
    assert raised.layers.z_mm[under:] == pytest.approx(layers.z_mm + up)
    assert raised.layers.height_mm[under:].tolist() == layers.height_mm.tolist()
    assert raised.layers.z_mm[:under] == pytest.approx(np.cumsum(raised.layers.height_mm[:under]))
    assert raised.layers.z_mm[under] - raised.layers.height_mm[under] - raised.layers.z_mm[under - 1] == pytest.approx(
        gap_mm
    )
    cells = regions_of(raised.layers)
    assert areas(cells)[under:] == pytest.approx(areas(regions_of(layers)), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(stars(), st.floats(4.0, 8.0), st.floats(0.0, 90.0))
def test_a_raft_reaches_its_margin_and_its_top_is_dense(shape, margin_mm, angle_deg):
    raft = replace(RAFT, raft_margin_mm=margin_mm, raft_angle_deg=angle_deg)
    area = raft_area(regions_from_loops([[shape]]), raft)
    places = places_in([shape], 500.0)
    assert inside(area.loops_of(0), np.vstack([shape, places])).all()
    assert border_distance(area.loops_of(0), shape).min() > margin_mm * 1000.0 - 12.0
    beads = raft_beads(area, 450.0, raft)
    laid = np.add.reduceat(np.hypot(*np.diff(beads.points_um, axis=0, append=beads.points_um[-1:]).T), beads.start[:-1])
    assert laid.min() > 0.0
    for layer, share in ((0, 0.5), (1, 0.6), (2, 1.0), (3, 1.0)):
        wide_um = 900.0 if layer == 0 else 450.0
        rows = np.repeat(beads.cell == layer, np.diff(beads.start))
        assert set(beads.width_um[rows].tolist()) == {wide_um}
        assert inside(area.loops_of(0), beads.points_um[rows]).all()
        plastic = 0.0
        for s in np.flatnonzero(beads.cell == layer):
            line = beads.points_um[beads.start[s] : beads.start[s + 1]]
            line = np.vstack([line, line[:1]]) if beads.closed[s] else line
            plastic += float(np.hypot(*np.diff(line, axis=0).T).sum()) * wide_um
        assert 0.85 * share < plastic / areas(area)[0] < 1.35 * share + 0.25


def test_the_top_of_the_raft_carries_all_of_the_part_and_its_supports():
    chosen = replace(ON_RAFT, supports=SupportSettings(supports="grid"))
    strokes = lay(cut(plate_of(table()), LayerSettings()), chosen)
    top = len(raft_heights_mm(RAFT)) - 1
    for points, _ in stroke_lines(strokes, top + 1):
        assert covered(strokes, top, points, {Role.RAFT}).mean() > 0.97
    assert {Role.SUPPORT, Role.OUTER_WALL} <= {Role(r) for r in strokes.role[strokes.layer == top + 1]}


def test_the_skirt_goes_about_the_raft_and_there_is_no_brim():
    chosen = replace(ON_RAFT, adhesion=AdhesionSettings(brim_width_mm=3.0))
    strokes = lay(cut(plate_of(block(20, 20, 4)), LayerSettings()), chosen)
    assert not (strokes.role == Role.BRIM).any()
    (loop,) = [points[:-1] for points, _ in stroke_lines(strokes, 0, {Role.SKIRT})]
    raft = np.concatenate([p for p, _ in stroke_lines(strokes, 0, {Role.RAFT})])
    assert inside([loop], raft).all()
    assert border_distance([loop], raft).min() > 3000.0
    assert not (strokes.layer[strokes.role == Role.SKIRT] > 0).any()


def test_near_parts_of_different_settings_share_a_raft():
    plate = plate_of(block(10, 10, 2), block(10, 10, 3), at=((200.0, 200.0), (216.0, 200.0)))
    layers = cut(plate, LayerSettings())
    other = replace(ON_RAFT, walls=WallSettings(wall_count=4))
    strokes = lay_by_part(layers, [ON_RAFT, other])
    raft = strokes.role == Role.RAFT
    assert set(strokes.part[raft].tolist()) == {-1}
    assert volume_mm3(strokes, {Role.RAFT}) == pytest.approx(
        volume_mm3(lay_by_part(layers, [ON_RAFT] * 2), {Role.RAFT}), rel=1e-6
    )
    one = areas(raft_area(regions_from_loops([[rectangle(10e3, 10e3), rectangle(10e3, 10e3, 16e3)]]), RAFT))
    assert one[0] < 1.9 * (20e3 * 20e3)


def test_first_layer_rules_and_the_fan_go_by_the_raft():
    strokes = lay(cut(plate_of(block(20, 20, 4)), LayerSettings()), ON_RAFT)
    speeds = SpeedSettings(raft_speed_mm_s=33.0, first_layer_speed_mm_s=11.0)
    cooling = CoolingSettings(raft_fan=0.25, fan_off_layers=1, min_layer_time_s=0.0)
    path = order(strokes, OrderSettings(), speeds, cooling, RetractionSettings(), ("a",))
    lays = path.width_mm > 0.0
    raft = lays & (path.role == Role.RAFT)
    assert set(path.speed_mm_s[raft & (path.layer == 0)].tolist()) == {11.0}
    assert set(path.speed_mm_s[raft & (path.layer > 0)].tolist()) == {33.0}
    assert path.fan[raft & (path.layer == 0)].max() == 0.0
    assert set(path.fan[raft & (path.layer > 0)].tolist()) == {0.25}
    assert path.speed_mm_s[lays & (path.role == Role.OUTER_WALL)].min() > 11.0
    assert path.points_mm[lays, 2] == pytest.approx(strokes.layers.z_mm[path.layer[lays]])


def test_parts_in_turn_have_their_rafts_first():
    plate = plate_of(block(20, 20, 2), block(20, 20, 3), at=((100.0, 200.0), (250.0, 200.0)))
    strokes = lay_by_part(cut(plate, LayerSettings()), [ON_RAFT, replace(ON_RAFT, walls=WallSettings(wall_count=3))])
    path = order(strokes, *RECORDS, ("a", "b"), (0, 1))
    lays = path.width_mm > 0.0
    assert path.role[lays & (path.part == 1)][0] != Role.RAFT
    assert (np.flatnonzero(lays & (path.role == Role.RAFT)).max() < np.flatnonzero(lays & (path.part >= 0))).all()
    on_second = np.flatnonzero(path.part == 1)
    low = path.points_mm[on_second[0] - 1 :, 2].min()
    assert low == pytest.approx(raised_by_mm(RAFT) + 0.2)
    assert (np.diff(path.layer_start) >= 0).all()
    for layer in range(len(path.layer_z_mm)):
        rows = slice(path.layer_start[layer], path.layer_start[layer + 1])
        assert (path.layer[rows] == layer).all()
        laid = lays[rows]
        assert path.points_mm[rows][laid, 2] == pytest.approx(path.layer_z_mm[layer])


def test_a_vase_stands_on_a_raft():
    vase = replace(ON_RAFT, vase=VaseSettings(True))
    strokes = lay(cut(plate_of(block(20, 20, 6)), LayerSettings()), vase)
    plain = lay(cut(plate_of(block(20, 20, 6)), LayerSettings()), replace(vase, raft=RaftSettings()))
    under = len(raft_heights_mm(RAFT))
    assert strokes.spiral_from == plain.spiral_from + under
    path = order(strokes, *RECORDS, ("a",))
    assert path.points_mm[:, 2].max() == pytest.approx(
        order(plain, *RECORDS, ("a",)).points_mm[:, 2].max() + raised_by_mm(RAFT), abs=0.01
    )
