"""`layerworks warm` and `doctor`: the program and the machine it runs on."""

from time import perf_counter

from layerworks.cli import options, speech
from layerworks.cli.exit_code import FAILED, OK
from layerworks.cli.progress import progress
from layerworks.cli.speech import word


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
