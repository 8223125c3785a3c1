"""`layerworks tokens …`: who may speak to the hub, and what for."""

from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.hub_client import DEFAULT_HUB, HubOption, Why, ask, named
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table

Name = Annotated[str, typer.Argument(metavar="NAME", help=word("help_token_name"), show_default=False)]
RightOption = Annotated[str, typer.Option("--right", metavar="RIGHT", help=word("help_token_right"))]


def group() -> typer.Typer:
    """Return the commands about tokens."""
    app = typer.Typer(cls=SpokenGroup, no_args_is_help=True, pretty_exceptions_enable=False)
    for name, command in (("add", add), ("list", list_tokens), ("withdraw", withdraw), ("revoke", withdraw)):
        app.command(name, cls=SpokenCommand, help=word(f"help_tokens_{name}"))(command)
    return app


def add(
    name: Name,
    right: RightOption = "queue",
    machines: Annotated[
        str, typer.Option("--machines", metavar="PATTERN", help=word("help_token_machines"), show_default=False)
    ] = "",
    why: Why = "",
    hub: HubOption = DEFAULT_HUB,
    json: options.Json = False,
) -> int:
    """Make a token and show it once. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "POST", "tokens", {"name": name, "right": right, "machines": machines, "why": why})
    if json:
        speech.answer_json(told)
    else:
        speech.answer(word("token_made", name=name, token=told["token"]))
    return OK


def list_tokens(hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """List who has a token. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "GET", "tokens")
    if json:
        speech.answer_json(told)
        return OK
    rows = ((token["name"], token["right"], token["machines"]) for token in told["tokens"])
    show_table(("column_name", "column_right", "column_machines"), rows)
    return OK


def withdraw(name: Name, why: Why = "", hub: HubOption = DEFAULT_HUB, json: options.Json = False) -> int:
    """Make a token good for nothing. Its help stands in the catalogues."""
    speech.expect_json(json)
    told = ask(hub, "DELETE", f"tokens/{named(name)}", {"why": why})
    if json:
        speech.answer_json(told)
    return OK
