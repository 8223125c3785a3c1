"""Parts with settings of their own on one plate."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.slicing.adhesion import AdhesionSettings
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.laying_by_part import lay_by_part, layers_of_parts
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.settings import KINDS as SUPPORTS
from layerworks.slicing.supports.settings import SupportSettings
from layerworks.slicing.walls import WallSettings
from slicing.order_strokes import Loop, square, strokes_of
from slicing.polygons import inside

PLAIN = StrokeSettings()
THICK = replace(PLAIN, walls=WallSettings(wall_count=4))
DENSE = replace(PLAIN, infill=InfillSettings(infill_density=0.6))
BRIMMED = replace(PLAIN, adhesion=AdhesionSettings(brim_width_mm=4.0))
KINDS = [PLAIN, THICK, DENSE, BRIMMED]


def blocks(parts: int, layers: int = 12) -> Layers:
    """Parts in a row, 30 mm apart."""
    loops = [
        Loop(square(30_000 * p, 1000 * p, 12_000 + 1000 * p), layer, p) for layer in range(layers) for p in range(parts)
    ]
    return strokes_of([], loops).layers


def of_part(strokes: Strokes, part: int) -> list[tuple]:
    """What is laid for one part, stroke by stroke, without the numbers of its groups."""
    found = []
    for s in np.flatnonzero(strokes.part == part):
        a, b = strokes.start[s], strokes.start[s + 1]
        about = (strokes.layer[s], strokes.role[s], strokes.depth[s], strokes.closed[s], strokes.group[s] >= 0)
        found.append((*about, strokes.points_um[a:b].tobytes(), strokes.width_um[a:b].tobytes()))
    return found


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
def test_each_part_is_laid_as_if_it_were_alone_with_its_settings(wanted):
    layers = blocks(len(wanted))
    strokes = lay_by_part(layers, wanted)
    assert strokes.layers is layers
    assert (np.diff(strokes.layer) >= 0).all()
    for part, own in enumerate(wanted):
        alone = lay(layers_of_parts(layers, np.arange(len(wanted)) == part), own)
        assert of_part(strokes, part) == of_part(alone, part)
    groups = strokes.group >= 0
    pairs = set(zip(strokes.group[groups].tolist(), strokes.part[groups].tolist(), strict=True))
    assert len(pairs) == len({g for g, _ in pairs})


def test_parts_of_one_kind_are_laid_as_ever():
    layers = blocks(3)
    for kind in KINDS:
        one, other = lay_by_part(layers, [kind] * 3), lay(layers, kind)
        assert all(
            (getattr(one, f) == getattr(other, f)).all() for f in ("points_um", "start", "role", "part", "group")
        )


def test_only_the_part_that_wants_one_has_a_brim_and_one_skirt_goes_about_all():
    strokes = lay_by_part(blocks(2), [PLAIN, BRIMMED])
    boxes = {}
    for role in (Role.BRIM, Role.SKIRT):
        points = np.concatenate(
            [strokes.points_um[strokes.start[s] : strokes.start[s + 1]] for s in np.flatnonzero(strokes.role == role)]
        )
        boxes[role] = (points.min(axis=0), points.max(axis=0))
    assert boxes[Role.BRIM][0][0] > 20_000
    assert boxes[Role.SKIRT][0][0] < -3000
    assert (boxes[Role.SKIRT][1] > boxes[Role.BRIM][1] + 2500).all()
    assert (strokes.role == Role.SKIRT).sum() == 1


@pytest.mark.parametrize("kind", [THICK, DENSE])
def test_a_caller_may_lay_equal_parts_in_its_own_way(kind):
    seen = []

    def own_way(layers: Layers, settings_: StrokeSettings) -> Strokes:
        seen.append((settings_.walls.wall_count, settings_.infill.infill_density, layers.loop_part.tolist()))
        return lay(layers, settings_)

    lay_by_part(blocks(3, 1), [PLAIN, kind, PLAIN], own_way)
    assert [parts for *_, parts in seen] == [[0, 2], [1]]


@pytest.mark.parametrize("kind", [kind for kind in SUPPORTS if kind != "none"])
def test_what_holds_one_part_does_not_run_through_another_of_other_settings(kind):
    """A table that leans over its neighbour, supported, with a brim wider than the room between the two."""
    table = [Loop(square(0, 0, 6000) if layer < 20 else square(-12_000, 0, 18_000), layer, 0) for layer in range(26)]
    low = [Loop(square(-7000, 2000, 5000), layer, 1) for layer in range(12)]
    layers = strokes_of([], table + low).layers
    held = replace(
        PLAIN,
        supports=SupportSettings(supports=kind),
        adhesion=AdhesionSettings(brim_width_mm=6.0, skirt_loops=2, skirt_distance_mm=1.0),
    )
    strokes = lay_by_part(layers, [held, THICK])
    beside = (Role.SUPPORT, Role.SUPPORT_INTERFACE, Role.BRIM, Role.SKIRT)
    assert {Role.SUPPORT, Role.BRIM, Role.SKIRT} <= {Role(r) for r in strokes.role.tolist()}
    for s in np.flatnonzero(np.isin(strokes.role, beside)):
        points = strokes.points_um[strokes.start[s] : strokes.start[s + 1]].astype(float)
        points = np.vstack([points, points[:1]]) if strokes.closed[s] else points
        along = np.concatenate([a + np.linspace(0.0, 1.0, 40)[:, None] * (b - a) for a, b in pairwise(points)])
        here = np.flatnonzero(layers.loop_layer == strokes.layer[s])
        loops = [layers.points_um[layers.loop_start[i] : layers.loop_start[i + 1]].astype(float) for i in here]
        assert not inside(loops, along).any(), Role(int(strokes.role[s]))
