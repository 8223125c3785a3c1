"""Columns of support that at least one line passes."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def lines_under(label: NDArray[np.int32], block: int) -> NDArray[np.int32]:
    """Return labels (h, w) lengthened across the rows so that each run of them meets the middle of a block of rows.

    label: 0 for none; h a multiple of block. Of two labels the greater takes a pixel. A run that meets one stays as it
    is; another reaches to that of the block in which its middle lies.
    """
    height, width = label.shape
    found = label.copy()
    for i in range(width):
        j = 0
        while j < height:
            if label[j, i] == 0:
                j += 1
                continue
            first, most = j, 0
            while j < height and label[j, i] > 0:
                most = max(most, label[j, i])
                j += 1
            met = False
            for t in range(first // block, (j - 1) // block + 1):
                if first <= t * block + (block - 1) // 2 and t * block + block // 2 < j:
                    met = True
            if not met:
                t = (first + j - 1) // 2 // block
                for r in range(min(first, t * block + (block - 1) // 2), max(j, t * block + block // 2 + 1)):
                    found[r, i] = max(found[r, i], most)
    return found
