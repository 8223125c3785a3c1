"""Which way lines run: angles layer by layer, and how they follow the load that a part is to bear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry import Plate
from layerworks.settings import setting
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.role import Role
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.toolpath import Toolpath
from layerworks.words import say

ALMOST_UPRIGHT = 1e-3  # of its length that a load must have along the plate to say a direction


@dataclass(frozen=True, slots=True)
class RasterSettings:
    """Angles of all straight lines, one a layer in turn: skins, solid fill and rectilinear infill; none leaves each
    its own. They are counted from the load, a vector of the model as it lies in its file, seen from above.
    """

    raster_angles_deg: tuple[float, ...] = setting((), unit="°", low=-360.0, high=360.0)
    load_direction: tuple[float, ...] = setting((1.0, 0.0, 0.0), low=-1e6, high=1e6)


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """Which way the lines of each cell run, in degrees from the machine's x axis: (c,) of solid and of sparse fill."""

    solid_deg: NDArray[np.float64]
    sparse_deg: NDArray[np.float64]


def turns_of(
    settings: RasterSettings, skins: SkinSettings, infill: InfillSettings, plate: Plate | None, cells: int, parts: int
) -> Turns:
    """Return which way lines run. plate: how parts stand; without it, as they lie in their files.

    Raises Rejected for a load that is no vector, or one that stands upright.
    """
    poses = [part.pose for part in plate.parts] if plate else [np.eye(4)] * parts
    load_deg = load_angles_deg(settings, poses[:parts])
    solid = settings.raster_angles_deg or skins.skin_angles_deg
    sparse = infill.infill_angles_deg
    if infill.infill_pattern != "rectilinear":
        sparse = sparse[:1]  # these turn as a whole
    elif settings.raster_angles_deg:
        sparse = settings.raster_angles_deg
    layers = cells // parts
    return Turns(turns_deg(solid, load_deg, layers), turns_deg(sparse, load_deg, layers))


def load_angles_deg(settings: RasterSettings, poses: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return (parts,) angles of the load, counted from the machine's x axis, for the pose (4, 4) of each part; zeros
    where no raster is asked for. Raises Rejected for a load that is no vector, or one that stands upright.
    """
    if not settings.raster_angles_deg:
        return np.zeros(len(poses))
    if len(settings.load_direction) != 3:
        raise Rejected(say("slicing.load_no_vector"), say("slicing.load_remedy"))
    load = np.array(settings.load_direction)
    on_plate = np.array([pose[:3, :3] @ load for pose in poses]).reshape(-1, 3)
    if (np.hypot(on_plate[:, 0], on_plate[:, 1]) <= ALMOST_UPRIGHT * np.linalg.norm(load)).any():
        raise Rejected(say("slicing.load_upright"), say("slicing.load_remedy"))
    return np.rad2deg(np.arctan2(on_plate[:, 1], on_plate[:, 0])).round(6)


def turns_deg(angles_deg: tuple[float, ...], from_deg: NDArray[np.float64], layers: int) -> NDArray[np.float64]:
    """Return (c,) angles of each cell: one of a list a layer, in turn, from an angle a part; 45° of an empty list."""
    listed = np.array(angles_deg or (45.0,))
    return (listed[np.arange(layers) % len(listed), None] + from_deg).ravel()


def each_turn(turns: NDArray[np.float64]) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    """Yield every angle among turns (c,) in the order of first use, and the cells (c,) that have it."""
    first = np.unique(turns, return_index=True)[1]
    for angle in turns[np.sort(first)].tolist():
        yield angle, turns == angle


def aligned_share(
    toolpath: Toolpath, direction: NDArray[np.float64], within_deg: float, roles: tuple[Role, ...] = ()
) -> float:
    """Return how much of the laid length runs along a direction (2 or 3,) of the machine, at most `within_deg` off it
    either way round, seen from above. roles: beads that count; all but those beside the part when empty.
    """
    counted = roles or tuple(r for r in Role if Role.OUTER_WALL <= r <= Role.OVERHANG_WALL)
    laid = np.flatnonzero(np.isin(toolpath.role, counted) & (toolpath.volume_mm3 > 0.0))
    step = toolpath.points_mm[laid, :2] - toolpath.points_mm[np.maximum(laid - 1, 0), :2]
    length = np.hypot(step[:, 0], step[:, 1])
    x, y = direction[:2] / np.hypot(direction[0], direction[1])
    off = np.abs(np.rad2deg(np.arctan2(x * step[:, 1] - y * step[:, 0], x * step[:, 0] + y * step[:, 1])))
    along = np.minimum(off, 180.0 - off) <= within_deg
    return float(length[along].sum() / max(length.sum(), 1e-12))
