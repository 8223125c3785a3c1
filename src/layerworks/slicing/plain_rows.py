"""Straight lines over areas that are to be filled everywhere, joined along the border where that takes little way."""

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.regions import Regions


def lines_over(
    area: Regions,
    directions: NDArray[np.float64],
    pitch_um: float,
    least_um: float,
    link_um: float,
    wanted: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return points (n, 2), start (s + 1,) and cell (s,) of lines over an area, row j at pitch × (j + ½).

    directions: (c, 2) unit vector of a cell's lines. least_um: shorter lines are left out. link_um: longest way along
    the border by which two are joined. wanted: (c,) cells to fill, None for all.
    """
    from layerworks.kernels.scanline_borders import link_along_border
    from layerworks.kernels.scanline_rows import cross_rows

    wanted = np.ones(area.cells, np.bool_) if wanted is None else wanted
    first_row, cell_row, row_start, along, edge = cross_rows(
        area.points_um, area.loop_start, area.cell_start, wanted, directions, pitch_um, 0
    )
    row_cell = np.repeat(np.arange(area.cells), np.diff(cell_row))
    row = np.arange(len(row_cell)) - cell_row[row_cell] + first_row[row_cell]
    own = np.repeat(np.arange(len(row)), np.diff(row_start) // 2)
    crossing = np.arange(len(along)).reshape(-1, 2)
    ends = along.reshape(-1, 2)
    return link_along_border(
        area.points_um,
        area.loop_start,
        directions,
        pitch_um,
        edge,
        row_cell[own],
        row[own],
        ends,
        crossing,
        ends[:, 1] - ends[:, 0] >= least_um,
        np.zeros(len(ends), np.bool_),
        link_um,
    )
