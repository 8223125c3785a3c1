"""Running a foreign program that may hang, flood or fail: it gets a folder, some time, and nothing else."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import IO

from layerworks.engines.job import EngineLimits
from layerworks.errors import Rejected, Unreachable
from layerworks.words import say

_KEPT_BYTES = 4096  # of what the program says; the rest is read and forgotten
_LONGEST_TOLD = 300  # characters of it shown to a person
_LOOK_EVERY_S = 0.02


def run(command: list[str], folder: Path, output: Path, name: str, limits: EngineLimits) -> None:
    """Run a program to its end with its output in a file of the folder.

    It gets no input, no home but the folder, no display, and is ended with everything it started when it takes too
    long, writes too much, or the caller is interrupted. name: for sentences.
    Raises Unreachable when it was ended for time or could not be started, Rejected when it fails, writes too much or
    nothing.
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_surroundings(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise Unreachable(
            say("engines.not_started", engine=name, detail=str(error)), say("engines.failed_remedy")
        ) from error
    assert process.stdout is not None
    tail = bytearray()
    listener = threading.Thread(target=_listen, args=(process.stdout, tail), daemon=True)
    listener.start()
    try:
        _watch(process, output, name, limits)
    finally:
        _end(process)
        listener.join(timeout=5.0)
        process.stdout.close()
    if process.returncode != 0 or not output.is_file() or output.stat().st_size == 0:
        text = say("engines.failed", engine=name, code=process.returncode, detail=said(bytes(tail)))
        raise Rejected(text, say("engines.failed_remedy"))


def said(tail: bytes) -> str:
    """Return the last line of what a program said, harmless on a terminal and short; "–" for nothing."""
    text = tail.decode("utf-8", "replace")
    lines = ["".join(c for c in line if c.isprintable()).strip() for line in text.splitlines()]
    last = next((line for line in reversed(lines) if line), "–")
    return last if len(last) <= _LONGEST_TOLD else last[:_LONGEST_TOLD] + "…"


def _watch(process: "subprocess.Popen[bytes]", output: Path, name: str, limits: EngineLimits) -> None:
    until = time.monotonic() + limits.time_s
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_EVERY_S)
        with contextlib.suppress(OSError):
            if output.stat().st_size > limits.gcode_bytes:
                text = say("engines.too_large", engine=name, limit_mb=limits.gcode_bytes / 1e6)
                raise Rejected(text, say("engines.too_large_remedy"))
        if process.returncode is not None:
            return
        if time.monotonic() > until:
            raise Unreachable(say("engines.slow", engine=name, limit_s=limits.time_s), say("engines.slow_remedy"))


def _listen(stream: IO[bytes], tail: bytearray) -> None:
    """Read all that a program says, so that it never waits for a reader, and keep its end."""
    with contextlib.suppress(ValueError, OSError):
        while heard := stream.read1(_KEPT_BYTES):  # pyright: ignore[reportAttributeAccessIssue]
            tail += heard
            del tail[:-_KEPT_BYTES]


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and all it started."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()


def _surroundings(folder: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if key in os.environ}
    return {
        **kept,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "CURA_ENGINE_SEARCH_PATH": str(folder),
    }
