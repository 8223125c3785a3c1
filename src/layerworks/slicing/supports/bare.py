"""Overhangs that supports were asked to hold and do not: no way leads down from there, or there is no room."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import parts_of, regions_of, take_cells
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.marks import NO_MARKS, SupportMarks
from layerworks.slicing.supports.overhangs import Overhangs, find_overhangs, group_areas
from layerworks.slicing.supports.raster import Raster, raster_of, window_around
from layerworks.slicing.supports.settings import SupportSettings

REACH_UM = 1500.0  # from a bead of support, within which what hangs over is held
DEPTH_LAYERS = 3  # in which such a bead may lie, below the gap
LEAST_MM2 = 1.0  # a smaller place holds itself
STEP_UM = 300.0


@dataclass(frozen=True, slots=True)
class Bare:
    """Overhangs without support. low_mm, high_mm: heights of their undersides above the bed. plate_only: supports were
    to stand on the plate alone.
    """

    area_mm2: float
    low_mm: float
    high_mm: float
    plate_only: bool


def bare_overhangs(
    layers: Layers,
    strokes: Strokes,
    settings: Sequence[SupportSettings],
    width_um: float,
    marks: SupportMarks = NO_MARKS,
) -> Bare | None:
    """Return what overhangs and no support holds, or None.

    layers: outlines as they were cut. strokes: all that is laid, on a raft too. settings: of each part. width_um: of a
    line, where the supports have none of their own. marks: where overhangs are, or are not, supported.
    """
    parts, outlines = parts_of(layers), regions_of(layers)
    height_um = np.repeat(layers.height_mm * 1000.0, parts)
    raised = len(strokes.layers.z_mm) - len(layers.z_mm)
    under_mm = strokes.layers.z_mm - strokes.layers.height_mm
    area_um2, heights_mm, plate_only = 0.0, list[float](), False
    for kind in dict.fromkeys(settings):
        if kind.supports == "none":
            continue
        line_um = kind.support_line_width_mm * 1000.0 or width_um
        raster = raster_of(line_um, max(kind.support_spacing_mm * 1000.0, line_um), kind.support_angle_deg)
        alike = np.array([own == kind for own in settings[:parts]])
        own = take_cells(outlines, np.tile(alike, len(layers.z_mm)))
        found = find_overhangs(own, parts, height_um, raster, kind, marks.blockers, marks.enforcers)
        found = found.take(
            found.cell // parts > kind.support_gap_above_layers
        )  # lower ones lie on the plate, but for the gap
        bare = _large(found.take(~_held(found, parts, raster, _Beads.of(strokes, raised), kind)), parts, raster)
        if len(bare.cell):
            area_um2 += float(bare.share.sum()) * raster.pitch_um**2
            heights_mm += under_mm[[bare.cell[0] // parts + raised, bare.cell[-1] // parts + raised]].tolist()
            plate_only |= kind.support_branch_rest == "plate" if kind.supports == "tree" else kind.support_on_plate_only
    return Bare(area_um2 / 1e6, min(heights_mm), max(heights_mm), plate_only) if heights_mm else None


@dataclass(frozen=True, slots=True, eq=False)
class _Beads:
    """Places (n, 2) along beads of supports, in µm, by layer (n,) ascending."""

    at_um: NDArray[np.float64]
    layer: NDArray[np.int32]

    @classmethod
    def of(cls, strokes: Strokes, raised: int) -> "_Beads":
        ours = np.isin(strokes.role, (Role.SUPPORT, Role.SUPPORT_INTERFACE))
        size = np.diff(strokes.start)
        stroke = np.repeat(np.arange(len(size)), size)
        keep = ours[stroke]
        at, stroke = strokes.points_um[keep].astype(np.float64), stroke[keep]
        ends = np.roll(at, -1, axis=0)
        last = np.append(stroke[1:] != stroke[:-1], True)[: len(at)]
        first = np.flatnonzero(np.append(True, last[:-1])) if len(at) else np.empty(0, np.int64)
        back = np.where(strokes.closed[stroke[last]], first, np.flatnonzero(last))
        ends[last] = at[back]
        steps = np.maximum(1, np.ceil(np.hypot(*(ends - at).T) / STEP_UM)).astype(np.int64)
        of = np.repeat(np.arange(len(at)), steps)
        share = (np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[of]
        return cls(at[of] + share[:, None] * (ends - at)[of], strokes.layer[stroke][of] - raised)


def _held(found: Overhangs, parts: int, raster: Raster, beads: _Beads, settings: SupportSettings) -> NDArray[np.bool_]:
    """Tell which pixels (m,) have a bead of support near below them."""
    from layerworks.kernels.branch_steps import clearance

    loose_um = 0.0 if settings.support_interface_above_layers else settings.support_spacing_mm * 750.0
    most = round(3 * max(REACH_UM, loose_um) / raster.pitch_um)
    held = np.zeros(len(found.cell), np.bool_)
    layer = found.cell // parts
    for n in np.unique(layer).tolist():
        a, b = np.searchsorted(layer, [n, n + 1])
        row, column = found.row[a:b], found.column[a:b]
        window = window_around(row, column, 1, most // 3 + 1)
        lowest = n - settings.support_gap_above_layers - DEPTH_LAYERS
        i, j = np.searchsorted(beads.layer, [lowest, n])
        at = np.floor(raster.in_pixels(beads.at_um[i:j])).astype(np.int64)[:, ::-1] - [window.row, window.column]
        at = at[((at >= 0) & (at < [window.height, window.width])).all(axis=1)]
        free = np.ones((window.height, window.width), np.bool_)
        free[at[:, 0], at[:, 1]] = False
        held[a:b] = clearance(free, most + 1)[row - window.row, column - window.column] <= most
    return held


def _large(found: Overhangs, parts: int, raster: Raster) -> Overhangs:
    return found.take(group_areas(found, parts) * raster.pitch_um**2 >= LEAST_MM2 * 1e6)
