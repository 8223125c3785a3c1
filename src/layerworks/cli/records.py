"""`layerworks records`, `verify` and `copy`: what was made, that nobody has changed it since, and where it lies."""

from pathlib import Path
from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import FAILED, OK
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.errors import Missing, Misused
from layerworks.words import say

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=word("help_folder"))]


def records(
    folder: Folder = Path("out"),
    part: Annotated[
        str | None, typer.Option("--part", metavar="ID", help=word("help_part"), show_default=False)
    ] = None,
    telemetry: Annotated[
        Path | None,
        typer.Option("--telemetry", metavar="FILE.csv", help=word("help_records_telemetry"), show_default=False),
    ] = None,
    json: options.Json = False,
) -> int:
    """List part records. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.shop import Shop
    from layerworks.storage import part_records

    if telemetry is not None and part is None:
        raise Misused(say("cli.telemetry_of_what"), say("cli.telemetry_of_what_remedy"))
    found = part_records(Shop(folder).journal, part=part)
    if telemetry is not None:
        from layerworks.app.telemetry_export import export_telemetry

        if not found:
            raise Missing(say("cli.no_such_part", part=part or ""), say("cli.no_such_part_remedy"))
        export_telemetry(folder, found[0], telemetry)
    if json:
        speech.answer_json(found)
        return OK
    columns = (
        "column_part",
        "column_name",
        "column_machine",
        "column_material",
        "column_outcome",
        "column_ended",
        "column_hash",
    )
    rows = (
        (
            record["part"],
            record["name"],
            record.get("printer") or record["making"]["machine"],
            record["making"]["material"],
            word(f"outcome_{record['outcome']}"),
            (record["ended_at"] or "–")[:16].replace("T", " "),
            record["hash"][:12],
        )
        for record in found
    )
    show_table(columns, rows, spare=("column_hash", "column_machine", "column_material"))
    return OK


def verify(folder: Folder = Path("out"), json: options.Json = False) -> int:
    """Verify a shop's folder. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.verifying import verify_shop

    found = verify_shop(folder)
    if json:
        speech.answer_json(found.as_dict())
    else:
        speech.answer(speech.line(found.journal.finding))
        for finding in found.files:
            speech.answer(speech.line(finding))
        speech.answer(word("verified" if found.ok else "not_verified"))
    return OK if found.ok else FAILED


def copy(
    folder: Folder = Path("out"),
    to: Annotated[str, typer.Option("--to", metavar="URL", help=word("help_copy_to"), show_default=False)] = "",
    back: Annotated[str, typer.Option("--from", metavar="URL", help=word("help_copy_from"), show_default=False)] = "",
    json: options.Json = False,
) -> int:
    """Copy a shop's records to a database, or back. Its help stands in the catalogues."""
    speech.expect_json(json)
    if bool(to) == bool(back):
        raise Misused(say("cli.copy_one_way"), say("cli.copy_one_way_remedy"))
    from layerworks.app.copying import copy_records
    from layerworks.connectors.wall_clock import WallClock

    found = copy_records(folder, to or back, WallClock().now(), back=bool(back))
    if json:
        speech.answer_json({"ok": found.ok, "rows": found.head.number, "head": found.head.hash})
    else:
        speech.answer(speech.line(found.finding))
        speech.answer(word("copied" if found.ok else "not_verified"))
    return OK if found.ok else FAILED
