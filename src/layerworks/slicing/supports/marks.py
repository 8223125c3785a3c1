"""Volumes in which overhangs are, or are not, supported: cut as the parts are, layer by layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry import ModifierKind, Plate
from layerworks.slicing.cutting import LayerSettings, cut_mesh
from layerworks.slicing.layers import Layers
from layerworks.slicing.regions import Regions, parts_of, regions_from_loops


@dataclass(frozen=True, slots=True, eq=False)
class SupportMarks:
    """Where supports must not, and where they must hold a part, by layer and part. None where no volume says so."""

    blockers: Regions | None
    enforcers: Regions | None


NO_MARKS = SupportMarks(None, None)


def marks_of(plate: Plate | None, layers: Layers, settings: LayerSettings | None = None) -> SupportMarks:
    """Return what the support blockers and enforcers of a plate's parts take in the middle of each layer."""
    if plate is None:
        return NO_MARKS
    cutting = settings or LayerSettings()
    blockers = _sections(plate, "support_blocker", layers, cutting)
    return SupportMarks(blockers, _sections(plate, "support_enforcer", layers, cutting))


def _sections(plate: Plate, kind: ModifierKind, layers: Layers, settings: LayerSettings) -> Regions | None:
    parts, middle_mm = parts_of(layers), layers.z_mm - layers.height_mm / 2
    cells: list[list[NDArray[np.float64]]] = [[] for _ in range(parts * len(middle_mm))]
    volumes = [
        (n, part, v) for n, part in enumerate(plate.parts[:parts]) for v in part.mesh.modifiers if v.kind == kind
    ]
    for number, part, volume in volumes:
        placed = volume.vertices_mm @ part.pose[:3, :3].T + part.pose[:3, 3]
        cut = cut_mesh(np.ascontiguousarray(placed), volume.faces, middle_mm, settings)
        for layer in range(len(middle_mm)):
            cells[layer * parts + number] += cut.loops_of(layer)
    return regions_from_loops(cells) if volumes else None
