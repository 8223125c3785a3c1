"""`layerworks virtual`: printers without hardware, for classes, demonstrations and a first look."""

import csv
import math
import os
import secrets
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.mishaps import mishaps_of
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.errors import Unreachable
from layerworks.words import say

COLUMNS = ("column_name", "column_brand", "column_address")
LONGEST_NAP_S = 3600.0


def virtual(
    count: Annotated[int, typer.Option("--count", "-n", metavar="N", min=1, max=1000, help=word("help_v_count"))] = 3,
    brand: Annotated[
        list[str] | None, typer.Option("--brand", metavar="NAME", help=word("help_v_brand"), show_default=False)
    ] = None,
    machine: options.Machine = options.DEFAULT_MACHINE,
    pace: Annotated[float, typer.Option("--pace", metavar="X", min=0.1, max=1000.0, help=word("help_v_pace"))] = 1.0,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help=word("help_serve_port"))] = 7260,
    key: Annotated[
        str, typer.Option("--key", envvar="LAYERWORKS_MACHINE_KEY", help=word("help_v_key"), show_default=False)
    ] = "",
    list_: Annotated[
        Path | None, typer.Option("--list", metavar="FILE.csv", help=word("help_v_list"), show_default=False)
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help=word("help_v_folder"), show_default=False)
    ] = None,
    mishap: Annotated[list[str] | None, typer.Option("--mishap", metavar="KIND@TIME", help=word("help_mishap"))] = None,
    tend_s: Annotated[
        float | None, typer.Option("--tend", metavar="S", min=0.1, help=word("help_v_tend"), show_default=False)
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", metavar="S", min=0.1, help=word("help_v_seconds"), show_default=False)
    ] = None,
    seed: options.Seed = 0,
    json: options.Json = False,
) -> int:
    """Serve virtual printers until stopped. Its help stands in the catalogues."""
    speech.expect_json(json)
    try:
        from layerworks.app.virtual import brands_of, classroom
        from layerworks.connectors.virtual.brands import BRANDS
    except ModuleNotFoundError as missing:
        raise Unreachable(say("cli.serve_lacks", module=missing.name or ""), say("cli.v_lacks_remedy")) from None

    brands = brands_of(brand or BRANDS, count)
    key = key or secrets.token_urlsafe(16)
    with classroom(
        brands, machine, key, pace=pace, port=port, mishaps=mishaps_of(mishap, seed), folder=folder
    ) as served:
        rows = [offered.row() for offered in served.offered]
        if list_ is not None:
            _write_list(list_, rows)
        if json:
            speech.answer_json({"machines": rows})
        else:
            show_table(COLUMNS, [(row["name"], row["brand"], row["address"]) for row in rows])
            speech.answer(word("v_key", secret=key) if list_ is None else word("v_list", path=str(list_)))
            speech.answer(word("v_stop"))
        _stay(seconds, tend_s, lambda: [speech.tell(say("cli.v_tidied", name=name)) for name in served.tidy()])
    return OK


def _stay(seconds: float | None, every_s: float | None, work: Callable[[], object]) -> None:
    """Wait until the process is asked to stop or the time is up; do some work every so often."""
    asked = threading.Event()

    def stop(number: int, frame: object) -> None:
        asked.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    end_s = math.inf if seconds is None else monotonic() + seconds
    while (left_s := end_s - monotonic()) > 0.0:
        if asked.wait(min(left_s, every_s or LONGEST_NAP_S)):
            return
        if every_s is not None:
            work()


def _write_list(path: Path, rows: list[dict[str, str]]) -> None:
    """Write the list for `machines import`; it holds the key, so it is for its owner alone."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as out:
            lines = csv.DictWriter(out, list(rows[0]))
            lines.writeheader()
            lines.writerows(rows)
    except OSError as error:
        raise Unreachable(say("app.not_written", path=str(path), detail=str(error)), say("app.check_disk")) from error
