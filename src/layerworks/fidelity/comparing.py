"""Program against model, layer by layer, on pixels.

A bead is seen from above as a stadium: the layer's height h and a cross-section A make it A / h + h (1 − π / 4) wide.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from layerworks.fidelity.difference import Difference, LayerMap
from layerworks.fidelity.filling import filled
from layerworks.fidelity.scene import Scene

SQUARE_MM = 0.5  # on which piled-up plastic is told from a seam between two beads
FULL = 1.1  # of the layer's height; more is doubled

Mask = NDArray[np.bool_]


def compare(scene: Scene, told: Callable[[int, int], None] | None = None) -> Difference:
    """Return the difference of every layer. told: called with layers done and layers in all."""
    count = len(scene.z_mm)
    rows = np.zeros((count, 12))
    sections: dict[int, Mask] = {}
    for layer in range(count):
        rows[layer] = _figures(scene, layer, layer_map(scene, layer, sections))
        sections.pop(layer - scene.asked.bottom, None)
        if told is not None:
            told(layer + 1, count)
    return Difference(scene.z_mm, scene.height_mm, *np.ascontiguousarray(rows.T), pixel_mm=float(scene.frame[2]))


def layer_map(scene: Scene, layer: int, sections: dict[int, Mask] | None = None) -> LayerMap:
    """Return one layer on pixels. sections: what was filled before, by layer; it is added to."""
    from layerworks.kernels.lay_pixels import lay_beads

    known = {} if sections is None else sections
    asked, frame, size = scene.asked, scene.frame, scene.size

    def section_of(number: int) -> Mask:
        if not 0 <= number < len(scene.z_mm):
            return np.zeros(size, np.bool_)
        if number not in known:
            known[number] = filled(scene.section, number, frame, size)
        return known[number]

    section = section_of(layer)
    held = np.ones(size, np.bool_)  # has the model above and below, as far as skins reach
    for number in (*range(layer + 1, layer + asked.top + 1), *range(layer - asked.bottom, layer)):
        held &= section_of(number)
    covered, piled = np.zeros(size, np.uint8), np.zeros(size, np.float32)
    first, last = scene.bead_start[layer], scene.bead_start[layer + 1]
    lay_beads(
        np.ascontiguousarray(scene.ends_mm[first:last]),
        np.ascontiguousarray(scene.half_width_mm[first:last]),
        np.ascontiguousarray(scene.fill[first:last]),
        frame,
        covered,
        piled,
    )
    under = covered > 0
    wall = section & ~filled(scene.band, layer, frame, size) if asked.band_mm > 0.0 else np.zeros(size, np.bool_)
    return LayerMap(
        section=section,
        covered=under,
        wall=wall,
        skin=section & ~held & ~wall,
        visible=section & ~(section_of(layer + 1) & section_of(layer - 1)),
        outside=under & ~filled(scene.grown, layer, frame, size),
        fringe=under & ~section,
        gap=section & ~filled(scene.rim, layer, frame, size) & ~under,
        excess=_excess(piled, section, float(frame[2])),
        frame=frame,
    )


def _excess(piled: NDArray[np.float32], section: Mask, px: float) -> NDArray[np.float32]:
    """Return (h, w) what is above full, the mean of each square that lies inside, 0 elsewhere."""
    side = max(1, round(SQUARE_MM / px))
    rows, columns = (n // side for n in piled.shape)
    shape = (rows, side, columns, side)
    inside = section[: rows * side, : columns * side].reshape(shape).all(axis=(1, 3))
    mean = piled[: rows * side, : columns * side].reshape(shape).mean(axis=(1, 3))
    above = np.where(inside, np.maximum(mean - FULL, 0.0), 0.0).astype(np.float32)
    whole = np.zeros_like(piled)
    whole[: rows * side, : columns * side] = np.repeat(np.repeat(above, side, axis=0), side, axis=1)
    return whole


def _figures(scene: Scene, layer: int, seen: LayerMap) -> tuple[float, ...]:
    """Return a layer's figures in the order in which `Difference` holds them."""
    pixel_mm2 = float(scene.frame[2]) ** 2
    areas = (
        seen.section,
        seen.wall,
        seen.wall & ~seen.covered,
        seen.skin,
        seen.skin & ~seen.covered,
        seen.visible,
        seen.visible & ~seen.covered,
        seen.outside,
        seen.fringe,
        seen.gap,
    )
    outline = sum(
        float(np.hypot(*np.diff(loop, axis=0, append=loop[:1]).T).sum()) for loop in scene.section.loops_of(layer)
    )
    doubled = float(seen.excess.sum()) * pixel_mm2 * float(scene.height_mm[layer])
    return (*(pixel_mm2 * float(np.count_nonzero(area)) for area in areas), outline / 1000.0, doubled)
