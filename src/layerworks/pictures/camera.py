"""Where the eye stands. Parallel projection: equal lengths look equal, so a grid on the bed can be counted."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A direction to look from. azimuth_deg: of the eye around +z, counter-clockwise from +x (−90 is the front).
    elevation_deg: above the bed, 90 looks straight down."""

    azimuth_deg: float
    elevation_deg: float


ISO = View(-58.0, 30.0)
FRONT = View(-90.0, 0.0)
RIGHT = View(0.0, 0.0)
TOP = View(-90.0, 90.0)


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A parallel projection.

    axes: (3, 3) f64, rows right, up, towards the eye. frame: (3,) f64 pixels per mm, and the pixel coordinates (x to
    the right, y down) of the world's origin. size_px: width and height.
    """

    axes: F64
    frame: F64
    size_px: tuple[int, int]

    @property
    def px_per_mm(self) -> float:
        """Pixels per millimetre."""
        return float(self.frame[0])

    def project(self, points_mm: F64) -> F64:
        """Return (n, 3) f64 pixel coordinates and depth (mm, smaller is nearer) of (n, 3) points."""
        x, y, z = points_mm[:, 0], points_mm[:, 1], points_mm[:, 2]
        right, up, toward = (x * a[0] + y * a[1] + z * a[2] for a in self.axes)
        scale, origin_x, origin_y = self.frame
        return np.stack([origin_x + scale * right, origin_y - scale * up, -toward], axis=1)

    def at(self, x_px: NDArray[np.floating], y_px: NDArray[np.floating], depth: NDArray[np.floating]) -> F64:
        """Return (n, 3) f64 points in mm seen at pixel coordinates and depths, each (n,)."""
        scale, origin_x, origin_y = self.frame
        right, up, toward = (x_px - origin_x) / scale, (origin_y - y_px) / scale, -depth
        return np.stack(
            [right * self.axes[0, k] + up * self.axes[1, k] + toward * self.axes[2, k] for k in range(3)], 1
        )

    def enlarged(self, factor: float) -> "Camera":
        """Return the same view with `factor` times the pixels."""
        width, height = self.size_px
        return Camera(self.axes, self.frame * factor, (round(width * factor), round(height * factor)))


def axes_of(azimuth_deg: float, elevation_deg: float) -> F64:
    """Return (3, 3) rows right, up, towards the eye of a direction to look from."""
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    toward = (math.cos(elevation) * math.cos(azimuth), math.cos(elevation) * math.sin(azimuth), math.sin(elevation))
    right = (-math.sin(azimuth), math.cos(azimuth), 0.0)
    up = (
        toward[1] * right[2] - toward[2] * right[1],
        toward[2] * right[0] - toward[0] * right[2],
        toward[0] * right[1] - toward[1] * right[0],
    )
    return np.array([right, up, toward])


def camera_fitting(points_mm: F64, axes: F64, size_px: tuple[int, int], margin: float, reach_mm: float = 0.0) -> Camera:
    """Return the camera that shows points as large as they fit, in the middle.

    points_mm: (n, 3), n ≥ 1. margin: share of the picture left free on each side. reach_mm: what is drawn around them.
    """
    x, y, z = points_mm[:, 0], points_mm[:, 1], points_mm[:, 2]
    right, up = (x * a[0] + y * a[1] + z * a[2] for a in axes[:2])
    wide = float(right.max() - right.min()) + 2.0 * reach_mm
    high = float(up.max() - up.min()) + 2.0 * reach_mm
    width, height = size_px
    scale = (1.0 - 2.0 * margin) * min(width / max(wide, 1e-6), height / max(high, 1e-6))
    middle_x, middle_y = 0.5 * float(right.max() + right.min()), 0.5 * float(up.max() + up.min())
    return Camera(axes, np.array([scale, width / 2 - scale * middle_x, height / 2 + scale * middle_y]), size_px)
