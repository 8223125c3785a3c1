"""Plate → Layers: where every part crosses the middle of every layer."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry import Plate, PlatePart
from layerworks.settings import setting
from layerworks.slicing.layers import Layers
from layerworks.slicing.offsetting import inset
from layerworks.slicing.regions import Regions, merge_cells, regions_from, replace_cells, take_cells
from layerworks.slicing.simplifying import simplified
from layerworks.words import say

GAPS_MM = np.array([0.001, 0.02, 0.1, 0.5, 2.0])  # ends that lie nearer are joined first
MOST_OPEN = 0.5  # of its own length that a chain without a partner may be closed over
LEAST_AREA_UM2 = 1000.0  # a smaller loop is dust of the mesh


@dataclass(frozen=True, slots=True)
class LayerSettings:
    """How a plate is cut."""

    layer_height_mm: float = setting(0.2, unit="mm", low=0.01, high=20.0)
    first_layer_height_mm: float = setting(0.2, unit="mm", low=0.01, high=20.0)
    contour_tolerance_mm: float = setting(0.005, unit="mm", low=0.0, high=1.0)
    crack_closing_mm: float = setting(0.049, unit="mm", low=0.0, high=1.0)


def cut(plate: Plate, settings: LayerSettings) -> Layers:
    """Return the outlines of every part in the middle of every layer.

    A layer belongs to the part when its middle does. Broken shells are closed where their ends lie within 2 mm;
    overlapping shells of one part are united by the non-zero winding rule. Raises Rejected when not even the middle of
    the first layer lies in the plate.
    """
    parts = [_vertices_mm(p) for p in plate.parts]
    top_mm = max((float(v[:, 2].max()) for v in parts), default=0.0)
    z_mm, height_mm = layer_grid(top_mm, settings)
    middle_mm = z_mm - height_mm / 2
    return join_parts(
        [_cut_part(v, p, middle_mm, settings) for v, p in zip(parts, plate.parts, strict=True)],
        z_mm,
        height_mm,
    )


def layer_grid(top_mm: float, settings: LayerSettings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return z_mm (k,), the tops of the layers whose middle lies below `top_mm`, and height_mm (k,)."""
    first, height = settings.first_layer_height_mm, settings.layer_height_mm
    if top_mm <= first / 2:
        raise Rejected(say("slicing.too_flat", height_mm=top_mm, first_mm=first), say("slicing.too_flat_remedy"))
    # a middle at the very top is out, also when float32 in the file has moved the top a hair
    above = max(0, math.ceil((top_mm - first - height / 2) / height - 1e-5))
    height_mm = np.full(above + 1, height, np.float64)
    height_mm[0] = first
    return first + height * np.arange(above + 1, dtype=np.float64), height_mm


def _cut_part(
    vertices_mm: NDArray[np.float64], part: PlatePart, planes_mm: NDArray[np.float64], settings: LayerSettings
) -> Regions:
    """Return the outlines of a part without those of its negative volumes, one cell a plane."""
    outlines = cut_mesh(vertices_mm, part.mesh.faces, planes_mm, settings)
    for volume in part.mesh.modifiers:
        if volume.kind == "negative":
            placed = np.ascontiguousarray(volume.vertices_mm @ part.pose[:3, :3].T + part.pose[:3, 3])
            outlines = _less(outlines, cut_mesh(placed, volume.faces, planes_mm, settings))
    return outlines


def _less(outlines: Regions, away: Regions) -> Regions:
    from layerworks.slicing.clipping import difference

    both = np.flatnonzero((np.diff(outlines.cell_start) > 0) & (np.diff(away.cell_start) > 0))
    return replace_cells(outlines, both, [difference(outlines.loops_of(c), away.loops_of(c)) for c in both.tolist()])


def cut_mesh(
    vertices_mm: NDArray[np.float64], faces: NDArray[np.int32], planes_mm: NDArray[np.float64], settings: LayerSettings
) -> Regions:
    """Return the outlines of a mesh in planes (k,), ascending, one cell a plane.

    vertices_mm: (v, 3), where they stand on the plate. faces: (n, 3).
    """
    from layerworks.kernels.chain_gaps import close_gaps
    from layerworks.kernels.chain_segments import chain_segments
    from layerworks.kernels.cut_planes import count_crossings, cut_triangles

    faces = np.ascontiguousarray(faces, np.int32)
    start = count_crossings(vertices_mm, faces, planes_mm)
    segments_mm, edges = np.empty((int(start[-1]), 4)), np.empty((int(start[-1]), 2), np.int64)
    cut_triangles(vertices_mm, faces, planes_mm, start, segments_mm, edges)
    points_mm, loop_start, loop_plane, closed = chain_segments(segments_mm, edges, start)
    cracked = np.zeros(len(planes_mm), np.bool_)
    if not closed.all():
        points_mm, loop_start, loop_plane, bridged_mm = close_gaps(
            points_mm, loop_start, loop_plane, closed, GAPS_MM, MOST_OPEN
        )
        cracked[loop_plane[bridged_mm > 0.0]] = True
    points_um, loop_start, kept_loop = simplified(
        points_mm * 1000.0, loop_start, settings.contour_tolerance_mm * 1000.0, LEAST_AREA_UM2
    )
    cell = loop_plane[kept_loop].astype(np.int64)
    outlines = unite(regions_from(points_um, loop_start, cell, len(planes_mm)))
    if settings.crack_closing_mm == 0.0 or not cracked.any():
        return outlines
    closed_up = close_cracks(take_cells(outlines, cracked), settings.crack_closing_mm * 1000.0)
    return merge_cells(closed_up, take_cells(outlines, ~cracked))


def close_cracks(outlines: Regions, reach_um: float) -> Regions:
    """Return outlines in which cracks up to twice the reach are closed."""
    reach = np.full(outlines.cells, reach_um)
    return inset(inset(outlines, -reach), reach)


def _vertices_mm(part: PlatePart) -> NDArray[np.float64]:
    # written out: handing so small a matrix to the linear algebra library costs more than the product
    x, y, z = part.mesh.vertices_mm.T
    return np.stack([row[0] * x + row[1] * y + row[2] * z + row[3] for row in part.pose[:3]], 1)


def unite(regions: Regions) -> Regions:
    """Return regions in which cells whose loops cross or wind twice are united by the non-zero rule."""
    from layerworks.kernels.cut_islands import nest_loops
    from layerworks.kernels.edge_rows import rows_of_edges
    from layerworks.kernels.offset_crossings import find_crossings
    from layerworks.slicing.clipping import union

    loops = regions.points_um, regions.loop_start, regions.cell_start
    _, proper = nest_loops(*loops, *rows_of_edges(*loops))
    crossing_start = find_crossings(*loops)[2]
    improper = np.flatnonzero(~proper | (np.diff(crossing_start) > 0))
    return replace_cells(regions, improper, [union(regions.loops_of(c)) for c in improper.tolist()])


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
