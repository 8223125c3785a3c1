"""`layerworks show`: pictures of a part, a layer or a whole toolpath."""

from pathlib import Path
from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.errors import Misused
from layerworks.words import say

WHAT = ("part", "layer", "toolpath", "layers")


def show(
    model: options.Model,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.png", help=word("help_png_out"), show_default=False)
    ],
    what: Annotated[str, typer.Option("--what", metavar="|".join(WHAT), help=word("help_what"))] = "part",
    layer: Annotated[
        int | None, typer.Option("--layer", metavar="N", min=1, help=word("help_layer"), show_default=False)
    ] = None,
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
    """Draw one model. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.refusal import Refusal
    from layerworks.app.shop import put
    from layerworks.app.showing import draw
    from layerworks.app.wish import Wish
    from layerworks.cli.refusals import show_refusal
    from layerworks.cli.units import unit_of

    if what not in WHAT:
        raise Misused(say("cli.no_what", text=what), say("cli.whats", choices=", ".join(WHAT)))
    settings = options.settings_of(set_)
    wish = Wish(model, machine, material, profile, settings=settings, unit=unit_of(unit), engine=engine)
    with progress(quiet=quiet or json) as tell:
        picture = draw(wish, "layer" if layer is not None else what, layer, "dark" if dark else "light", tell)
    if isinstance(picture, Refusal):
        show_refusal(picture, json=json)
        return REFUSED
    put(out, picture)
    if json:
        speech.answer_json({"file": str(out), "refused": False, "bytes": len(picture)})
    else:
        speech.answer(str(out))
    return OK
