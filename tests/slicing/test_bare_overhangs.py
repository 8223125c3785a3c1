"""Overhangs that stay without support are told, with their area and height; those that are held are not."""

from dataclasses import replace

import numpy as np
import pytest

from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.raft import RaftSettings
from layerworks.slicing.supports.bare import bare_overhangs
from layerworks.slicing.supports.settings import SupportSettings

WIDTH_UM = 450.0


def _box(x0: float, y0: float, x1: float, y1: float) -> np.ndarray:
    return np.rint(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) * 1000.0).astype(np.int32)


def _layers(*boxes_of_layer: list[np.ndarray]) -> Layers:
    loops = [loop for own in boxes_of_layer for loop in own]
    count = len(boxes_of_layer)
    return Layers(
        z_mm=0.2 * np.arange(1, count + 1),
        height_mm=np.full(count, 0.2),
        points_um=np.concatenate(loops),
        loop_start=(4 * np.arange(len(loops) + 1)).astype(np.int32),
        loop_layer=np.repeat(np.arange(count), [len(own) for own in boxes_of_layer]).astype(np.int32),
        loop_part=np.zeros(len(loops), np.int32),
    )


def _shelf_in_a_well() -> Layers:
    """A shelf of 12 × 10 mm, its underside at z = 4, that sticks out over a wide plinth, with walls all about."""
    plinth = [_box(0, 0, 60, 60)]
    walls = [_box(0, 0, 3, 60), _box(57, 0, 60, 60), _box(3, 0, 57, 3), _box(3, 57, 57, 60)]
    shelf = [_box(0, 0, 3, 60), _box(57, 0, 60, 60), _box(3, 0, 57, 3), _box(3, 57, 57, 60), _box(3, 25, 15, 35)]
    return _layers(*[plinth] * 5, *[walls] * 15, *[shelf] * 5)


def _table() -> Layers:
    """A top of 30 × 10 mm on a leg in the middle."""
    return _layers(*[[_box(10, 0, 20, 10)]] * 20, *[[_box(0, 0, 30, 10)]] * 5)


def _bare(layers: Layers, supports: SupportSettings, raft: bool = False):
    settings = StrokeSettings(supports=supports, raft=RaftSettings(raft=raft))
    return bare_overhangs(layers, lay(layers, settings), [supports], WIDTH_UM)


@pytest.mark.parametrize("kind", ["grid", "tree"])
def test_what_the_plate_is_seen_from_is_not_told(kind: str):
    assert _bare(_table(), SupportSettings(supports=kind, support_on_plate_only=True)) is None


@pytest.mark.parametrize("kind", ["grid", "tree"])
def test_what_is_shut_in_is_told_with_its_area_and_height(kind: str):
    bare = _bare(_shelf_in_a_well(), SupportSettings(supports=kind, support_on_plate_only=True))
    assert bare is not None
    assert bare.plate_only
    assert bare.area_mm2 == pytest.approx(12.0 * 10.0, rel=0.1)
    assert bare.low_mm == pytest.approx(4.0)
    assert bare.high_mm == pytest.approx(4.0)


@pytest.mark.parametrize("kind", ["grid", "tree"])
def test_what_may_stand_on_the_part_is_held(kind: str):
    assert _bare(_shelf_in_a_well(), SupportSettings(supports=kind, support_branch_rest="part")) is None


def test_a_raft_lifts_the_height():
    bare = _bare(_shelf_in_a_well(), SupportSettings(supports="tree"), raft=True)
    assert bare is not None
    assert bare.area_mm2 == pytest.approx(120.0, rel=0.1)
    assert bare.low_mm > 4.3


def test_without_supports_nothing_is_told():
    assert _bare(_shelf_in_a_well(), SupportSettings()) is None


def test_each_part_is_asked_for_what_it_wants():
    layers = _shelf_in_a_well()
    supports = SupportSettings(supports="tree")
    bare = bare_overhangs(layers, lay(layers, StrokeSettings()), [SupportSettings()], WIDTH_UM)
    assert bare is None
    bare = bare_overhangs(layers, lay(layers, StrokeSettings()), [replace(supports, support_bridge_mm=0.0)], WIDTH_UM)
    assert bare is not None
