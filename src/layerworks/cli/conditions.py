"""What a program is timed by, from the options of a command."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layerworks.cli import speech
from layerworks.cli.options import settings_of
from layerworks.cli.speech import word
from layerworks.cli.text_files import text_of
from layerworks.errors import Misused
from layerworks.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from layerworks.app.estimating import Conditions
    from layerworks.motion import Limits, NonMotionModel

File = Annotated[Path, typer.Argument(metavar="FILE.gcode", help=word("help_gcode"), show_default=False)]
LimitsOption = Annotated[
    Path | None, typer.Option("--limits", metavar="FILE", help=word("help_limits"), show_default=False)
]
WhatIf = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="LIMIT=VALUE", help=word("help_what_if"), show_default=False),
]
Firm = Annotated[bool, typer.Option("--firm", help=word("help_firm"))]
Macros = Annotated[
    list[str] | None,
    typer.Option("--macro", metavar="NAME=SECONDS|@FILE", help=word("help_macro"), show_default=False),
]
Known = Annotated[
    Path | None, typer.Option("--known", metavar="FILE.json|DIR", help=word("help_known"), show_default=False)
]


def conditions_of(
    machine: str,
    material: str,
    limits: Path | None,
    what_if: list[str] | None = None,
    firm: bool = False,
    macros: list[str] | None = None,
    known: Path | None = None,
) -> "tuple[Conditions, Conditions]":
    """Return what somebody wants a program timed by: as it is, and with their changes. Raises Trouble."""
    from dataclasses import replace

    from layerworks.app.estimating import Conditions
    from layerworks.catalogue import machine as machine_of
    from layerworks.catalogue import material as material_of

    of_machine = machine_of(machine)
    of_limits, bodies = of_machine.planner, {}
    if limits is not None:
        from layerworks.motion.limit_sources import limits_from_text
        from layerworks.motion.macro_cfg import macros_from_printer_cfg

        text = text_of(limits)
        of_limits, bodies = limits_from_text(text, limits.name, of_machine.marlin), macros_from_printer_cfg(text)
    told, written = _macros_of(macros)
    as_it_is = Conditions(
        of_machine,
        material_of(material),
        of_limits,
        known=_known_of(known, told, of_machine.id, of_limits),
        macros={**bodies, **written},
    )
    if not what_if:
        return as_it_is, as_it_is
    from layerworks.motion.what_if import changed_limits

    changed, names = changed_limits(of_limits, settings_of(what_if))
    return as_it_is, replace(as_it_is, limits=changed, firm=names if firm else ())


def _macros_of(pairs: list[str] | None) -> tuple[dict[str, float], dict[str, str]]:
    """Return seconds and bodies by name. Raises Misused."""
    seconds: dict[str, float] = {}
    bodies: dict[str, str] = {}
    for name, text in settings_of(pairs).items():
        if text.startswith("@"):
            bodies[name.upper()] = text_of(Path(text[1:]))
            continue
        try:
            seconds[name.upper()] = float(text)
        except ValueError:
            seconds[name.upper()] = 0.0
        if not 0.0 < seconds[name.upper()] < 1e6:
            raise Misused(say("cli.no_macro_time", name=name, text=text), say("cli.macro_remedy"))
    return seconds, bodies


def _known_of(
    place: Path | None, told: "Mapping[str, float]", machine: str, limits: "Limits"
) -> "NonMotionModel | None":
    """Return what is known of a printer. place: a file that says so, or a shop's folder with prints on that machine.

    Raises Rejected for a file that does not say, Missing for a folder without a journal.
    """
    if place is None and not told:
        return None
    from layerworks.motion import NonMotionModel, with_macros

    if place is None:
        model = None
    elif place.is_dir():
        from layerworks.app.learning import known_by_prints
        from layerworks.app.shop import Shop

        model = known_by_prints(Shop(place), machine, limits)
    else:
        from layerworks.motion.known_file import known_from_json

        model = known_from_json(text_of(place))
    return with_macros(model or NonMotionModel(), told)


def limits_named(machine: str, limits: Path | None) -> str:
    """Return what to call the limits by."""
    return str(limits) if limits is not None else machine


def changes_of(before: "Conditions", after: "Conditions") -> dict[str, float | tuple[float, ...]]:
    """Return the limits that are not the same, by field."""
    from dataclasses import fields

    names = (f.name for f in fields(after.limits))
    return {
        name: getattr(after.limits, name)
        for name in names
        if getattr(after.limits, name) != getattr(before.limits, name)
    }


def warn_of_program_limits(names: "Iterable[str]", program_sets: "Collection[str]") -> None:
    """Say which of the limits that somebody changed the program sets itself."""
    for name in names:
        if name in program_sets:
            speech.tell(say("motion.program_sets", name=name))
