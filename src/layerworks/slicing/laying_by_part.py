"""Beads of a plate whose parts have settings of their own."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.beads import gather, join_beads
from layerworks.slicing.holding import hold, with_shared
from layerworks.slicing.joining import join_strokes
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, holding_of, lay, unheld
from layerworks.slicing.regions import parts_of
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.supports.marks import NO_MARKS, SupportMarks
from layerworks.slicing.vase import not_alone


def lay_by_part(
    layers: Layers,
    settings: Sequence[StrokeSettings],
    lay_alike: Callable[[Layers, StrokeSettings], Strokes] = lay,
    marks: SupportMarks = NO_MARKS,
) -> Strokes:
    """Return the beads of all parts, each with its own settings.

    settings: one a part, by the layers' part numbers; the skirt, which goes about everything, follows the first one.
    lay_alike: lays parts of equal settings; what holds them, on the bed and in the air, is laid here for all of them
    where their settings differ. marks: where overhangs are, or are not, supported then.
    Raises Rejected as `lay` does, and for a spiral vase among other parts.
    """
    kinds = list(dict.fromkeys(settings))
    if len(kinds) == 1:
        return lay_alike(layers, kinds[0])
    if any(kind.vase.spiral_vase for kind in kinds):
        raise not_alone(len(settings))
    laid: list[Strokes] = []
    for kind in kinds:
        alike = np.array([own == kind for own in settings])
        laid.append(lay_alike(layers_of_parts(layers, alike), unheld(kind)))
    held = hold(layers, [holding_of(own) for own in settings[: parts_of(layers)]], marks)
    if held.supports:
        laid.insert(0, gather(layers, held.supports, join_beads([])))
    return with_shared(join_strokes(layers, laid), held)


def layers_of_parts(layers: Layers, wanted: NDArray[np.bool_]) -> Layers:
    """Return layers with the outlines of the wanted parts (p,) alone; parts keep their numbers."""
    keep = wanted[layers.loop_part]
    size = np.diff(layers.loop_start)
    return replace(
        layers,
        points_um=layers.points_um[np.repeat(keep, size)],
        loop_start=np.concatenate([[0], np.cumsum(size[keep])]).astype(np.int32),
        loop_layer=layers.loop_layer[keep],
        loop_part=layers.loop_part[keep],
    )
