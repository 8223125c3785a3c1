"""Compiling every kernel once, on several cores, so that nobody waits for it later."""

import os
import subprocess
import sys
from importlib import import_module

from layerworks.app.progress import Tell, untold
from layerworks.errors import Unreachable
from layerworks.kernels.native.listing import have_ready, listed
from layerworks.words import say

_MOST_PROCESSES = 4  # each holds a compiler, 200 MB


def warm(tell: Tell = untold) -> None:
    """Compile every kernel that is not yet compiled. Raises Unreachable when that does not work on this machine."""
    tell(say("app.compiling"))
    count = min(_MOST_PROCESSES, os.cpu_count() or 1)
    shares = [
        subprocess.Popen(
            [sys.executable, "-c", f"from layerworks.app.warming import compile_share; compile_share({k}, {count})"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for k in range(count)
    ]
    wrong = [said for share in shares if (said := share.communicate()[1]) and share.returncode]
    if wrong:
        raise Unreachable(say("app.not_compiled", detail=wrong[0].strip().splitlines()[-1]), say("app.compile_remedy"))


def compile_share(share: int, shares: int) -> None:
    """Compile one of so many shares of all kernels."""
    for line in listed()[share::shares]:
        have_ready(line)


def load() -> None:
    """Have all that a part needs on its way in this process: modules, and every kernel."""
    for name in ("app.keeping", "app.making", "slicing.laying", "slicing.ordering.in_turn", "gcode.writing.programs"):
        import_module(f"layerworks.{name}")
    compile_share(0, 1)
