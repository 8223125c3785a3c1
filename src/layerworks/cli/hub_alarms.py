"""`layerworks alarms …`: what needs a person."""

from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any

import typer

from layerworks.cli import hub_client, options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named
from layerworks.cli.hub_limits import limits
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table

Machine = Annotated[str, typer.Argument(metavar="MACHINE", help=word("help_alarm_machine"), show_default=False)]
Rule = Annotated[str, typer.Argument(metavar="RULE", help=word("help_alarm_rule"), show_default=False)]
Of = Annotated[str, typer.Option("--of", metavar="NAME", help=word("help_alarm_of"), show_default=False)]


def group() -> typer.Typer:
    """Return the commands about alarms."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, command in (("list", list_alarms), ("acknowledge", acknowledge), ("shelve", shelve), ("limits", limits)):
        app.command(name, cls=SpokenCommand, help=word(f"help_alarms_{name}"))(command)
    return app


def list_alarms(
    shelved: Annotated[bool, typer.Option("--shelved", help=word("help_alarms_shelved"))] = False,
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """List alarms, the most severe first, and what is to be done. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", f"alarms?shelved={'true' if shelved else 'false'}")
    if json:
        speech.answer_json(told)
        return OK
    if not (told["alarms"] or told["errands"]):
        speech.answer(word("no_alarms"))
    if told["alarms"]:
        _show_alarms(told["alarms"])
    for kind, errands in groupby(told["errands"], key=itemgetter("kind")):
        speech.answer(word(f"errand_{kind}", machines=word("list_comma").join(errand["machine"] for errand in errands)))
    return OK


def _show_alarms(alarms: list[dict[str, Any]]) -> None:
    columns = ("column_severity", "column_machine", "column_rule", "column_state", "column_what", "column_remedy")
    rows = (
        (
            word(f"severity_{alarm['severity']}"),
            alarm["machine"],
            f"{alarm['rule']} {alarm['of']}".strip(),
            word(f"alarm_{alarm['standing']}"),
            alarm["what"]["text"],
            alarm["remedy"]["text"],
        )
        for alarm in alarms
    )
    show_table(columns, rows, spare=("column_remedy", "column_state"))


def acknowledge(
    machine: Machine, rule: Rule, of: Of = "", why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False
) -> int:
    """Say that one knows of an alarm. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(
        ask(hub, "POST", f"alarms/{named(machine)}/{named(rule)}/acknowledge", {"of": of, "why": why}), json=json
    )


def shelve(
    machine: Machine,
    rule: Rule,
    of: Of = "",
    hours: Annotated[float, typer.Option("--hours", metavar="H", help=word("help_alarms_hours"))] = 8.0,
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Put an alarm aside for a while. Its help stands in the catalogues."""
    speech.expect_json(json)
    return hub_client.settled(
        ask(hub, "POST", f"alarms/{named(machine)}/{named(rule)}/shelve", {"of": of, "why": why, "hours": hours}),
        json=json,
    )
