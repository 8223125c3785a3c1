"""`layerworks motion …`: levers of a print, and what is known of a printer."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from layerworks.cli import conditions, options, speech
from layerworks.cli.exit_code import OK, REFUSED
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.cli.text_files import text_of

if TYPE_CHECKING:
    from layerworks.motion.sweeping import Outcome


def group() -> typer.Typer:
    """Return the commands about motion."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    app.command("sweep", cls=SpokenCommand, help=word("help_sweep"))(sweep)
    app.command("learn", cls=SpokenCommand, help=word("help_learn"))(learn)
    return app


def sweep(
    file: conditions.File,
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    limits: conditions.LimitsOption = None,
    set_: conditions.WhatIf = None,
    effective: Annotated[
        float, typer.Option("--effective", metavar="MM_S", min=1.0, max=100_000.0, help=word("help_effective"))
    ] = 500.0,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="MODEL", help=word("help_sweep_model"), show_default=False)
    ] = None,
    profile: options.Profile = "standard",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Rank the levers of one program. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.refusal import Refusal
    from layerworks.app.sweeping import sweep_model, sweep_program_file
    from layerworks.app.wish import Wish
    from layerworks.cli.refusals import show_refusal

    _, wished = conditions.conditions_of(machine, material, limits, set_)
    swept = sweep_program_file(file, wished, effective)
    resliced = None
    if model is not None:
        with progress(quiet=quiet or json) as tell:
            resliced = sweep_model(Wish(model, machine, material, profile), tell)
        if isinstance(resliced, Refusal):
            show_refusal(resliced, json=json)
            return REFUSED
    if json:
        value = {
            "file": str(file),
            "limits_from": conditions.limits_named(machine, limits),
            "as_it_is": _plain(swept.sweep.as_it_is),
            "levers": [_plain(outcome) for outcome in swept.sweep.levers],
            "together": _plain(swept.sweep.together),
            "beads": [_plain(outcome) for outcome in swept.sweep.beads],
            "effective": asdict(swept.effective),
        }
        if resliced is not None:
            value |= {
                "resliced_as_it_is": _plain(resliced.as_it_is),
                "resliced": [_plain(outcome) for outcome in resliced.otherwise],
            }
        speech.answer_json(value)
        return OK
    from layerworks.cli.sweep_shown import show_resliced, show_swept

    show_swept(swept, conditions.limits_named(machine, limits))
    if resliced is not None:
        show_resliced(resliced)
    return OK


def learn(
    known: Annotated[Path, typer.Argument(metavar="KNOWN.json", help=word("help_known_file"), show_default=False)],
    events: Annotated[Path, typer.Argument(metavar="EVENTS.jsonl", help=word("help_events"), show_default=False)],
    json: options.Json = False,
) -> int:
    """Learn from events of one printer. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.shop import put
    from layerworks.cli.sweep_shown import show_known
    from layerworks.motion import NonMotionModel
    from layerworks.motion import learn as learn_from
    from layerworks.motion.known_file import known_as_json, known_from_json, observations_from_json

    model = known_from_json(text_of(known)) if known.exists() else NonMotionModel()
    seen = observations_from_json(text_of(events))
    for event in seen:
        model = learn_from(model, event)
    put(known, known_as_json(model).encode())
    if json:
        speech.answer_json({"file": str(known), "events": len(seen)} | model.as_dict())
    else:
        show_known(model, len(seen))
    return OK


def _plain(outcome: "Outcome") -> dict[str, Any]:
    return asdict(outcome) | {"between_s": list(outcome.between_s)}
