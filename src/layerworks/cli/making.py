"""`layerworks make`: from a model to a printed, recorded part."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import FAILED, OK, REFUSED
from layerworks.cli.findings import print_findings
from layerworks.cli.progress import progress
from layerworks.cli.speech import word

if TYPE_CHECKING:
    from layerworks.app.keeping import KeptFile
    from layerworks.app.making import Made


def make(
    model: options.Model,
    out: options.Out = Path("out"),
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    profile: options.Profile = "standard",
    quantity: options.Quantity = 1,
    seed: options.Seed = 0,
    set_: options.Settings = None,
    part: options.PartSettings = None,
    modify: options.Modifiers = None,
    block: options.Blockers = None,
    enforce: options.Enforcers = None,
    unit: options.UnitOption = None,
    engine: options.Engine = options.DEFAULT_ENGINE,
    lead: Annotated[
        str, typer.Option("--lead", metavar="economy|standard|express", help=word("help_lead"))
    ] = "standard",
    rates: Annotated[Path | None, typer.Option("--rates", metavar="FILE", help=word("help_rates"))] = None,
    mishap: Annotated[list[str] | None, typer.Option("--mishap", metavar="KIND@TIME", help=word("help_mishap"))] = None,
    again: Annotated[int, typer.Option("--again", min=1, metavar="N", help=word("help_again"))] = 1,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Make one model. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.keeping import keep_papers
    from layerworks.app.making import make as make_it
    from layerworks.app.refusal import Refusal
    from layerworks.app.wish import Wish
    from layerworks.cli.leads import lead_of
    from layerworks.cli.mishaps import mishaps_of
    from layerworks.cli.quoting import card_of
    from layerworks.cli.refusals import show_refusal
    from layerworks.cli.units import unit_of

    wish = Wish(
        model,
        machine,
        material,
        profile,
        quantity,
        seed,
        options.settings_of(set_),
        unit_of(unit),
        engine,
        options.part_settings_of(part),
        options.modifiers_of(modify, block, enforce),
    )
    card, lead_time, mishaps = card_of(rates), lead_of(lead), mishaps_of(mishap, seed)
    with progress(quiet=quiet or json) as tell:
        made = make_it(wish, out, datetime.now(UTC), tell, card=card, lead=lead_time, mishaps=mishaps, again=again)
        if isinstance(made, Refusal):
            files = ()
        else:
            files = keep_papers(made, out, tell, card)
    if isinstance(made, Refusal):
        show_refusal(made, json=json)
        return REFUSED
    if json:
        speech.answer_json(_as_dict(made, files))
    else:
        _show(made, files)
    return OK if made.good else FAILED


def _as_dict(made: "Made", files: "tuple[KeptFile, ...]") -> dict[str, Any]:
    from layerworks.app.checking import finding_dict

    run = made.prepared.runs[0][0]
    return {
        "order": made.order,
        "good": made.good,
        "new": made.new,
        "refused": False,
        "placed_at": made.placed_at.isoformat(),
        "quantity": made.prepared.wish.quantity,
        "time_s": run.estimate.time_s,
        "interval_s": list(run.estimate.interval_s),
        "filament_mm": run.estimate.filament_mm,
        "mass_g": run.estimate.mass_g,
        "layers": len(run.toolpath.layer_z_mm),
        "price": {
            "total": f"{made.price.total:f}",
            "unit_net": f"{made.price.unit_net:f}",
            "currency": made.price.currency,
        },
        "findings": [finding_dict(finding) for finding in made.prepared.findings],
        "attempts": [
            {"id": a.id, "machine": a.machine, "outcome": a.end.outcome, "reason": a.end.reason}
            for printed in made.printed
            for a in printed.attempts
            if a.end
        ],
        "files": [{"kind": file.kind, "path": str(file.path)} for file in files],
        "records": list(made.records),
    }


def _show(made: "Made", files: "tuple[KeptFile, ...]") -> None:
    from layerworks.cli.durations import duration

    run = made.prepared.runs[0][0]
    if made.prepared.findings:
        print_findings(made.prepared.findings)
    speech.answer(word("made_good" if made.good else "made_failed", name=made.prepared.model.name, order=made.order))
    if not made.new:
        speech.answer(word("made_before"))
    speech.answer(
        word(
            "made_facts",
            count=made.prepared.wish.quantity,
            time=duration(run.estimate.time_s),
            mass_g=run.estimate.mass_g,
            layers=len(run.toolpath.layer_z_mm),
            total=f"{made.price.total:f}",
            currency=made.price.currency,
        )
    )
    for file in files:
        speech.answer(f"  {file.path}")
