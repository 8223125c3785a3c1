"""What this machine has and lacks for the program."""

import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from layerworks import __version__
from layerworks.words import Text, say

LEAST_DISK_MB = 500


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at. needed: the program does not work without it."""

    name: str
    ok: bool
    needed: bool
    text: Text
    remedy: Text | None = None


def examine() -> tuple[Look, ...]:
    """Return what was looked at, needed things first."""
    return tuple(_looks())


def _looks() -> Iterator[Look]:
    python = platform.python_version()
    yield Look(
        "python",
        sys.version_info >= (3, 11),
        True,
        say("app.doctor_python", version=python, ours=__version__),
        say("app.doctor_python_remedy"),
    )
    for library in ("numpy", "numba", "manifold3d", "PIL", "jinja2"):
        found = importlib.util.find_spec(library) is not None
        yield Look(
            library,
            found,
            True,
            say("app.doctor_library" if found else "app.doctor_no_library", library=library),
            say("app.doctor_library_remedy"),
        )
    cache = Path(__file__).parents[1] / "kernels" / "__pycache__"
    writable = os.access(cache if cache.exists() else cache.parent, os.W_OK)
    yield Look(
        "kernel_cache",
        writable,
        False,
        say("app.doctor_cache" if writable else "app.doctor_no_cache"),
        say("app.doctor_cache_remedy"),
    )
    free_mb = shutil.disk_usage(Path.cwd()).free // 1_000_000
    yield Look(
        "disk",
        free_mb >= LEAST_DISK_MB,
        True,
        say("app.doctor_disk", free_mb=free_mb),
        say("app.doctor_disk_remedy", least_mb=LEAST_DISK_MB),
    )
    temporary = os.access(tempfile.gettempdir(), os.W_OK)
    yield Look(
        "temporary",
        temporary,
        True,
        say("app.doctor_temporary" if temporary else "app.doctor_no_temporary"),
        say("app.doctor_temporary_remedy"),
    )
    step = importlib.util.find_spec("cascadio") is not None
    yield Look(
        "step", step, False, say("app.doctor_step" if step else "app.doctor_no_step"), say("app.doctor_step_remedy")
    )
    for program in ("prusa-slicer", "CuraEngine"):
        found = shutil.which(program) is not None
        yield Look(
            program,
            found,
            False,
            say("app.doctor_engine" if found else "app.doctor_no_engine", program=program),
            say("app.doctor_engine_remedy"),
        )
