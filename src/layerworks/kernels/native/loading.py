"""Machine code in the process, without the compiler."""

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from threading import Lock

from layerworks.kernels.native import elf, keeping
from layerworks.kernels.native.memory import ALLOCATE, ALLOCATE_SAFE, DESTROY, RELEASE, compile_memory, version

_loading = Lock()
_BY_HAND = sys.platform == "linux" and os.uname().machine == "x86_64"


def load(object_code: bytes, name: str) -> int:
    """Return the address of a function of an object file."""
    memory = _memory()
    with _loading:
        return _load(object_code, [name], memory)[name]


@cache
def release() -> Callable[[int], None]:
    """Return the function that gives up one share of the memory of an array."""
    return ctypes.PYFUNCTYPE(None, ctypes.c_int64)(_memory()[RELEASE])


@cache
def _memory() -> dict[str, int]:
    file = keeping.base() / f"memory-{version()}" / f"{keeping.processor()}.bin"
    found = keeping.kept(file)
    code = found[1] if found else compile_memory()
    if found is None:
        keeping.keep(file, {}, code)
    with _loading:
        return _load(code, [ALLOCATE, ALLOCATE_SAFE, DESTROY, RELEASE], {})


def _load(object_code: bytes, names: list[str], provided: dict[str, int]) -> dict[str, int]:
    if _BY_HAND:
        try:
            found = elf.load(object_code, provided)
            return {name: found[name] for name in names}
        except elf.Unsuited:
            pass
    from layerworks.kernels.native import llvm

    return llvm.load(object_code, names, provided)
