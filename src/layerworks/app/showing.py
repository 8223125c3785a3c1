"""Pictures for people who would rather look than read."""

from dataclasses import dataclass
from pathlib import Path

from layerworks.app.arranging import arrange, blocked, check_items, gravest_first
from layerworks.app.preparing import prepare
from layerworks.app.progress import Tell, untold
from layerworks.app.recipe import recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.wish import Wish
from layerworks.catalogue import machine
from layerworks.errors import Misused
from layerworks.geometry import PlateRefusal
from layerworks.geometry.reading import read_model
from layerworks.pictures import By, LegendEntry, Scale, ThemeName
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import Language, say

PROGRAM_ENDINGS = (".gcode", ".gco", ".g", ".bgcode", ".gcode.gz", ".gcode.3mf")


@dataclass(frozen=True, slots=True)
class Look:
    """How something is to be drawn. layer: 1 the first. svg: of one layer, with a legend in `language`; its theme
    follows the reader's screen unless it is dark."""

    what: str = "part"
    layer: int | None = None
    by: By = "role"
    theme: ThemeName = "light"
    svg: bool = False
    language: Language = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture with what its colours mean: roles, or a scale; neither for a part."""

    data: bytes
    legend: tuple[LegendEntry, ...] = ()
    scale: Scale | None = None


def is_program(path: Path) -> bool:
    """Tell by its name whether a file is G-code."""
    return path.name.lower().endswith(PROGRAM_ENDINGS)


def draw(wish: Wish, look: Look, tell: Tell = untold) -> Picture | Refusal:
    """Return a picture of the part, of one layer, of the toolpath, or of a sheet of layers.

    Raises Missing, Rejected or Unreachable as `prepare` does; Misused for a layer that is not there.
    """
    if look.what == "part":
        return _part(wish, look.theme, tell)
    prepared = prepare(wish, tell)
    if isinstance(prepared, Refusal):
        return prepared
    tell(say("app.drawing"))
    return draw_toolpath(prepared.runs[0][0].toolpath, look)


def draw_program(path: Path, machine_id: str, look: Look, tell: Tell = untold) -> Picture:
    """Return a picture of any G-code: of one layer, of the toolpath, or of a sheet of layers.

    Raises Missing or Rejected for a file that cannot be read, Misused for a layer that is not there or the part itself.
    """
    if look.what == "part":
        raise Misused(say("app.no_part_of_program"), say("app.no_part_of_program_remedy"))
    tell(say("app.reading"))
    toolpath = toolpath_of_program(path, machine_id)
    tell(say("app.drawing"))
    return draw_toolpath(toolpath, look)


def toolpath_of_program(path: Path, machine_id: str) -> Toolpath:
    """Return the path that any G-code describes. Raises Missing, Rejected, Unreachable."""
    from layerworks.gcode.reading import open_program, read_program
    from layerworks.pictures.foreign import toolpath_of_moves

    return toolpath_of_moves(read_program(open_program(path)), machine(machine_id).codes.filament_mm)


def draw_toolpath(toolpath: Toolpath, look: Look) -> Picture:
    """Return a picture of a path. Raises Misused for a layer that is not there."""
    from layerworks.pictures import layer_picture, layer_svg, layers_sheet, legend, scale_by, toolpath_picture

    scale = scale_by(toolpath, look.by)
    entries = legend(toolpath.role) if scale is None else ()
    if look.what == "toolpath":
        return Picture(toolpath_picture(toolpath, theme=look.theme, scale=scale), entries, scale)
    if look.what == "layers":
        return Picture(layers_sheet(toolpath, theme=look.theme, scale=scale), entries, scale)
    count, number = len(toolpath.layer_z_mm), look.layer or 1
    if number > count:
        raise Misused(say("app.no_layer", layer=number, count=count), say("app.layer_remedy", count=count))
    shown = toolpath.role[toolpath.layer_start[number - 1] : toolpath.layer_start[number]]
    entries = legend(shown, travels=True) if scale is None else ()
    if not look.svg:
        return Picture(layer_picture(toolpath, number - 1, theme=look.theme, scale=scale), entries, scale)
    theme: ThemeName | None = "dark" if look.theme == "dark" else None
    drawn = layer_svg(toolpath, number - 1, scale=scale, theme=theme, language=look.language)
    return Picture(drawn, entries, scale)


def _part(wish: Wish, theme: ThemeName, tell: Tell) -> Picture | Refusal:
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
    return Picture(part_picture(plates[0][0], theme=theme))
