"""Strokes laid apart, put together."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from layerworks.slicing.layers import Layers
from layerworks.slicing.strokes import Strokes

_BY_STROKE = ("closed", "role", "depth", "layer", "part", "island")


def one_after_the_other(layers: Layers, laid: Sequence[Strokes]) -> Strokes:
    """Return flat strokes of ascending layers as one. Groups are of a layer, so they may be numbered alike."""
    if len(laid) == 1:
        return laid[0]
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(s, name) for s in laid])
        for name in (*_BY_STROKE, "points_um", "width_um", "group")
    }
    size = np.concatenate([np.diff(s.start) for s in laid])
    return Strokes(layers=layers, start=np.concatenate([[0], np.cumsum(size)]).astype(np.int32), **columns)


def join_strokes(layers: Layers, laid: Sequence[Strokes]) -> Strokes:
    """Return strokes of different parts of the same layers as one, by layer and part; groups stay apart.

    A spiral among them goes on over all of them.
    """
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
        spiral_from=max((s.spiral_from for s in laid), default=-1),
        **{name: column[order] for name, column in columns.items()},
    )
