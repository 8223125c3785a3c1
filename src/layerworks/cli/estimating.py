"""`layerworks estimate`: how long any G-code takes, and where the time goes."""

from pathlib import Path
from typing import Annotated, Any

import typer

from layerworks.cli import conditions, options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.speech import word


def estimate(
    file: conditions.File,
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    limits: conditions.LimitsOption = None,
    set_: conditions.WhatIf = None,
    firm: conditions.Firm = False,
    macro: conditions.Macros = None,
    known: conditions.Known = None,
    pictures: Annotated[
        Path | None, typer.Option("--pictures", metavar="DIR", help=word("help_pictures"), show_default=False)
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help=word("help_dark"))] = False,
    arrays: Annotated[
        Path | None, typer.Option("--arrays", metavar="FILE.npz", help=word("help_arrays"), show_default=False)
    ] = None,
    json: options.Json = False,
) -> int:
    """Time one program. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.estimating import estimate_program_file, plan_program_file, write_arrays, write_pictures

    as_it_is, wished = conditions.conditions_of(machine, material, limits, set_, firm, macro, known)
    timed = estimate_program_file(file, wished)
    before = timed if wished is as_it_is else estimate_program_file(file, as_it_is)
    source = conditions.limits_named(machine, limits)
    written: dict[str, Any] = {}
    if pictures is not None or arrays is not None:
        profile = plan_program_file(file, wished)
        if pictures is not None:
            drawn = write_pictures(
                profile, wished, pictures, theme="dark" if dark else "light", language=speech.language()
            )
            written["pictures"] = [str(path) for path in drawn]
        if arrays is not None:
            written["arrays"] = str(write_arrays(profile, wished, arrays))
    changed = conditions.changes_of(as_it_is, wished)
    if json:
        plain = timed.as_dict() | {"warnings": list(timed.warnings)} | written
        if changed:
            plain |= {"set": changed, "time_as_it_is_s": before.time_s}
        speech.answer_json({"file": str(file), "limits_from": source} | plain)
        return OK
    from layerworks.cli.estimate_shown import show_change, show_estimate

    show_estimate(timed, source)
    if changed:
        show_change(before, timed)
        conditions.warn_of_program_limits([name for name in changed if name not in wished.firm], timed.program_sets)
    for path in (*written.get("pictures", ()), *((written["arrays"],) if arrays else ())):
        speech.answer(path)
    for warning in timed.warnings:
        speech.tell(warning)
    return OK
