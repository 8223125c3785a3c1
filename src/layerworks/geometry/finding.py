"""What a check of a shape has to say about it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layerworks.words import Text

Severity = Literal["info", "warn", "at_risk", "block"]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One thing found about a shape.

    code: stable key such as `open_edges`; the sentences are `text` and `remedy`.
    severity: info, warn, at_risk (a person should approve), block (cannot be printed as it is).
    value, limit: the measured figure and what it was held against, in the unit that the text names.
    faces: (k,) i32 faces concerned, empty when the whole shape is meant.
    """

    code: str
    severity: Severity
    text: Text
    remedy: Text | None = None
    value: float | None = None
    limit: float | None = None
    faces: NDArray[np.int32] | None = None
