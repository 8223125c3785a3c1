"""A function over arrays made into machine code by numba: the only place that imports it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Protocol, cast, runtime_checkable

import numba
import numpy as np
from llvmlite import binding as llvm
from numba.core import types
from numba.np import numpy_support

from layerworks.kernels.native.memory import PROVIDED
from layerworks.kernels.native.values import Kind, Layout, is_array

_numba = cast(Any, numba)
_types = cast(Any, types)
_from_dtype = cast(Any, numpy_support).from_dtype
_as_dtype = cast(Any, numpy_support).as_dtype
_OF_NUMBA = ("NRT_", "numba_")  # in the process only where numba is
_CALLED = re.compile(r"^declare [^@]*@\"?([\w.$]+)\"?\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MachineCode:
    """A compiled signature. object_code: an object file; symbol: the function in it; layout: of what it returns."""

    object_code: bytes
    symbol: str
    layout: Layout


@runtime_checkable
class Compilable(Protocol):
    """Something that stands for what numba shall see in its place."""

    def for_numba(self) -> Any:
        """Return what numba can call."""
        ...


def dispatcher_of(function: Callable[..., Any]) -> Any:
    """Return numba's dispatcher for a function that sees other kernels as dispatchers too."""
    written = cast(FunctionType, function)
    named = {name: written.__globals__[name] for name in written.__code__.co_names if name in written.__globals__}
    seen = {name: value.for_numba() if isinstance(value, Compilable) else value for name, value in named.items()}
    twin = FunctionType(written.__code__, seen, written.__name__, written.__defaults__, written.__closure__)
    twin.__module__, twin.__qualname__, twin.__doc__ = written.__module__, written.__qualname__, written.__doc__
    compiled = _numba.njit(nogil=True, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
    return compiled(twin)


def compile_kernel(dispatcher: Any, kinds: tuple[Kind, ...]) -> MachineCode:
    """Return the machine code of one signature.

    Raises NotImplementedError where it needs more than loading it can give, and TypingError of numba.
    """
    signature = tuple(_type_of(kind) for kind in kinds)
    dispatcher.compile(signature)
    compiled = dispatcher.overloads[signature]
    library = compiled.library
    wanted = {name for name in _CALLED.findall(library.get_llvm_str()) if not name.startswith("llvm.")}
    missing = sorted(name for name in wanted - PROVIDED if name.startswith(_OF_NUMBA) or not _in_process(name))
    if missing:
        raise NotImplementedError(f"{dispatcher.py_func.__name__} calls {', '.join(missing)}")
    _, kind, (object_code, _) = library.serialize_using_object_code()
    assert kind == "object"
    return MachineCode(object_code, compiled.fndesc.llvm_func_name, _layout_of(compiled.signature.return_type))


def _in_process(name: str) -> bool:
    return bool(cast(Any, llvm).address_of_symbol(name))


def _type_of(kind: Kind) -> Any:
    if is_array(kind):
        dtype, dimensions, contiguous = kind
        return _types.Array(_from_dtype(dtype), dimensions, "C" if contiguous else "A")
    if isinstance(kind, tuple):
        members = [_type_of(member) for member in kind[1:]]
        if kind[0] is tuple:
            return _types.Tuple(members)
        same = all(member == members[0] for member in members)
        return _types.NamedUniTuple(members[0], len(members), kind[0]) if same else _types.NamedTuple(members, kind[0])
    return _from_dtype(np.dtype(kind))


def _layout_of(found: Any) -> Layout:
    if isinstance(found, _types.NoneType):
        return ["none"]
    if isinstance(found, (_types.Boolean, _types.Number)):
        return ["number", _as_dtype(found).str]
    if isinstance(found, _types.Array):
        dtype = _as_dtype(found.dtype)
        return ["array", dtype.descr if dtype.names else dtype.str, found.ndim]
    if isinstance(found, _types.BaseTuple):
        made_by = getattr(found, "instance_class", None)
        maker = [made_by.__module__, made_by.__qualname__] if made_by else None
        return ["tuple", maker, [_layout_of(member) for member in found.types]]
    raise NotImplementedError(f"a result of {found}")
