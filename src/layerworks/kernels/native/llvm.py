"""Machine code brought into the process by LLVM, where the short way of `elf` is not open."""

import ctypes
from collections.abc import Mapping
from functools import cache
from typing import Any

import llvmlite.binding as llvm


def load(object_code: bytes, names: list[str], provided: Mapping[str, int]) -> dict[str, int]:
    """Return the addresses of functions of an object file, which stays in memory for good."""
    for symbol, address in provided.items():
        llvm.add_symbol(symbol, address)
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(object_code))
    engine.finalize_object()
    return {name: int(engine.get_function_address(name)) for name in names}


@cache
def target_machine() -> Any:
    """Return what makes code for this processor, as numba has it: x86 wants addresses fixed at loading."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    reloc = "static" if target.name.startswith("x86") else "default"
    return target.create_target_machine(reloc=reloc, codemodel="jitdefault", jit=True)


@cache
def _engine() -> Any:
    module = llvm.parse_assembly("")
    module.triple = llvm.get_process_triple()
    engine = llvm.create_mcjit_compiler(module, target_machine())
    # arrays may outlive everything else at the end of the process, and their memory is given back by code of this
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(engine))
    return engine
