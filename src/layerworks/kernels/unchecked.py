"""A byte of a text without numba's test for negative indices, which costs a sixth of the reading time."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def _byte_at(_context: Any, text: Any, index: Any) -> Any:
    def load(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.zext(builder.load(builder.gep(array.data, [arguments[1]])), ir.IntType(64))

    return types.int64(text, index), load


byte_at: Any = _byte_at
"""byte_at(text, index): text is a (n,) u8 array, index an i64 in 0 … n − 1; nothing is checked. Returns i64."""
