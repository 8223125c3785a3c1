"""What a price needs to know of a shape before it is sliced: a few areas and lengths of the checked mesh."""

from dataclasses import dataclass

import numpy as np

from layerworks.geometry import CheckedMesh

PLATE_MM = 0.3  # faces lower than this over the lowest point lie on the plate


@dataclass(frozen=True, slots=True)
class PartFigures:
    """Figures of a shape as its file stands it up.

    upright_mm2: area as seen from all sides, that walls run along. up_mm2, down_mm2: area as seen from above and from
    below. hanging_mm2: of the latter, what hangs over more than 45° and does not lie on the plate; hanging_mm3: the
    room below that.
    """

    volume_mm3: float
    wide_mm: float
    deep_mm: float
    height_mm: float
    upright_mm2: float
    up_mm2: float
    down_mm2: float
    hanging_mm2: float
    hanging_mm3: float

    @property
    def longest_mm(self) -> float:
        """Longest edge of its box."""
        return max(self.wide_mm, self.deep_mm, self.height_mm)


def part_figures(mesh: CheckedMesh) -> PartFigures:
    """Return the figures of a checked mesh: some milliseconds for a hundred thousand triangles."""
    corners = mesh.vertices_mm[mesh.faces]
    u, v = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    vectors = np.empty_like(u)
    for k, (i, j) in enumerate(((1, 2), (2, 0), (0, 1))):
        vectors[:, k] = 0.5 * (u[:, i] * v[:, j] - u[:, j] * v[:, i])
    upright = np.hypot(vectors[:, 0], vectors[:, 1])
    up, down = np.maximum(vectors[:, 2], 0.0), np.maximum(-vectors[:, 2], 0.0)
    low = float(mesh.vertices_mm[:, 2].min())
    over_mm = corners[:, :, 2].mean(axis=1) - low
    hanging = (down > upright) & (corners[:, :, 2].max(axis=1) > low + PLATE_MM)
    size = mesh.size_mm
    return PartFigures(
        volume_mm3=max(float(mesh.volume_mm3), 0.0),
        wide_mm=float(size[0]),
        deep_mm=float(size[1]),
        height_mm=float(size[2]),
        upright_mm2=float(upright.sum()),
        up_mm2=float(up.sum()),
        down_mm2=float(down.sum()),
        hanging_mm2=float(down[hanging].sum()),
        hanging_mm3=float((down * over_mm)[hanging].sum()),
    )
