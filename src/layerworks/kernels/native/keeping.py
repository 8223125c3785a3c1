"""Machine code on disk: a file a signature, in a folder named by everything it was made from."""

import contextlib
import hashlib
import json
import os
import re
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

OLDEST, NEWEST = (0, 65), (0, 69)  # of numba: how it lays out arrays and calls is no promise of its makers
_KERNELS = Path(__file__).parent.parent
_IMPORT = re.compile(r"^(?:from|import) layerworks\.kernels\.(\w+)", re.MULTILINE)


def place_of(source: Path, signature: str) -> Path:
    """Return the file of one signature of a kernel written in a source file."""
    return base() / folder_of(source) / f"{hashlib.sha256(signature.encode()).hexdigest()[:20]}.bin"


def kept(file: Path) -> tuple[Any, bytes] | None:
    """Return what is told of machine code, and the code; None where there is none that is whole."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    mark, _, rest = content.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != mark:
        return None
    told, _, code = rest.partition(b"\n")
    return json.loads(told), code


def keep(file: Path, told: Any, code: bytes) -> None:
    """Write machine code; where nothing can be written, it is compiled again next time."""
    rest = json.dumps(told).encode() + b"\n" + code
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        import tempfile

        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as waiting:
            waiting.write(hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest)
        Path(waiting.name).replace(file)


@cache
def folder_of(source: Path) -> str:
    """Return the name of the folder for kernels of one file: their sources, all they call, compiler and processor."""
    files = sorted(_with_all_it_calls(source))
    files += [_KERNELS / "native" / name for name in ("compiling.py", "values.py")]
    text = b"".join(_source(file) for file in files)
    made_for = f"{_compiler()} {processor()}"
    return f"{source.stem}-{hashlib.sha256(text + made_for.encode()).hexdigest()[:16]}"


@cache
def processor() -> str:
    """Return a name for the processor and what it can do."""
    if sys.platform == "linux":
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as told:
            told_of_first = told.read(4096).partition("\n\n")[0]
        lines = [
            line for line in told_of_first.splitlines() if line.startswith(("model name", "flags", "Features", "CPU"))
        ]
        text = f"{os.uname().machine} {lines}"
    else:
        import llvmlite.binding as llvm

        text = f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def compiler_is_known() -> bool:
    """Tell whether machine code of the numba that is installed has been run by our loader: versions from OLDEST up to
    NEWEST, without it.
    """
    told = re.search(rb'"version": "(\d+)\.(\d+)', _version_file("numba"))
    return told is not None and OLDEST <= (int(told[1]), int(told[2])) < NEWEST


@cache
def _compiler() -> str:
    """Return a name for numba and what it compiles with, without importing them: their version files say it."""
    return hashlib.sha256(b"".join(_version_file(name) for name in ("numba", "llvmlite"))).hexdigest()[:16]


def _version_file(package: str) -> bytes:
    found = find_spec(package)
    try:
        return (Path(found.origin).parent / "_version.py").read_bytes() if found and found.origin else b""
    except OSError:
        from importlib.metadata import version

        return version(package).encode()


@cache
def _source(file: Path) -> bytes:
    return file.read_bytes()


@cache
def _with_all_it_calls(source: Path) -> frozenset[Path]:
    """Return a source file with the kernel files it imports, and what these import."""
    known: set[Path] = set()
    waiting = [source]
    while waiting:
        file = waiting.pop()
        if file not in known and file.is_file():
            known.add(file)
            waiting += [_KERNELS / f"{name}.py" for name in _IMPORT.findall(_source(file).decode())]
    return frozenset(known)


@cache
def base() -> Path:
    """Return where machine code is kept: where somebody asked for, beside the kernels, or the user's cache."""
    if asked := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(asked)
    beside = _KERNELS / "__pycache__"
    with contextlib.suppress(OSError):
        beside.mkdir(exist_ok=True)
    if os.access(beside, os.W_OK):
        return beside
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return home / "layerworks"
