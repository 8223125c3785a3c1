"""How kernels are compiled: once per machine, cached beside the code, without the interpreter lock."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function over arrays. Division by zero gives inf or nan as in numpy; integers wrap around."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
