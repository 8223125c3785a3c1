"""`layerworks queue …`: what waits for a machine, and why."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from layerworks.cli import conditions, hub_client, options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named
from layerworks.cli.hub_machine_shown import left
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.errors import Missing
from layerworks.words import say

Job = Annotated[str, typer.Argument(metavar="JOB", help=word("help_job"), show_default=False)]


def group() -> typer.Typer:
    """Return the commands about the queue."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, command in (
        ("add", add),
        ("list", list_jobs),
        ("why", why_waiting),
        ("start", start),
        ("cancel", _act("cancel")),
        ("hold", _act("hold")),
        ("release", _act("release")),
    ):
        app.command(name, cls=SpokenCommand, help=word(f"help_queue_{name}"))(command)
    return app


def add(
    file: conditions.File,
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    nozzle: Annotated[
        float | None, typer.Option("--nozzle", metavar="MM", help=word("help_queue_nozzle"), show_default=False)
    ] = None,
    copies: Annotated[int, typer.Option("--copies", "-n", metavar="N", min=1, max=1000, help=word("help_copies"))] = 1,
    urgency: Annotated[int, typer.Option("--urgency", metavar="N", help=word("help_urgency"))] = 0,
    due: Annotated[str, typer.Option("--due", metavar="TIME", help=word("help_due"))] = "",
    on: Annotated[
        list[str] | None, typer.Option("--on", metavar="MACHINE", help=word("help_only_on"), show_default=False)
    ] = None,
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Queue a program. Its help stands in the catalogues."""
    speech.expect_json(json)
    asked: list[tuple[str, str]] = [
        ("name", file.stem), ("machine_type", machine), ("material", material), ("copies", str(copies)),
        ("urgency", str(urgency)), ("due", due), ("nozzle_mm", "" if nozzle is None else str(nozzle)), ("why", why),
        *(("only_on", name) for name in on or []),
    ]  # fmt: skip
    told = ask(hub, "POST", f"queue?{urlencode(asked)}", _program(file))
    if json:
        speech.answer_json(told)
    else:
        speech.answer("\n".join(told["jobs"]))
    return OK


def list_jobs(hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """List the open jobs. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", "queue")
    if json:
        speech.answer_json(told)
        return OK
    columns = (
        "column_job",
        "column_state",
        "column_machine",
        "column_left",
        "column_needs",
        "column_type",
        "column_material",
        "column_due",
        "column_origin",
    )
    rows = (
        (
            job["job"],
            word(f"held_{job['held_for']}") if job["held_for"] else word(f"job_{job['state']}"),
            job["machine"] or "",
            left(job),
            f"{job['mass_g']:.0f} g",
            job["machine_type"],
            job["material"],
            job["due_at"] or "",
            job["origin"],
        )
        for job in told["jobs"]
    )
    show_table(columns, rows, spare=("column_origin", "column_due", "column_needs", "column_type", "column_material"))
    return OK


def why_waiting(job: Job, hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Say why a job does not start. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", f"queue/{named(job)}")
    if json:
        speech.answer_json(told)
        return OK
    for reason in told["why"]:
        speech.answer(reason["text"])
    if not told["why"]:
        running = told["state"] == "running"
        speech.answer(word("runs_on", machine=told["machine"]) if running else word("starts_now"))
    return OK


def start(
    job: Job,
    on: Annotated[str, typer.Option("--on", metavar="MACHINE", help=word("help_start_on"), show_default=False)] = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Let a job be the next one. Its help stands in the catalogues."""
    speech.expect_json(json)
    ask(hub, "POST", f"queue/{named(job)}/start", {"machine": on, "why": why})
    return why_waiting(job, hub, json)


def _act(act: str) -> Any:
    def command(job: Job, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
        speech.expect_json(json)
        return hub_client.settled(ask(hub, "POST", f"queue/{named(job)}/{act}", {"why": why}), json=json)

    return command


def _program(file: Path) -> bytes:
    from layerworks.gcode.reading import open_program

    if file.is_dir():
        raise Missing(say("app.a_folder", path=str(file)), say("app.name_a_program"))
    return open_program(file)
