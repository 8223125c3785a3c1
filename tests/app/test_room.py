"""What is printed beside the parts stays on the bed and out of the head's way."""

from dataclasses import replace

import numpy as np
import pytest

from layerworks.app.arranging import arrange
from layerworks.app.recipe import recipe_of
from layerworks.app.room import beside_parts_mm, kept_on_bed
from layerworks.app.wish import Wish
from layerworks.errors import Rejected
from layerworks.geometry import Bed, CheckedMesh, ModelItem, Plate, PlateRefusal
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.placing import turns
from layerworks.geometry.plate import Head
from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.cutting import LayerSettings, cut
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.role import Role
from layerworks.slicing.supports.settings import SupportSettings
from slicing.polygons import block, plate_of

BED = Bed(60.0, 60.0, 60.0)


def mesh_of(width: float, depth: float, height: float) -> CheckedMesh:
    solid = block(width, depth, height).to_mesh64()
    item = ModelItem("block", np.array(solid.vert_properties)[:, :3], np.array(solid.tri_verts).astype(np.int32))
    mesh = check(item, CheckSettings())
    assert isinstance(mesh, CheckedMesh)
    return mesh


def arranged(size: tuple[float, float, float], **settings: str):
    recipe = recipe_of(Wish("block.stl", "voron-2-4-350", settings=settings))
    return recipe, arrange((mesh_of(*size),), replace(recipe, machine=replace(recipe.machine, bed=BED)), 1)


def test_a_raft_takes_room_beside_and_under_the_part():
    assert not isinstance(arranged((40.0, 40.0, 59.9))[1], PlateRefusal)
    assert isinstance(arranged((40.0, 40.0, 59.9), raft="true")[1], PlateRefusal)
    _, plates = arranged((40.0, 40.0, 50.0), raft="true")
    assert plates[0][0].bed == BED
    assert not isinstance(arranged((55.0, 55.0, 10.0))[1], PlateRefusal)
    assert isinstance(arranged((55.0, 55.0, 10.0), raft="true")[1], PlateRefusal)
    assert isinstance(arranged((55.0, 55.0, 10.0), brim_width_mm="5")[1], PlateRefusal)


def strokes_on(bed: Bed, **adhesion):
    plate = replace(plate_of(block(20, 20, 2)), bed=bed)
    return lay(cut(plate, LayerSettings()), StrokeSettings(adhesion=AdhesionSettings(**adhesion)))


@pytest.mark.parametrize("round_bed", [False, True])
def test_a_skirt_without_room_is_left_out(round_bed):
    wide = Bed(40.0, 40.0, 60.0, 180.0, 180.0, round_bed)
    strokes, told = kept_on_bed(strokes_on(wide), wide)
    assert told == ()
    assert (strokes.role == Role.SKIRT).any()
    tight = Bed(24.0, 24.0, 60.0, 188.0, 188.0) if not round_bed else Bed(30.0, 30.0, 60.0, 185.0, 185.0, True)
    strokes, told = kept_on_bed(strokes_on(tight), tight)
    assert [f.code for f in told] == ["skirt_off_bed"]
    assert not (strokes.role == Role.SKIRT).any()
    assert (strokes.role == Role.OUTER_WALL).any()


def test_a_brim_beyond_the_bed_is_refused():
    tight = Bed(24.0, 24.0, 60.0, 188.0, 188.0)
    with pytest.raises(Rejected):
        kept_on_bed(strokes_on(tight, brim_width_mm=5.0), tight)


def test_supports_count_for_parts_in_turn():
    table = block(6, 6, 5) + block(30, 10, 2).translate((0, 0, 5))
    plate = plate_of(table, block(10, 10, 5), at=((150.0, 200.0), (200.0, 200.0)))
    strokes = lay(cut(plate, LayerSettings()), StrokeSettings(supports=SupportSettings(supports="grid")))
    beside = beside_parts_mm(strokes, 2)
    assert len(beside[1]) == 0
    assert beside[0].min(axis=0)[0] < 136.5
    free_mm = 195.0 - max(165.0, float(beside[0].max(axis=0)[0]))
    assert isinstance(plate, Plate)
    assert turns(plate, Head(free_mm - 0.1, 100.0), beside) == (0, 1)
    reaching = [beside[0] + np.array([20.0, 0.0]), beside[1]]
    assert isinstance(turns(plate, Head(free_mm - 0.1, 100.0), reaching), PlateRefusal)
