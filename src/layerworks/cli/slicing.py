"""`layerworks slice`: from a model to a program."""

from pathlib import Path
from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.findings import print_findings
from layerworks.cli.progress import progress
from layerworks.cli.speech import word


def slice_model(
    model: options.Model,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.gcode", help=word("help_gcode_out"), show_default=False)
    ],
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    profile: options.Profile = "standard",
    set_: options.Settings = None,
    part: options.PartSettings = None,
    modify: options.Modifiers = None,
    block: options.Blockers = None,
    enforce: options.Enforcers = None,
    unit: options.UnitOption = None,
    engine: options.Engine = options.DEFAULT_ENGINE,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Slice one model. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.checking import finding_dict
    from layerworks.app.refusal import Refusal
    from layerworks.app.slicing import slice_to
    from layerworks.app.wish import Wish
    from layerworks.cli.durations import duration
    from layerworks.cli.refusals import show_refusal
    from layerworks.cli.units import unit_of

    settings, own = options.settings_of(set_), options.part_settings_of(part)
    wish = Wish(
        model,
        machine,
        material,
        profile,
        settings=settings,
        unit=unit_of(unit),
        engine=engine,
        part_settings=own,
        modifiers=options.modifiers_of(modify, block, enforce),
    )
    with progress(quiet=quiet or json) as tell:
        sliced = slice_to(out, wish, tell)
    if isinstance(sliced, Refusal):
        show_refusal(sliced, json=json)
        return REFUSED
    timed = sliced.estimate
    if json:
        findings = [finding_dict(finding) for finding in sliced.findings]
        value = {"file": str(out), "digest": sliced.digest, "refused": False, "findings": findings}
        speech.answer_json(value | timed.as_dict())
        return OK
    print_findings(sliced.findings)
    speech.answer(word("sliced", file=str(out), layers=sliced.layers, time=duration(timed.time_s), mass_g=timed.mass_g))
    return OK
