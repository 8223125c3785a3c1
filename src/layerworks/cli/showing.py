"""`layerworks show`: pictures of a part, a layer or a whole toolpath."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.errors import Misused
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.app.showing import Look, Picture

WHAT = ("part", "layer", "toolpath", "layers")
BY = ("role", "width", "speed", "flow")


def show(
    model: Annotated[Path, typer.Argument(metavar="MODEL|FILE.gcode", help=word("help_shown"), show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.png|FILE.svg", help=word("help_png_out"), show_default=False)
    ],
    what: Annotated[
        str | None, typer.Option("--what", metavar="|".join(WHAT), help=word("help_what"), show_default=False)
    ] = None,
    layer: Annotated[
        int | None, typer.Option("--layer", metavar="N", min=1, help=word("help_layer"), show_default=False)
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="|".join(BY), help=word("help_by"))] = "role",
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    profile: options.Profile = "standard",
    set_: options.Settings = None,
    unit: options.UnitOption = None,
    engine: options.Engine = options.DEFAULT_ENGINE,
    dark: Annotated[bool, typer.Option("--dark", help=word("help_dark"))] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Draw one model or program. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.refusal import Refusal
    from layerworks.app.shop import put
    from layerworks.app.showing import draw, draw_program, is_program
    from layerworks.app.wish import Wish
    from layerworks.cli.refusals import show_refusal
    from layerworks.cli.units import unit_of

    program = is_program(model)
    look = _look(what or ("toolpath" if program else "part"), layer, by, dark, out)
    with progress(quiet=quiet or json) as tell:
        if program:
            picture = draw_program(model, machine, look, tell)
        else:
            settings = options.settings_of(set_)
            wish = Wish(model, machine, material, profile, settings=settings, unit=unit_of(unit), engine=engine)
            picture = draw(wish, look, tell)
    if isinstance(picture, Refusal):
        show_refusal(picture, json=json)
        return REFUSED
    put(out, picture.data)
    if json:
        speech.answer_json({"file": str(out), "refused": False, "bytes": len(picture.data)} | _meaning(picture))
    else:
        speech.answer(str(out))
    return OK


def _look(what: str, layer: int | None, by: str, dark: bool, out: Path) -> "Look":
    """Return what is to be drawn and how. Raises Misused."""
    from layerworks.app.showing import Look

    what = "layer" if layer is not None else what
    if what not in WHAT:
        raise Misused(say("cli.no_what", text=what), say("cli.whats", choices=", ".join(WHAT)))
    if by not in BY:
        raise Misused(say("cli.no_by", text=by), say("cli.whats", choices=", ".join(BY)))
    svg = out.suffix.lower() == ".svg"
    if svg and what != "layer":
        raise Misused(say("cli.no_svg"), say("cli.no_svg_remedy"))
    return Look(what, layer, by, "dark" if dark else "light", svg, speech.language())


def _meaning(picture: "Picture") -> dict[str, Any]:
    """Return what the colours mean, for programs."""
    if picture.scale is not None:
        return {"scale": {"low": picture.scale.low, "high": picture.scale.high, "unit": picture.scale.unit}}
    return {"legend": [{"role": e.role.name.lower(), "name": e.name, "colour": e.colour} for e in picture.legend]}
