"""How kernels are compiled: once per machine, kept on disk, without the interpreter lock, run without the compiler.

A kernel called from Python is looked up by the kinds of its arguments: in this process, then on disk, then it is
compiled. What cannot be run that way is left to numba altogether.
"""

import ctypes
import inspect
from collections.abc import Callable
from functools import cached_property, update_wrapper
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

from layerworks.kernels.native.values import Kind, c_types_of, flatten, kinds_of, name_of, reader_of, struct_of

Function = TypeVar("Function", bound=Callable[..., Any])

_compiling = RLock()
_RETURNS_NOTHING = -2


def kernel(function: Function) -> Function:
    """Compile a function over arrays. Division by zero gives inf or nan as in numpy; integers wrap around."""
    return cast(Function, Kernel(function))


class Kernel:
    """A function over arrays that runs as machine code."""

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self._compiled: dict[tuple[Kind, ...], Callable[..., Any]] = {}

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Run on arguments of any signature; a new one is loaded or compiled first."""
        if named or len(arguments) < self._arity:
            arguments = self._in_order(arguments, named)
        kinds = kinds_of(arguments)
        run = self._compiled.get(kinds)
        return (run or self._make(kinds))(*arguments)

    @property
    def signatures(self) -> list[str]:
        """The signatures used or compiled in this process."""
        return [",".join(map(name_of, kinds)) for kinds in self._compiled]

    def for_numba(self) -> Any:
        """Return what other kernels call while they are compiled."""
        return self._dispatcher

    def compile(self, kinds: tuple[Kind, ...]) -> None:
        """Have one signature ready."""
        self._make(kinds)

    @cached_property
    def _dispatcher(self) -> Any:
        from layerworks.kernels.native.compiling import dispatcher_of

        return dispatcher_of(self.py_func)

    @cached_property
    def _arity(self) -> int:
        return self.py_func.__code__.co_argcount

    def _in_order(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        bound = inspect.signature(self.py_func).bind(*arguments, **named)
        bound.apply_defaults()
        return bound.args

    def _make(self, kinds: tuple[Kind, ...]) -> Callable[..., Any]:
        with _compiling:
            if kinds not in self._compiled:
                self._compiled[kinds] = self._load(kinds)
            return self._compiled[kinds]

    def _load(self, kinds: tuple[Kind, ...]) -> Callable[..., Any]:
        from layerworks.kernels.native import keeping

        if not keeping.compiler_is_known():
            return self._left_to_numba()
        signature = f"{self.py_func.__name__}({','.join(map(name_of, kinds))})"
        file = keeping.place_of(Path(self.py_func.__code__.co_filename), signature)
        found = keeping.kept(file)
        if found is None:
            from layerworks.kernels.native.compiling import compile_kernel

            try:
                made = compile_kernel(self._dispatcher, kinds)
            except NotImplementedError:
                return self._left_to_numba()
            told: dict[str, Any] = {"kernel": signature, "symbol": made.symbol, "layout": made.layout}
            found = told, made.object_code
            keeping.keep(file, *found)
        told, code = found
        return _runner(self.py_func.__name__, code, told["symbol"], kinds, told["layout"])

    def _left_to_numba(self) -> Callable[..., Any]:
        import numba

        return cast(Any, numba).njit(nogil=True, error_model="numpy")(self._dispatcher.py_func)


def _runner(name: str, code: bytes, symbol: str, kinds: tuple[Kind, ...], layout: list[Any]) -> Callable[..., Any]:
    """Return a function that calls machine code with arguments of known kinds."""
    from layerworks.kernels.native.loading import load, release

    address = load(code, symbol)
    passed = [c_type for kind in kinds for c_type in c_types_of(kind)]
    run = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *passed)(address)
    room, read = struct_of(layout), reader_of(layout, release())
    by_value = layout[0] == "number"

    def call(*arguments: Any) -> Any:
        words: list[Any] = []
        for value in arguments:
            flatten(value, words)
        result, wrong = room(), ctypes.c_void_p()
        status = run(ctypes.addressof(result), ctypes.addressof(wrong), *words)
        if status not in (0, _RETURNS_NOTHING):
            raise RuntimeError(f"{name}: no memory left, or arrays that do not fit each other")
        return read(result.value if by_value else result)

    return call
