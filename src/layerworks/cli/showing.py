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

WHAT = ("part", "layer", "toolpath", "layers", "difference")
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
    against: Annotated[
        Path | None, typer.Option("--compare", metavar="MODEL", help=word("help_compare"), show_default=False)
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
    from layerworks.app.comparing import Compared, compare_own, compare_program
    from layerworks.app.refusal import Refusal
    from layerworks.app.shop import put
    from layerworks.app.showing import draw, draw_program, is_program
    from layerworks.app.wish import Wish
    from layerworks.cli.refusals import show_refusal
    from layerworks.cli.units import unit_of

    program = is_program(model)
    differs = against is not None or what == "difference"
    look = _look("difference" if differs else what or ("toolpath" if program else "part"), layer, by, dark, out)
    settings = options.settings_of(set_)
    wish = Wish(against or model, machine, material, profile, settings=settings, unit=unit_of(unit), engine=engine)
    with progress(quiet=quiet or json) as tell:
        if differs and (program != (against is not None)):
            raise Misused(say("cli.compare_what"), say("cli.compare_remedy"))
        if differs:
            drawn = compare_program(model, wish, look, tell) if program else compare_own(wish, look, tell)
        else:
            drawn = draw_program(model, machine, look, tell) if program else draw(wish, look, tell)
    if isinstance(drawn, Refusal):
        show_refusal(drawn, json=json)
        return REFUSED
    data = drawn.picture if isinstance(drawn, Compared) else drawn.data
    put(out, data)
    if json:
        meaning = drawn.difference.as_dict() if isinstance(drawn, Compared) else _meaning(drawn)
        speech.answer_json({"file": str(out), "refused": False, "bytes": len(data)} | meaning)
        return OK
    if isinstance(drawn, Compared):
        _tell_difference(drawn.difference.as_dict())
    speech.answer(str(out))
    return OK


def _look(what: str, layer: int | None, by: str, dark: bool, out: Path) -> "Look":
    """Return what is to be drawn and how. Raises Misused."""
    from layerworks.app.showing import Look

    what = "layer" if layer is not None and what != "difference" else what
    if what not in WHAT:
        raise Misused(say("cli.no_what", text=what), say("cli.whats", choices=", ".join(WHAT)))
    if by not in BY:
        raise Misused(say("cli.no_by", text=by), say("cli.whats", choices=", ".join(BY)))
    svg = out.suffix.lower() == ".svg"
    if svg and what != "layer":
        raise Misused(say("cli.no_svg"), say("cli.no_svg_remedy"))
    return Look(what, layer, by, "dark" if dark else "light", svg, speech.language())


def _tell_difference(figures: dict[str, Any]) -> None:
    """Say how true a program is to its model, and where it is least so."""
    whole = {key: figures[f"{key}_percent"] for key in ("wall_uncovered", "visible_uncovered", "overflow", "overfill")}
    speech.tell(say("cli.differs", **whole))
    worst = {"layer": figures["worst_layer"], "z_mm": figures["worst_z_mm"]}
    speech.tell(say("cli.differs_most", **worst, **figures["worst"]))


def _meaning(picture: "Picture") -> dict[str, Any]:
    """Return what the colours mean, for programs."""
    if picture.scale is not None:
        return {"scale": {"low": picture.scale.low, "high": picture.scale.high, "unit": picture.scale.unit}}
    return {"legend": [{"role": e.role.name.lower(), "name": e.name, "colour": e.colour} for e in picture.legend]}
