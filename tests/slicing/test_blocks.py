"""Some layers at a time: the same beads and moves, bit by bit, however many are worked out at once."""

from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from layerworks.app.recipe import Recipe, recipe_of
from layerworks.app.wish import Wish
from layerworks.geometry import CheckedMesh, Plate
from layerworks.geometry.checking import check
from layerworks.geometry.placing import place
from layerworks.geometry.reading import read_model
from layerworks.slicing import laying
from layerworks.slicing.blocks import blocks_of
from layerworks.slicing.cutting import cut
from layerworks.slicing.ordering import order, order_by_layers
from layerworks.slicing.ordering.manner import Manner
from layerworks.slicing.ordering.toolpaths import toolpaths_of
from layerworks.slicing.regions import parts_of

BRACKET = Path(__file__).parents[2] / "examples" / "bracket.stl"
BY_STROKE = ("closed", "role", "depth", "layer", "part", "island")
BY_MOVE = (
    "points_mm", "width_mm", "height_mm", "volume_mm3", "speed_mm_s", "accel_mm_s2", "role", "layer", "part", "fan",
)  # fmt: skip
WISHES = (
    {},
    {"infill_pattern": "gyroid", "skin_carrying_layers": "2", "alternate_extra_wall": "true"},
    {"infill_pattern": "honeycomb", "supports": "grid", "brim_width_mm": "3", "ironing": "top"},
    {"infill_pattern": "concentric", "supports": "tree", "raft": "true", "ironing": "topmost"},
    {"infill_pattern": "cubic", "wall_order": "outer_first_where_supported", "overhang_speeds_mm_s": "10,20,30"},
    {"wipe_mm": "2", "z_hop_mm": "0.4", "max_layer_time_s": "4", "seam": "random"},
)


@cache
def plate_of(copies: int) -> Plate:
    recipe = recipe_for({})
    answers = [check(item, recipe.check, recipe.machine.bed) for item in read_model(BRACKET).items]
    meshes = [answer for answer in answers if isinstance(answer, CheckedMesh)] * copies
    plate = place(meshes, recipe.machine.bed, recipe.place)
    assert isinstance(plate, Plate)
    return plate


def recipe_for(settings: dict[str, str]) -> Recipe:
    return recipe_of(Wish(BRACKET, "voron-2-4-350", settings={"layer_height_mm": "0.4", **settings}))


@pytest.mark.parametrize("settings", WISHES)
@pytest.mark.parametrize("copies", [1, 2])
def test_beads_are_the_same_however_many_layers_are_laid_at_once(monkeypatch, settings, copies):
    recipe, plate = recipe_for(settings), plate_of(copies)
    layers = cut(plate, recipe.layers)
    found = []
    for at_once in (1 << 40, 1, 300):
        monkeypatch.setattr(laying, "blocks_of", partial(blocks_of, at_once=at_once))
        found.append(laying.lay(layers, recipe.strokes, plate))
    for other in found[1:]:
        for name in (*BY_STROKE, "points_um", "width_um", "start"):
            assert np.array_equal(getattr(found[0], name), getattr(other, name)), name
        assert grouped(found[0]) == grouped(other)


def grouped(strokes) -> list[int]:
    """First stroke of the group of each stroke, which is what counts of its number."""
    first: dict[tuple[int, ...], int] = {}
    keys = zip(strokes.layer.tolist(), strokes.part.tolist(), strokes.group.tolist(), strict=True)
    return [first.setdefault((*key, n if key[2] < 0 else -1), n) for n, key in enumerate(keys)]


@pytest.mark.parametrize("settings", WISHES)
def test_moves_are_the_same_however_many_layers_are_ordered_at_once(settings):
    recipe, plate = recipe_for(settings), plate_of(2)
    strokes = laying.lay(cut(plate, recipe.layers), recipe.strokes, plate)
    names = tuple(part.name for part in plate.parts)
    rest = (recipe.order, recipe.speeds, recipe.cooling, recipe.retraction, names)
    whole = order(strokes, *rest)
    for pieces in (
        list(toolpaths_of(strokes, Manner(*rest), at_once=1)),
        list(toolpaths_of(strokes, Manner(*rest), at_once=2000)),
        list(order_by_layers(strokes, *rest)),
    ):
        for name in BY_MOVE:
            assert np.array_equal(np.concatenate([getattr(p, name) for p in pieces]), getattr(whole, name)), name
        assert np.array_equal(sum(p.layer_start.astype(np.int64) for p in pieces), whole.layer_start)


def test_blocks_hold_every_layer_once_and_see_those_about_them():
    plate = plate_of(2)
    layers = cut(plate, recipe_for({}).layers)
    parts, count = parts_of(layers), len(layers.z_mm)
    own = [set((block.own.loop_cell // parts).tolist()) for block in blocks_of(layers, 3, 2, 500)]
    seen = [set((block.seen.loop_cell // parts).tolist()) for block in blocks_of(layers, 3, 2, 500)]
    assert len(own) > 2
    assert sorted(layer for block in own for layer in block) == list(range(count))
    for mine, about in zip(own, seen, strict=True):
        assert about == set(range(max(0, min(mine) - 2), min(count, max(mine) + 4)))
