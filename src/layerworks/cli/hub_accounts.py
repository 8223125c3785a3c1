"""`layerworks accounts …`: people who sign in at the hub, and what they may do."""

from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named, settled
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table

Name = Annotated[str, typer.Argument(metavar="NAME", help=word("help_account_name"), show_default=False)]
RightOption = Annotated[str, typer.Option("--right", metavar="RIGHT", help=word("help_account_right"))]
MachinesOption = Annotated[
    str, typer.Option("--machines", metavar="PATTERN", help=word("help_token_machines"), show_default=False)
]


def group() -> typer.Typer:
    """Return the commands about accounts."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    commands = (
        ("invite", invite),
        ("list", list_accounts),
        ("change", change),
        ("sign-out", sign_out),
        ("close", close),
    )
    for name, command in commands:
        app.command(name, cls=SpokenCommand, help=word(f"help_accounts_{name.replace('-', '_')}"))(command)
    return app


def invite(
    name: Name,
    right: RightOption = "viewer",
    machines: MachinesOption = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Make a code for an account and show it once. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "POST", "accounts", {"name": name, "right": right, "machines": machines, "why": why})
    if json:
        speech.answer_json(told)
    else:
        speech.answer(word("account_code", name=told["name"], code=told["code"], url=f"{hub.rstrip('/')}/join"))
    return OK


def list_accounts(hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """List who has an account, and who is invited. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", "accounts")
    if json:
        speech.answer_json(told)
        return OK
    rows = [(person["name"], person["right"], person["machines"], "") for person in told["accounts"]]
    rows += [(person["name"], person["right"], person["machines"], person["until"]) for person in told["invited"]]
    show_table(("column_name", "column_right", "column_machines", "column_invited_until"), rows)
    return OK


def change(
    name: Name,
    right: RightOption = "viewer",
    machines: MachinesOption = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Give an account another right. Its help stands in the catalogues."""
    speech.expect_json(json)
    asked = {"right": right, "machines": machines, "why": why}
    return settled(ask(hub, "PUT", f"accounts/{named(name)}", asked), json=json)


def sign_out(name: Name, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Sign somebody out everywhere. Its help stands in the catalogues."""
    speech.expect_json(json)
    return settled(ask(hub, "DELETE", f"accounts/{named(name)}/sessions", {"why": why}), json=json)


def close(name: Name, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Close an account. Its help stands in the catalogues."""
    speech.expect_json(json)
    return settled(ask(hub, "DELETE", f"accounts/{named(name)}", {"why": why}), json=json)
