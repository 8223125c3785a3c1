"""`layerworks alarms limits` and `machines wear`: from when on something is an alarm, and how far parts are used up."""

from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from layerworks.cli import hub_client, options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.errors import Misused
from layerworks.words import say

Machine = Annotated[str, typer.Argument(metavar="MACHINE", help=word("help_machine_name"), show_default=False)]


def limits(
    machine: Annotated[
        str, typer.Option("--machine", metavar="NAME", help=word("help_limits_machine"), show_default=False)
    ] = "",
    type_: Annotated[str, typer.Option("--type", metavar="ID", help=word("help_limits_type"), show_default=False)] = "",
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=word("help_limits_set"), show_default=False)
    ] = None,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", metavar="KEY", help=word("help_limits_unset"), show_default=False)
    ] = None,
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """List the limits of alarms, or change some. Its help stands in the catalogues."""
    speech.expect_json(json)
    scope = {"machine": machine, "type": type_}
    if set_ or unset:
        values = dict(_pair(text) for text in set_ or [])
        told = ask(hub, "POST", "limits", {**scope, "set": values, "unset": unset or [], "why": why})
    else:
        told = ask(hub, "GET", f"limits?{urlencode(scope)}")
    if json:
        speech.answer_json(told)
        return OK
    rows = ((_key(row), f"{row['value']:g}", row["meaning"]) for row in told["limits"])
    show_table(("column_limit", "column_value", "column_meaning"), rows, spare=("column_meaning",))
    return OK


def wear(machine: Machine, hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Say how far parts are used up. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", f"machines/{named(machine)}/wear")
    if json:
        speech.answer_json(told)
        return OK
    rows = (
        (word(f"wears_{row['part']}"), f"{row['used']:.0f} / {row['limit']:.0f}", f"{row['share']:.0%}")
        for row in told["parts"]
    )
    show_table(("column_part", "column_used", "column_share"), rows)
    return OK


def changed(
    machine: Machine,
    part: Annotated[str, typer.Argument(metavar="nozzle|belts|bed|filter", help=word("help_changed_part"))],
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Say that a part was replaced. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(
        ask(hub, "POST", f"machines/{named(machine)}/changed", {"part": part, "why": why}), json=json
    )


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise Misused(say("cli.bad_limit", text=text), say("cli.bad_limit_remedy"))
    return key.strip(), value


def _key(row: dict[str, Any]) -> str:
    return f"{row['key']} *" if row["set_here"] else row["key"]
