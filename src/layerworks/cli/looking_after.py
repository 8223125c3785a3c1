"""`layerworks warm`, `worker` and `doctor`: the program and the machine it runs on."""

from time import perf_counter
from typing import Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import FAILED, OK
from layerworks.cli.progress import progress
from layerworks.cli.speech import word
from layerworks.words import say


def warm(json: options.Json = False, quiet: options.Quiet = False) -> int:
    """Compile everything once. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.warming import warm as warm_up

    begun = perf_counter()
    with progress(quiet=quiet or json) as tell:
        warm_up(tell)
    seconds = perf_counter() - begun
    if json:
        speech.answer_json({"ok": True, "seconds": seconds})
    else:
        speech.answer(word("warmed", seconds=seconds))
    return OK


def worker(
    idle_min: Annotated[float, typer.Option("--idle", metavar="MINUTES", min=0.01, help=word("help_idle"))] = 15.0,
    quiet: options.Quiet = False,
) -> int:
    """Stay and run the commands of this user. Its help stands in the catalogues."""
    from layerworks.app.warming import load
    from layerworks.cli.door import run
    from layerworks.cli.resident.serving import serve

    def loaded() -> None:
        load()
        if not quiet:
            speech.tell(say("cli.worker_ready", minutes=idle_min))

    serve(run, loaded, idle_min * 60.0)
    return OK


def doctor(json: options.Json = False) -> int:
    """Look at this machine. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.doctor import examine

    complaints = examine()
    if json:
        rows = [
            {"name": c.name, "ok": c.ok, "needed": c.needed, "text": c.text, "remedy": c.remedy} for c in complaints
        ]
        speech.answer_json({"ok": all(c.ok or not c.needed for c in complaints), "checks": rows})
    else:
        for c in complaints:
            speech.answer(("✓ " if c.ok else "✕ " if c.needed else "○ ") + speech.line(c.text))
            if c.remedy and not c.ok:
                speech.answer("  → " + speech.line(c.remedy))
    return OK if all(c.ok or not c.needed for c in complaints) else FAILED
