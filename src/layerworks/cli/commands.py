"""The commands, gathered. Each lives in a module of its own and imports the rooms it needs when it runs."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from layerworks import __version__
from layerworks.cli import speech
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.speech import word

_COMMANDS = {
    "make": "making.make",
    "check": "checking.check",
    "slice": "slicing.slice_model",
    "estimate": "estimating.estimate",
    "quote": "quoting.quote",
    "show": "showing.show",
    "materials": "catalogued.materials",
    "profiles": "catalogued.profiles",
    "settings": "catalogued.settings",
    "records": "records.records",
    "verify": "records.verify",
    "serve": "serving.serve",
    "virtual": "virtual.virtual",
    "warm": "looking_after.warm",
    "worker": "looking_after.worker",
    "doctor": "looking_after.doctor",
}  # module and function of each, in the order of the help
_GROUPS = {
    "machines": "hub_machines.group",
    "queue": "hub_queue.group",
    "alarms": "hub_alarms.group",
    "notices": "hub_notices.group",
    "tokens": "hub_tokens.group",
    "motion": "motioning.group",
}


def build(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the command line in the reader's language. Where the first word names a command, it has only that one:
    the modules of the others need not be read then.
    """
    app = typer.Typer(
        name="layerworks",
        cls=SpokenGroup,
        help=word("help_layerworks"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_whole)
    wanted = {arguments[0]} if arguments and arguments[0] in _COMMANDS | _GROUPS else _COMMANDS.keys() | _GROUPS.keys()
    for name, place in _COMMANDS.items():
        if name in wanted:
            app.command(name, cls=SpokenCommand, help=word(f"help_{name}"))(_at(place))
    for name, place in _GROUPS.items():
        if name in wanted:
            app.add_typer(_at(place)(), name=name, help=word(f"help_{name}"))
    return app


def _at(place: str) -> Any:
    module, _, function = place.partition(".")
    return getattr(import_module(f"layerworks.cli.{module}"), function)


def _show_version(wanted: bool) -> None:
    """Answer with the version before a command is asked for."""
    if wanted:
        speech.answer(f"layerworks {__version__}")
        raise typer.Exit


def _whole(
    version: Annotated[
        bool, typer.Option("--version", help=word("help_version"), is_eager=True, callback=_show_version)
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh-CN|en", help=word("help_lang"))] = None,
) -> None:
    """Hold the options of the whole program; `--lang` was taken by the door and stands here to be listed."""
