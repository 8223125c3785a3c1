"""How kernels are compiled: once per machine, kept on disk, without the interpreter lock.

numba keeps a compiled function until the file it stands in changes. A kernel is compiled together with the kernels it
calls, though, which may stand in other files; so the folder it is kept in is named by the sources of all of them.
"""

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config as numba_config

Function = TypeVar("Function", bound=Callable[..., Any])

_HERE = Path(__file__).parent
_IMPORT = re.compile(r"^(?:from|import) layerworks\.kernels\.(\w+)", re.MULTILINE)
_config = cast(Any, numba_config)  # its options are made at import, where no type checker sees them
_ASKED: str = _config.CACHE_DIR  # NUMBA_CACHE_DIR, where somebody set it


def kernel(function: Function) -> Function:
    """Compile a function over arrays. Division by zero gives inf or nan as in numpy; integers wrap around."""
    module = function.__module__.rpartition(".")[2]
    sources = b"".join((_HERE / f"{name}.py").read_bytes() for name in sorted(_with_all_it_calls(module)))
    _config.CACHE_DIR = str(_base() / hashlib.sha256(sources).hexdigest()[:16])
    try:
        return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        _config.CACHE_DIR = _ASKED


@cache
def _with_all_it_calls(module: str) -> frozenset[str]:
    """Return a kernel file's name with those of the kernel files it imports, and what these import."""
    known: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        file = _HERE / f"{name}.py"
        if name not in known and file.is_file():
            known.add(name)
            waiting += _IMPORT.findall(file.read_text(encoding="utf-8"))
    return frozenset(known)


@cache
def _base() -> Path:
    """Return where compiled kernels are kept: where somebody asked for, beside the kernels, or the user's cache."""
    if _ASKED:
        return Path(_ASKED)
    beside = _HERE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=beside):
            return beside
    except OSError:
        if sys.platform == "win32":
            home = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
        else:
            home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
        return home / "layerworks"
