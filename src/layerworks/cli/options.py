"""Options that several commands share. Their help is spoken in the reader's language, so this is imported late."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from layerworks.cli.speech import word
from layerworks.errors import Misused
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.app.wish import ModifierFile
    from layerworks.geometry.solids import Solid

_BETWEEN_PAIRS = re.compile(r",(?=\s*[a-z0-9_]+\s*=)")  # values may hold commas themselves

DEFAULT_MACHINE = "voron-2-4-350"
DEFAULT_MATERIAL = "pla"
DEFAULT_ENGINE = "layerworks"


def _ids(kind: Literal["machine", "material", "profile"]) -> Callable[[str], list[str]]:
    def completed(incomplete: str) -> list[str]:
        from layerworks.catalogue import ids  # only when a shell asks

        return [id for id in ids(kind) if id.startswith(incomplete)]

    return completed


Model = Annotated[Path, typer.Argument(metavar="MODEL", help=word("help_model"), show_default=False)]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=word("help_out"))]
Machine = Annotated[
    str, typer.Option("--machine", "-m", metavar="ID", help=word("help_machine"), autocompletion=_ids("machine"))
]
Material = Annotated[
    str, typer.Option("--material", metavar="ID", help=word("help_material"), autocompletion=_ids("material"))
]
Profile = Annotated[
    str, typer.Option("--profile", metavar="ID", help=word("help_profile"), autocompletion=_ids("profile"))
]
Quantity = Annotated[int, typer.Option("--quantity", "-n", metavar="N", min=1, max=100_000, help=word("help_quantity"))]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help=word("help_seed"))]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=word("help_set"), show_default=False)
]
PartSettings = Annotated[
    list[str] | None,
    typer.Option("--part", metavar="PART:KEY=VALUE", help=word("help_part_settings"), show_default=False),
]
Blockers = Annotated[
    list[str] | None, typer.Option("--block", metavar="FILE|SOLID", help=word("help_block"), show_default=False)
]
Enforcers = Annotated[
    list[str] | None, typer.Option("--enforce", metavar="FILE|SOLID", help=word("help_enforce"), show_default=False)
]
Modifiers = Annotated[
    list[str] | None,
    typer.Option("--modify", metavar="FILE|SOLID:KEY=VALUE,…", help=word("help_modify"), show_default=False),
]
UnitOption = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=word("help_unit"), show_default=False)]
Engine = Annotated[str, typer.Option("--engine", metavar="layerworks|prusaslicer|curaengine", help=word("help_engine"))]
Json = Annotated[bool, typer.Option("--json", help=word("help_json"))]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=word("help_quiet"))]


def settings_of(pairs: list[str] | None) -> dict[str, str]:
    """Return `KEY=VALUE` texts as a mapping. Raises Misused for one without `=`."""
    values: dict[str, str] = {}
    for pair in pairs or ():
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise Misused(say("cli.no_pair", text=pair), say("cli.pair_remedy"))
        values[key.strip()] = value
    return values


def part_settings_of(texts: list[str] | None) -> dict[str, dict[str, str]]:
    """Return `PART:KEY=VALUE` texts by part. Raises Misused for one without `:` or `=`."""
    by_part: dict[str, dict[str, str]] = {}
    for text in texts or ():
        part, colon, pair = text.partition(":")
        if not colon or not part.strip():
            raise Misused(say("cli.no_part_named", text=text), say("cli.of_part_remedy"))
        by_part.setdefault(part.strip(), {}).update(settings_of([pair]))
    return by_part


def modifiers_of(
    texts: list[str] | None, blockers: list[str] | None = None, enforcers: list[str] | None = None
) -> "tuple[ModifierFile, ...]":
    """Return `FILE:KEY=VALUE,KEY=VALUE` texts as files with what they change, of one file all as one; then those in
    which supports must not, and must hold the part. A solid such as `box:0,0,0,10,10,5` may stand for a file.

    Raises Misused for one without `:` or `=`, and for a solid that is none.
    """
    from layerworks.app.wish import ModifierFile
    from layerworks.geometry.solids import solid_named

    def volume(text: str) -> "Path | Solid":
        return solid_named(text) or Path(text)

    by_file: dict[str, dict[str, str]] = {}
    for text in texts or ():
        head, _, rest = text.partition("=")
        file, colon, key = head.rpartition(":")
        if not colon or not file.strip():
            raise Misused(say("cli.no_volume_named", text=text), say("cli.of_volume_remedy"))
        by_file.setdefault(file, {}).update(settings_of(_BETWEEN_PAIRS.split(f"{key}={rest}")))
    return (
        *(ModifierFile(volume(file), settings) for file, settings in by_file.items()),
        *(ModifierFile(volume(file), {}, "support_blocker") for file in blockers or ()),
        *(ModifierFile(volume(file), {}, "support_enforcer") for file in enforcers or ()),
    )
