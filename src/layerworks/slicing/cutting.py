"""Plate → Layers: where every part crosses the middle of every layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry import Plate, PlatePart
from layerworks.settings import setting
from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import Regions, regions_from, replace_cells

GAPS_MM = np.array([0.001, 0.02, 0.1, 0.5, 2.0])  # ends that lie nearer are joined first
MOST_OPEN = 0.5  # of its own length that a chain without a partner may be closed over
LEAST_AREA_UM2 = 1000.0  # a smaller loop is dust of the mesh


@dataclass(frozen=True, slots=True)
class LayerSettings:
    """How a plate is cut."""

    layer_height_mm: float = setting(0.2, unit="mm", low=0.01, high=20.0)
    first_layer_height_mm: float = setting(0.2, unit="mm", low=0.01, high=20.0)
    contour_tolerance_mm: float = setting(0.005, unit="mm", low=0.0, high=1.0)


def cut(plate: Plate, settings: LayerSettings) -> Layers:
    """Return the outlines of every part in the middle of every layer.

    A layer belongs to the part when its middle does. Broken shells are closed where their ends lie within 2 mm;
    overlapping shells of one part are united by the non-zero winding rule. No layer: `z_mm` is empty.
    """
    top_mm = max((float(p.vertices_mm[:, 2].max()) for p in plate.parts), default=0.0)
    z_mm, height_mm = layer_grid(top_mm, settings)
    return join_parts([cut_part(p, z_mm - height_mm / 2, settings) for p in plate.parts], z_mm, height_mm)


def layer_grid(top_mm: float, settings: LayerSettings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return z_mm (k,), the tops of the layers whose middle lies below `top_mm`, and height_mm (k,)."""
    first, height = settings.first_layer_height_mm, settings.layer_height_mm
    if top_mm <= first / 2:
        return np.zeros(0), np.zeros(0)
    # a hair above the middle still counts as below: files store heights as float32
    above = max(0, int(np.ceil((top_mm - first - height / 2) / height - 1e-5)))
    z_mm = first + height * np.arange(above + 1)
    height_mm = np.full(above + 1, height)
    height_mm[0] = first
    return z_mm, height_mm


def cut_part(part: PlatePart, planes_mm: NDArray[np.float64], settings: LayerSettings) -> Regions:
    """Return the outlines of one part in planes (k,), ascending, in machine coordinates."""
    from layerworks.kernels.chain_gaps import close_gaps
    from layerworks.kernels.chain_segments import chain_segments
    from layerworks.kernels.cut_planes import count_crossings, cut_triangles
    from layerworks.kernels.simplify_loops import simplify_loops

    vertices_mm = np.ascontiguousarray(part.vertices_mm, np.float64)
    faces = np.ascontiguousarray(part.mesh.faces, np.int32)
    start = count_crossings(vertices_mm, faces, planes_mm)
    segments_mm, edges = np.empty((start[-1], 4)), np.empty((start[-1], 2), np.int64)
    cut_triangles(vertices_mm, faces, planes_mm, start, segments_mm, edges)
    points_mm, loop_start, loop_plane, closed = chain_segments(segments_mm, edges, start)
    if not closed.all():
        points_mm, loop_start, loop_plane, _ = close_gaps(points_mm, loop_start, loop_plane, closed, GAPS_MM, MOST_OPEN)
    points_um = points_mm * 1000.0
    kept, loop_start, kept_loop = simplify_loops(
        points_um, loop_start, settings.contour_tolerance_mm * 1000.0, LEAST_AREA_UM2
    )
    return unite(regions_from(points_um[kept], loop_start, loop_plane[kept_loop].astype(np.int64), len(planes_mm)))


def unite(regions: Regions) -> Regions:
    """Return regions in which cells whose loops cross or wind twice are united by the non-zero rule."""
    from layerworks.kernels.cut_islands import nest_loops
    from layerworks.kernels.offset_crossings import find_crossings
    from layerworks.slicing.clipping import union

    _, proper = nest_loops(regions.points_um, regions.loop_start, regions.cell_start)
    crossing_start = find_crossings(regions.points_um, regions.loop_start, regions.cell_start)[2]
    improper = np.flatnonzero(~proper | (np.diff(crossing_start) > 0))
    return replace_cells(regions, improper, [union(regions.loops_of(c)) for c in improper])


def join_parts(parts: list[Regions], z_mm: NDArray[np.float64], height_mm: NDArray[np.float64]) -> Layers:
    """Return layers of the outlines of several parts, one cell a layer in each."""
    loop_layer = np.concatenate([p.loop_cell for p in parts])
    loop_part = np.repeat(np.arange(len(parts)), [len(p.loop_start) - 1 for p in parts])
    loop_size = np.concatenate([np.diff(p.loop_start) for p in parts])
    order = np.lexsort((loop_part, loop_layer))
    begin = np.cumsum(loop_size) - loop_size
    loop_start = np.concatenate([np.zeros(1, np.int64), np.cumsum(loop_size[order])])
    source = np.arange(loop_start[-1]) + np.repeat(begin[order] - loop_start[:-1], loop_size[order])
    points_um = np.concatenate([p.points_um for p in parts])[source]
    return Layers(
        z_mm=z_mm,
        height_mm=height_mm,
        points_um=np.rint(points_um).astype(np.int32),
        loop_start=loop_start.astype(np.int32),
        loop_layer=loop_layer[order].astype(np.int32),
        loop_part=loop_part[order].astype(np.int32),
    )
