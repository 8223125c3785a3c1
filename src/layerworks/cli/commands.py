"""The commands, gathered. Each lives in a module of its own and imports the rooms it needs when it runs."""

from typing import Annotated

import typer

from layerworks import __version__
from layerworks.cli import speech
from layerworks.cli.helping import SpokenCommand, SpokenGroup
from layerworks.cli.speech import word


def build() -> typer.Typer:
    """Return the command line in the reader's language."""
    from layerworks.cli import (
        catalogued,
        checking,
        estimating,
        hub_alarms,
        hub_machines,
        hub_queue,
        hub_tokens,
        looking_after,
        making,
        motioning,
        quoting,
        records,
        serving,
        showing,
        slicing,
        virtual,
    )

    app = typer.Typer(
        name="layerworks",
        cls=SpokenGroup,
        help=word("help_layerworks"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_whole)
    for name, command in (
        ("make", making.make),
        ("check", checking.check),
        ("slice", slicing.slice_model),
        ("estimate", estimating.estimate),
        ("quote", quoting.quote),
        ("show", showing.show),
        ("materials", catalogued.materials),
        ("profiles", catalogued.profiles),
        ("settings", catalogued.settings),
        ("records", records.records),
        ("verify", records.verify),
        ("serve", serving.serve),
        ("virtual", virtual.virtual),
        ("warm", looking_after.warm),
        ("worker", looking_after.worker),
        ("doctor", looking_after.doctor),
    ):
        app.command(name, cls=SpokenCommand, help=word(f"help_{name}"))(command)
    app.add_typer(hub_machines.group(), name="machines", help=word("help_machines"))
    app.add_typer(hub_queue.group(), name="queue", help=word("help_queue"))
    app.add_typer(hub_alarms.group(), name="alarms", help=word("help_alarms"))
    app.add_typer(hub_tokens.group(), name="tokens", help=word("help_tokens"))
    app.add_typer(motioning.group(), name="motion", help=word("help_motion"))
    return app


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
