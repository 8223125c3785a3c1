"""Beads of a plate whose parts have settings of their own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manifold3d import CrossSection, JoinType
from numpy.typing import NDArray

from layerworks.slicing.adhesion import adhesion
from layerworks.slicing.beads import gather
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, lay
from layerworks.slicing.regions import regions_from, regions_from_loops, side_by_side
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes
from layerworks.slicing.vase import not_alone

_BY_STROKE = ("closed", "role", "depth", "layer", "part", "island")


def lay_by_part(
    layers: Layers,
    settings: Sequence[StrokeSettings],
    lay_alike: Callable[[Layers, StrokeSettings], Strokes] = lay,
) -> Strokes:
    """Return the beads of all parts, each with its own settings.

    settings: one a part, by the layers' part numbers; the skirt, which goes about everything, follows the first one.
    lay_alike: lays parts of equal settings. Parts of one kind do not see those of another, only the skirt does. Raises
    Rejected as `lay` does, and for a spiral vase among other parts.
    """
    kinds = list(dict.fromkeys(settings))
    if len(kinds) == 1:
        return lay_alike(layers, kinds[0])
    if any(kind.vase.spiral_vase for kind in kinds):
        raise not_alone(len(settings))
    laid: list[Strokes] = []
    for kind in kinds:
        alike = np.array([own == kind for own in settings])
        no_skirt = replace(kind, adhesion=replace(kind.adhesion, skirt_loops=0))
        laid.append(lay_alike(layers_of_parts(layers, alike), no_skirt))
    return join_strokes(layers, [_skirt(layers, settings, laid), *laid])


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


def join_strokes(layers: Layers, laid: Sequence[Strokes]) -> Strokes:
    """Return strokes of different parts of the same layers as one, by layer and part; groups stay apart."""
    columns: dict[str, Any] = {name: np.concatenate([getattr(s, name) for s in laid]) for name in _BY_STROKE}
    first_group = np.cumsum([0, *(int(s.group.max(initial=-1)) + 1 for s in laid)])
    group = np.concatenate([np.where(s.group >= 0, s.group + n, -1) for s, n in zip(laid, first_group, strict=False)])
    size = np.concatenate([np.diff(s.start) for s in laid])
    begin = np.cumsum(size) - size
    order = np.lexsort((columns["part"], columns["layer"]))  # stable: parts keep the order in which they were laid
    start = np.concatenate([[0], np.cumsum(size[order])]).astype(np.int32)
    source = np.arange(start[-1]) + np.repeat(begin[order] - start[:-1], size[order])
    return Strokes(
        layers=layers,
        points_um=np.concatenate([s.points_um for s in laid])[source],
        width_um=np.concatenate([s.width_um for s in laid])[source],
        start=start,
        group=group[order].astype(np.int32),
        **{name: column[order] for name, column in columns.items()},
    )


def _skirt(layers: Layers, settings: Sequence[StrokeSettings], laid: Sequence[Strokes]) -> Strokes:
    """Return the rounds about everything on the bed, supports too, clear of the widest brim."""
    count = int(np.searchsorted(layers.loop_layer, 0, side="right"))
    end = int(layers.loop_start[count])
    starts = layers.loop_start[: count + 1].astype(np.int64)
    bed = regions_from(layers.points_um[:end].astype(np.float64), starts, np.zeros(count, np.int64), 1)
    on_bed = side_by_side(bed, regions_from_loops([[_about_supports(s) for s in laid if _supports_on_bed(s).any()]]))[0]
    widest = max(settings, key=lambda own: own.adhesion.brim_width_mm + own.adhesion.brim_gap_mm).adhesion
    wanted = replace(settings[0].adhesion, brim_width_mm=widest.brim_width_mm, brim_gap_mm=widest.brim_gap_mm)
    rounds = adhesion(on_bed, settings[0].walls.line_width_mm * 1000.0, wanted)
    shared = gather(layers, [], rounds)
    skirt = shared.role == Role.SKIRT
    size = np.diff(shared.start)
    points = np.repeat(skirt, size)
    return replace(
        shared,
        points_um=shared.points_um[points],
        width_um=shared.width_um[points],
        start=np.concatenate([[0], np.cumsum(size[skirt])]).astype(np.int32),
        group=shared.group[skirt],
        **{name: getattr(shared, name)[skirt] for name in _BY_STROKE},
    )


def _supports_on_bed(laid: Strokes) -> NDArray[np.bool_]:
    return (laid.layer == 0) & np.isin(laid.role, (Role.SUPPORT, Role.SUPPORT_INTERFACE))


def _about_supports(laid: Strokes) -> NDArray[np.float64]:
    """Return the loop (n, 2) about all that supports cover of the bed."""
    points = np.repeat(_supports_on_bed(laid), np.diff(laid.start))
    hull = CrossSection.hull_points(laid.points_um[points].astype(np.float64))
    return hull.offset(float(laid.width_um[points].max()) / 2, JoinType.Miter).to_polygons()[0]
