"""A program and its model in one place: beads by layer, and the model's section in the middle of each."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.fidelity.asked import Asked
from layerworks.geometry import Plate
from layerworks.pictures.paint import laying
from layerworks.slicing.cutting import LayerSettings, cut_mesh
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions, side_by_side
from layerworks.slicing.role import Role
from layerworks.slicing.toolpath import Toolpath

F64 = NDArray[np.float64]

BESIDE = (Role.SKIRT, Role.BRIM, Role.SUPPORT, Role.SUPPORT_INTERFACE, Role.RAFT, Role.WIPE, Role.PRIME, Role.CUSTOM)
GAP_MM = 0.2  # inside the outline, where a gap counts as the outline's
_MARGIN_MM = 1.2
_CUT = LayerSettings(contour_tolerance_mm=0.001)
_TRIED = 25  # layers by which the model is laid under the beads
_WIDEST = 8.0  # times its height: plastic pushed out on a short way is a blob, no wide bead


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """z_mm, height_mm: (k,) f64 of the layers in which the part lies. ends_mm: (n, 4) f64, half_width_mm, fill: (n,) of
    beads by layer; bead_start: (k + 1,). section, band, grown, rim: areas of each layer, one cell a layer: the model's,
    what lies deeper than the walls, the model's with the tolerance about it, and what lies deeper than `GAP_MM`.
    frame: (3,) f64 lower left corner and side of a pixel. size: rows and columns.
    """

    z_mm: F64
    height_mm: F64
    ends_mm: F64
    half_width_mm: F64
    fill: F64
    bead_start: NDArray[np.int64]
    section: Regions
    band: Regions
    grown: Regions
    rim: Regions
    frame: F64
    size: tuple[int, int]
    asked: Asked


def scene_of(toolpath: Toolpath, plate: Plate, asked: Asked, *, settle: bool = False) -> Scene:
    """Return beads and model together. settle: move the model to where the beads are, as for programs of others.

    Layers at one height are one layer; supports, skirts and the like are left out. A bead's width follows from its
    volume.
    """
    moves = np.flatnonzero(laying(toolpath) & ~np.isin(toolpath.role, BESIDE) & (toolpath.layer >= 0))
    z_of_layer = np.round(toolpath.layer_z_mm, 3)
    z_mm, layer = np.unique(z_of_layer[toolpath.layer[moves]], return_inverse=True)
    order = np.argsort(layer, kind="stable")
    moves, layer = moves[order], layer[order]
    height_mm = np.diff(z_mm, prepend=0.0)
    ends_mm = np.concatenate([toolpath.points_mm[moves - 1, :2], toolpath.points_mm[moves, :2]], axis=1)
    length = np.hypot(ends_mm[:, 2] - ends_mm[:, 0], ends_mm[:, 3] - ends_mm[:, 1])
    high = height_mm[layer]
    area = toolpath.volume_mm3[moves] / np.maximum(length, 1e-9)
    width = np.minimum(area / high + high * (1.0 - math.pi / 4.0), _WIDEST * high)
    section = _sections(plate, z_mm, height_mm)
    bead_start = np.searchsorted(layer, np.arange(len(z_mm) + 1)).astype(np.int64)
    if settle:
        shift = _shift_mm(section, ends_mm, bead_start)
        section = Regions(section.points_um + 1000.0 * shift, section.loop_start, section.cell_start)
    every = np.ones(section.cells)
    corners = np.concatenate([ends_mm.reshape(-1, 2), section.points_um / 1000.0])
    low, top = corners.min(axis=0) - _MARGIN_MM, corners.max(axis=0) + _MARGIN_MM
    px = max(asked.pixel_mm, math.sqrt(float(np.prod(top - low)) / asked.most_pixels))
    return Scene(
        z_mm=z_mm,
        height_mm=height_mm,
        ends_mm=np.ascontiguousarray(ends_mm),
        half_width_mm=0.5 * width,
        fill=area / (high * width),
        bead_start=bead_start,
        section=section,
        band=inset(section, 1000.0 * asked.band_mm * every) if asked.band_mm > 0.0 else section,
        grown=inset(section, -1000.0 * asked.tolerance_mm * every),
        rim=inset(section, 1000.0 * GAP_MM * every),
        frame=np.array([low[0], low[1], px]),
        size=(math.ceil((top[1] - low[1]) / px), math.ceil((top[0] - low[0]) / px)),
        asked=asked,
    )


def _sections(plate: Plate, z_mm: F64, height_mm: F64) -> Regions:
    """Return the model's section in the middle of each layer; the last one is cut below the top where its middle is
    above it."""
    whole: Regions | None = None
    for part in plate.parts:
        vertices = np.ascontiguousarray(part.vertices_mm)
        top = float(vertices[:, 2].max()) - 1e-4
        middle = z_mm - 0.5 * height_mm
        cut_at = np.where((middle > top) & (middle - 0.5 * height_mm < top), top, middle)
        own = cut_mesh(vertices, part.mesh.faces, np.maximum.accumulate(cut_at), _CUT)
        whole = own if whole is None else side_by_side(whole, own)[0]
    assert whole is not None  # a plate holds at least one part
    return whole


def _shift_mm(section: Regions, ends_mm: F64, bead_start: NDArray[np.int64]) -> F64:
    """Return by how much the model is to be moved: the median over some layers of how far the middles of both are
    apart, where both are about as large."""
    shifts: list[F64] = []
    tried = np.unique(np.linspace(0, section.cells - 1, min(_TRIED, section.cells)).astype(np.int64))
    for layer in tried.tolist():
        loops = section.loops_of(layer)
        beads = ends_mm[bead_start[layer] : bead_start[layer + 1]].reshape(-1, 2)
        if not loops or not len(beads):
            continue
        points = np.concatenate(loops) / 1000.0
        low, high = points.min(axis=0), points.max(axis=0)
        larger = np.ptp(beads, axis=0) - (high - low)
        if (larger < 0.3).all() and (larger > -1.5).all():
            shifts.append((beads.min(axis=0) + beads.max(axis=0) - low - high) / 2.0)
    if shifts:
        return np.median(np.array(shifts), axis=0)
    points = section.points_um / 1000.0
    return (
        ends_mm.reshape(-1, 2).min(axis=0)
        + ends_mm.reshape(-1, 2).max(axis=0)
        - points.min(axis=0)
        - points.max(axis=0)
    ) / 2.0
