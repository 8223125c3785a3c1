"""What is handed to machine code and what comes back: how arrays, numbers and tuples lie in memory.

numba passes an array as its owner, parent, size, item size, address, shape and strides, a tuple as its members one
after the other, and returns both as a struct in memory that the caller provides.
"""

import ctypes
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Kind: TypeAlias = Any
"""What tells one compiled signature from another: hashable. An array is (dtype, dimensions, whether it is contiguous),
a tuple (class, kinds of its members), a number its class."""

_PLAIN = {np.int64: int, np.float64: float, np.bool_: bool}


def kind_of(value: Any) -> Kind:
    """Return the kind of an argument. Numbers of Python are i64, f64 and bool."""
    if isinstance(value, np.ndarray):
        return value.dtype, value.ndim, value.flags.c_contiguous
    if isinstance(value, tuple):
        return type(value), *[kind_of(member) for member in value]
    found = type(value)
    if found in (int, float, bool):
        return found
    if isinstance(value, np.generic):
        return _PLAIN.get(found, found)
    return int if isinstance(value, int) else found


def kinds_of(arguments: tuple[Any, ...]) -> tuple[Kind, ...]:
    """Return the kinds of all arguments of a call."""
    return tuple([kind_of(value) for value in arguments])


def is_array(kind: Kind) -> bool:
    """Tell whether a kind is that of an array."""
    return isinstance(kind, tuple) and isinstance(kind[0], np.dtype)


def name_of(kind: Kind) -> str:
    """Return a kind as text: the same in every process."""
    if is_array(kind):
        dtype, dimensions, contiguous = kind
        return f"{dtype.descr if dtype.names else dtype.str}[{dimensions}{'C' if contiguous else 'A'}]"
    if isinstance(kind, tuple):
        return f"{kind[0].__module__}.{kind[0].__qualname__}({','.join(map(name_of, kind[1:]))})"
    return kind.__name__


def c_types_of(kind: Kind) -> list[Any]:
    """Return the C types that an argument is passed as."""
    if is_array(kind):
        return [ctypes.c_int64] * (5 + 2 * kind[1])
    if isinstance(kind, tuple):
        return [c_type for member in kind[1:] for c_type in c_types_of(member)]
    return [np.ctypeslib.as_ctypes_type(np.dtype(kind))]


def flatten(value: Any, words: list[Any]) -> None:
    """Append an argument, as it is passed, to words."""
    if isinstance(value, np.ndarray):
        words += (0, 0, value.size, value.itemsize, value.__array_interface__["data"][0], *value.shape, *value.strides)
    elif isinstance(value, tuple):
        for member in value:
            flatten(member, words)
    else:
        words.append(value)


Layout: TypeAlias = list[Any]
"""A result as JSON can hold it: ["none"], ["number", dtype], ["array", dtype, dimensions] or ["tuple", maker, members];
maker: module and name of a named tuple, or nothing."""


def struct_of(layout: Layout) -> Any:
    """Return the C type that a result lies in."""
    if layout[0] == "none":
        return ctypes.c_int64
    if layout[0] == "number":
        return np.ctypeslib.as_ctypes_type(np.dtype(layout[1]))
    if layout[0] == "array":
        return ctypes.c_int64 * (5 + 2 * layout[2])
    fields = [(f"f{i}", struct_of(member)) for i, member in enumerate(layout[2])]
    return type("Result", (ctypes.Structure,), {"_fields_": fields})


def reader_of(layout: Layout, release: Callable[[int], None]) -> Callable[[Any], Any]:
    """Return a function from a filled C value to the result. release: gives the memory of an array back."""
    if layout[0] == "none":
        return lambda _: None
    if layout[0] == "number":
        return lambda found: found
    if layout[0] == "array":
        dtype = np.dtype([tuple(field) for field in layout[1]] if isinstance(layout[1], list) else layout[1])
        return lambda found: _array(found, dtype, layout[2], release)
    readers = [reader_of(member, release) for member in layout[2]]
    fields = [f"f{i}" for i in range(len(readers))]
    make = _maker(layout[1])
    return lambda found: make([read(getattr(found, field)) for field, read in zip(fields, readers, strict=True)])


def _maker(maker: list[str] | None) -> Callable[[list[Any]], Any]:
    if maker is None:
        return tuple
    import importlib

    module, name = maker
    return getattr(importlib.import_module(module), name)._make


class _Lent:
    """Memory that machine code has asked for, as an array's owner: given back when the array goes."""

    __slots__ = ("__array_interface__", "_owner", "_release")

    def __init__(self, interface: dict[str, Any], owner: int, release: Callable[[int], None]) -> None:
        self.__array_interface__ = interface
        self._owner, self._release = owner, release

    def __del__(self) -> None:
        self._release(self._owner)


def _array(found: Any, dtype: np.dtype[Any], dimensions: int, release: Callable[[int], None]) -> NDArray[Any]:
    owner, _, size, _, address, *rest = found
    shape, strides = tuple(rest[:dimensions]), tuple(rest[dimensions:])
    if size == 0:
        if owner:
            release(owner)
        return np.empty(shape, dtype)
    interface: dict[str, Any] = {"version": 3, "shape": shape, "strides": strides, "data": (address, False)}
    interface["typestr"] = dtype.str
    if dtype.names:
        interface["descr"] = dtype.descr
    if owner:
        return np.asarray(_Lent(interface, owner, release))
    return np.array(_Lent(interface, 0, _keep))  # a view of an argument, whose memory is not ours


def _keep(_: int) -> None:
    """Give nothing back."""
