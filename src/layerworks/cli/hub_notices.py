"""`layerworks notices …`: who is told of alarms."""

import sys
from typing import Annotated

import typer

from layerworks.cli import hub_client, options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table

Name = Annotated[str, typer.Argument(metavar="NAME", help=word("help_notices_name"), show_default=False)]


def group() -> typer.Typer:
    """Return the commands about notices."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, command in (("add", add), ("list", list_receivers), ("try", try_out), ("remove", remove)):
        app.command(name, cls=SpokenCommand, help=word(f"help_notices_{name}"))(command)
    return app


def add(
    name: Name,
    address: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS|-",
            envvar="LAYERWORKS_NOTICES_ADDRESS",
            help=word("help_notices_address"),
            show_default=False,
        ),
    ],
    webhook: Annotated[bool, typer.Option("--webhook", help=word("help_notices_webhook"))] = False,
    least: Annotated[
        str, typer.Option("--least", metavar="low|medium|high|urgent", help=word("help_notices_least"))
    ] = "medium",
    machine: Annotated[
        list[str] | None,
        typer.Option("--machine", metavar="NAME", help=word("help_notices_machine"), show_default=False),
    ] = None,
    quiet: Annotated[str, typer.Option("--quiet", metavar="HH:MM-HH:MM", help=word("help_notices_quiet"))] = "",
    time_zone: Annotated[str, typer.Option("--time-zone", metavar="NAME", help=word("help_notices_zone"))] = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Add a receiver, told in the language of this command. Its help stands in the catalogues."""
    speech.expect_json(json)
    body = {
        "name": name,
        "address": sys.stdin.readline().strip() if address == "-" else address,
        "webhook": webhook,
        "least": least,
        "machines": machine or [],
        "quiet": quiet,
        "time_zone": time_zone,
        "language": speech.language(),
        "why": why,
    }
    told = ask(hub, "POST", "notices", body)
    if json:
        speech.answer_json(told)
    elif "secret" in told:
        speech.answer(word("notices_secret", secret=told["secret"]))
    return OK


def list_receivers(hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """List the receivers. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", "notices")
    if json:
        speech.answer_json(told)
        return OK
    if not told["receivers"]:
        speech.answer(word("no_receivers"))
        return OK
    columns = ("column_name", "column_address", "column_least", "column_machine", "column_quiet", "column_trouble")
    rows = (
        (
            receiver["name"],
            receiver["address"],
            word(f"severity_{receiver['least']}"),
            ", ".join(receiver["machines"]),
            f"{receiver['quiet']} {receiver['time_zone']}".strip(),
            receiver["trouble"] or "",
        )
        for receiver in told["receivers"]
    )
    show_table(columns, rows, spare=("column_quiet", "column_machine"))
    return OK


def try_out(name: Name, hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Send a trial message. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "POST", f"notices/{named(name)}/try", {})
    if not json:
        speech.answer(word("notices_tried"))
    return hub_client.settled(told, json=json)


def remove(name: Name, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Let a receiver go. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(ask(hub, "DELETE", f"notices/{named(name)}", {"why": why}), json=json)
