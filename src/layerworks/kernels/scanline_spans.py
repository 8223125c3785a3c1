"""How well lines over air are held at their ends."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


@kernel
def measure_spans(
    first_row: NDArray[np.int64],
    cell_row: NDArray[np.int64],
    row_start: NDArray[np.int64],
    along: NDArray[np.float64],
    held_first: NDArray[np.int64],
    held_cell_row: NDArray[np.int64],
    held_row_start: NDArray[np.int64],
    held_along: NDArray[np.float64],
    anchor: float,
) -> NDArray[np.float64]:
    """Return (c, 4): length of line held at both ends, at one, at none; and the sum of squares of all spans.

    first_row …: rows of the areas over air; held_…: rows of what lies below, both as `cross_rows` gives them, the same
    lines in the same cells. An end is held when the line, `anchor` further on, lies over what is below.
    """
    cells = first_row.shape[0]
    spans = np.zeros((cells, 4), np.float64)
    for cell in range(cells):
        for r in range(cell_row[cell + 1] - cell_row[cell]):
            h = first_row[cell] + r - held_first[cell]
            inside = 0 <= h < held_cell_row[cell + 1] - held_cell_row[cell]
            a = row_start[cell_row[cell] + r]
            while a + 1 < row_start[cell_row[cell] + r + 1]:
                held = 0
                for end in range(2):
                    u = along[a] - anchor if end == 0 else along[a + 1] + anchor
                    over = False
                    if inside:
                        for k in range(
                            held_row_start[held_cell_row[cell] + h], held_row_start[held_cell_row[cell] + h + 1]
                        ):
                            if held_along[k] <= u:
                                over = not over
                    held += 1 if over else 0
                length = along[a + 1] - along[a]
                spans[cell, 2 - held] += length
                spans[cell, 3] += length * length
                a += 2
    return spans
