"""Values that occur, each once: numpy's `unique` without the module for masked arrays, which it loads to ask for masks
and which takes as long to load as a small part takes to slice.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)


def distinct(values: NDArray[Value]) -> NDArray[Value]:
    """Return the values of an array of any shape, ascending, each once. No value may be nan."""
    ascending = np.sort(values, axis=None)
    new = np.ones(len(ascending), np.bool_)
    new[1:] = ascending[1:] != ascending[:-1]
    return ascending[new]
