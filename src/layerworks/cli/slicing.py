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
    from layerworks.app.preparing import prepare
    from layerworks.app.refusal import Refusal
    from layerworks.app.shop import put
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
        prepared = prepare(wish, tell)
        if not isinstance(prepared, Refusal):
            put(out, prepared.runs[0][0].program.text)
    if isinstance(prepared, Refusal):
        show_refusal(prepared, json=json)
        return REFUSED
    run = prepared.runs[0][0]
    if json:
        findings = [finding_dict(finding) for finding in prepared.findings]
        value = {"file": str(out), "digest": run.program.digest, "refused": False, "findings": findings}
        speech.answer_json(value | run.estimate.as_dict())
        return OK
    print_findings(prepared.findings)
    layers = len(run.toolpath.layer_z_mm)
    speech.answer(
        word("sliced", file=str(out), layers=layers, time=duration(run.estimate.time_s), mass_g=run.estimate.mass_g)
    )
    return OK
