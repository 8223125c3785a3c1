"""How true a program, ours or anybody's, is to the model."""

from dataclasses import dataclass
from pathlib import Path

from layerworks.app.arranging import arrange, blocked, check_items, gravest_first
from layerworks.app.preparing import prepare
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import Recipe, recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.showing import Look, toolpath_of_program
from layerworks.app.wish import Wish
from layerworks.errors import Misused
from layerworks.fidelity import Asked, Difference, Scene, compare, difference_picture, scene_of
from layerworks.fidelity.comparing import layer_map
from layerworks.geometry import PlateRefusal
from layerworks.geometry.reading import read_model
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The difference in figures, and a picture of its worst layer, or of the layer asked for."""

    difference: Difference
    picture: bytes


def compare_own(wish: Wish, look: Look, tell: Tell = untold) -> Compared | Refusal:
    """Return how true our program of a wish is to its model. Raises as `prepare`; Misused for a layer not there."""
    prepared = prepare(wish, tell)
    if isinstance(prepared, Refusal):
        return prepared
    run = prepared.runs[0][0]
    tell(say("app.comparing"))
    return _compared(scene_of(run.toolpath, run.plate, _asked(prepared.recipe)), look)


def compare_program(program: Path, wish: Wish, look: Look, tell: Tell = untold) -> Compared | Refusal:
    """Return how true any G-code is to a model. wish: the model as the program has it, and what was asked of it.

    The model is moved to where the beads are, but not turned. Raises Missing, Rejected or Unreachable for files that
    cannot be read, Misused for a layer that is not there.
    """
    recipe = recipe_of(wish)
    tell(say("app.reading"))
    toolpath = toolpath_of_program(program, wish.machine)
    model = read_model(wish.model, unit=wish.unit)
    tell(say("app.checking"))
    meshes, found = check_items(model, recipe)
    if blocked([*model.findings, *found]):
        return Refusal(model.name, gravest_first([*model.findings, *found]))
    plates = arrange(meshes, recipe, 1)
    if isinstance(plates, PlateRefusal):
        return Refusal(model.name, gravest_first([*found, *plates.findings]))
    tell(say("app.comparing"))
    return _compared(scene_of(toolpath, plates[0][0], _asked(recipe), settle=True), look)


def _compared(scene: Scene, look: Look) -> Compared:
    count = len(scene.z_mm)
    if look.layer is not None and look.layer > count:
        raise Misused(say("app.no_layer", layer=look.layer, count=count), say("app.layer_remedy", count=count))
    difference = compare(scene)
    layer = difference.worst_layer() if look.layer is None else look.layer - 1
    return Compared(difference, difference_picture(difference, layer_map(scene, layer), layer, theme=look.theme))


def _asked(recipe: Recipe) -> Asked:
    values = recipe.values()
    return Asked(values["wall_count"], values["line_width_mm"], values["top_layers"], values["bottom_layers"])
