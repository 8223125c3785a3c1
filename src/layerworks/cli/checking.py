"""`layerworks check`: what a model is like."""

from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.findings import print_findings
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.words import say


def check(
    model: options.Model,
    machine: Annotated[str | None, typer.Option("--machine", "-m", metavar="ID", help=word("help_machine_bed"))] = None,
    unit: options.UnitOption = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Check one model. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.checking import check_file
    from layerworks.catalogue import machine as machine_of
    from layerworks.cli.units import unit_of

    room = machine_of(machine) if machine else None
    with progress(quiet=quiet or json) as tell:
        tell(say("app.checking"))
        checked = check_file(model, unit=unit_of(unit), machine=room)
    if json:
        speech.answer_json(checked.as_dict())
    else:
        facts = checked.as_dict()
        speech.answer(
            word(
                "checked",
                name=checked.model.name,
                triangles=facts["triangles"],
                volume_cm3=facts["volume_mm3"] / 1000.0,
                area_cm2=facts["area_mm2"] / 100.0,
            )
        )
        print_findings(checked.findings)
        at_risk = any(finding.severity == "at_risk" for finding in checked.findings)
        verdict = "verdict_refused" if checked.refused else "verdict_at_risk" if at_risk else "verdict_printable"
        speech.answer(word(verdict))
    return REFUSED if checked.refused else OK
