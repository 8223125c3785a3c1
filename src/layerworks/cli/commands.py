"""The commands, gathered. Each lives in a module of its own and imports the rooms it needs when it runs."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from layerworks import __version__
from layerworks.cli import speech
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.speech import word

COMMANDS = (
    "make",
    "check",
    "slice",
    "estimate",
    "quote",
    "show",
    "materials",
    "profiles",
    "settings",
    "records",
    "verify",
    "copy",
    "serve",
    "virtual",
    "warm",
    "worker",
    "doctor",
)  # in the order of the help
GROUPS = ("machines", "queue", "alarms", "notices", "tokens", "accounts", "quotes", "orders", "motion")


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
    known = (*COMMANDS, *GROUPS)
    for name in arguments[:1] if arguments and arguments[0] in known else known:
        if name in GROUPS:
            app.add_typer(_group(name), name=name, help=word(f"help_{name}"))
        else:
            app.command(name, cls=SpokenCommand, help=word(f"help_{name}"))(_command(name))
    return app


def _command(name: str) -> Callable[..., int]:
    """Return a command; its module is read now."""
    match name:
        case "make":
            from layerworks.cli.making import make as found
        case "check":
            from layerworks.cli.checking import check as found
        case "slice":
            from layerworks.cli.slicing import slice_model as found
        case "estimate":
            from layerworks.cli.estimating import estimate as found
        case "quote":
            from layerworks.cli.quoting import quote as found
        case "show":
            from layerworks.cli.showing import show as found
        case "materials":
            from layerworks.cli.catalogued import materials as found
        case "profiles":
            from layerworks.cli.catalogued import profiles as found
        case "settings":
            from layerworks.cli.catalogued import settings as found
        case "records":
            from layerworks.cli.records import records as found
        case "verify":
            from layerworks.cli.records import verify as found
        case "copy":
            from layerworks.cli.records import copy as found
        case "serve":
            from layerworks.cli.serving import serve as found
        case "virtual":
            from layerworks.cli.virtual import virtual as found
        case "warm":
            from layerworks.cli.looking_after import warm as found
        case "worker":
            from layerworks.cli.looking_after import worker as found
        case _:
            from layerworks.cli.looking_after import doctor as found
    return found


def _group(name: str) -> typer.Typer:
    """Return a group of commands; its module is read now."""
    match name:
        case "machines":
            from layerworks.cli.hub_machines import group as found
        case "queue":
            from layerworks.cli.hub_queue import group as found
        case "alarms":
            from layerworks.cli.hub_alarms import group as found
        case "notices":
            from layerworks.cli.hub_notices import group as found
        case "tokens":
            from layerworks.cli.hub_tokens import group as found
        case "accounts":
            from layerworks.cli.hub_accounts import group as found
        case "quotes":
            from layerworks.cli.centre_quotes import group as found
        case "orders":
            from layerworks.cli.centre_orders import group as found
        case _:
            from layerworks.cli.motioning import group as found
    return found()


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
