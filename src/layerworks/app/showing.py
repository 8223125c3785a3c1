"""Pictures for people who would rather look than read."""

from layerworks.app.preparing import arrange, blocked, check_items, gravest_first, prepare
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.wish import Wish
from layerworks.errors import Misused
from layerworks.geometry import PlateRefusal
from layerworks.geometry.reading import read_model
from layerworks.pictures import ThemeName
from layerworks.words import say


def draw(wish: Wish, what: str, layer: int | None, theme: ThemeName, tell: Tell = untold) -> bytes | Refusal:
    """Return a PNG of the part, of one layer (1 the first), of the toolpath, or of a sheet of layers.

    Raises Missing, Rejected or Unreachable as `prepare` does; Misused for a layer that is not there.
    """
    from layerworks.pictures.layer import layer_picture
    from layerworks.pictures.sheet import layers_sheet
    from layerworks.pictures.toolpath import toolpath_picture

    if what == "part":
        return _part(wish, theme, tell)
    prepared = prepare(wish, tell)
    if isinstance(prepared, Refusal):
        return prepared
    tell(say("app.drawing"))
    toolpath = prepared.runs[0][0].toolpath
    if what == "toolpath":
        return toolpath_picture(toolpath, theme=theme)
    if what == "layers":
        return layers_sheet(toolpath, theme=theme)
    count, number = len(toolpath.layer_z_mm), layer or 1
    if number > count:
        raise Misused(say("app.no_layer", layer=number, count=count), say("app.layer_remedy", count=count))
    return layer_picture(toolpath, number - 1, theme=theme)


def _part(wish: Wish, theme: ThemeName, tell: Tell) -> bytes | Refusal:
    from layerworks.pictures.part import part_picture

    recipe = recipe_of(wish)
    tell(say("app.reading"))
    model = read_model(wish.model, unit=wish.unit)
    tell(say("app.checking"))
    meshes, found = check_items(model, recipe)
    if blocked([*model.findings, *found]):
        return Refusal(model.name, gravest_first([*model.findings, *found]))
    plates = arrange(meshes, recipe, wish.quantity)
    if isinstance(plates, PlateRefusal):
        return Refusal(model.name, gravest_first([*found, *plates.findings]))
    tell(say("app.drawing"))
    return part_picture(plates[0][0], theme=theme)
