"""Supports beside those of PrusaSlicer and CuraEngine: plastic, print time, and the overhangs that nothing holds.

    python -m bench supports MODELS… [--machine bench-fast] [--json]

Every engine gets the same plate and our settings in its own words, as `--engine` does it; trees are those of CuraEngine
and ours. An overhang, by our own cut of the model, counts as held where a bead of support lies within 1.5 mm of it and
up to three layers below.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layerworks.app.preparing import PreparedPlate, prepare
from layerworks.app.recipe import recipe_of
from layerworks.app.refusal import Refusal
from layerworks.app.wish import Wish
from layerworks.errors import Trouble
from layerworks.slicing.cutting import cut
from layerworks.slicing.regions import parts_of, regions_of
from layerworks.slicing.role import Role
from layerworks.slicing.supports.overhangs import Overhangs, find_overhangs
from layerworks.slicing.supports.raster import Raster, raster_of, window_around
from layerworks.slicing.toolpath import Toolpath

KINDS = (
    ("layerworks", "none"),
    ("layerworks", "grid"),
    ("layerworks", "tree"),
    ("prusaslicer", "grid"),
    ("curaengine", "grid"),
    ("curaengine", "tree"),
)
REACH_MM = 1.5
BELOW_LAYERS = 3
STEP_UM = 200.0


def main(arguments: list[str]) -> int:
    """Run the comparison and print its table."""
    parser = argparse.ArgumentParser(prog="python -m bench supports", description=__doc__)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--machine", default="bench-fast")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    rows = [row for model in asked.models for row in compared(model, asked.machine)]
    if asked.json:
        print(json.dumps(rows, indent=2))
        return 0
    print("| model | engine | supports | support cm³ | all cm³ | time s | overhangs mm² | not held mm² |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(f"{v:.1f}" if isinstance(v, float) else str(v) for v in row.values()) + " |")
    return 0


def compared(model: Path, machine: str) -> list[dict[str, str | float]]:
    """Return a row for each engine and kind of support that runs here."""
    rows: list[dict[str, str | float]] = []
    for engine, kind in KINDS:
        wish = Wish(model, machine, settings={"supports": kind, "skirt_loops": "0"}, engine=engine)
        try:
            prepared = prepare(wish)
        except Trouble as error:
            print(f"{model.stem} {engine} {kind}: {error}")
            continue
        if isinstance(prepared, Refusal):
            print(f"{model.stem} {engine} {kind}: refused")
            continue
        plate = prepared.runs[0][0]
        support, every = volumes_cm3(plate.toolpath)
        need, left = not_held_mm2(plate, wish)
        rows.append(
            {
                "model": model.stem,
                "engine": engine,
                "supports": kind,
                "support_cm3": support,
                "all_cm3": every,
                "time_s": float(plate.estimate.time_s),
                "overhangs_mm2": need,
                "not_held_mm2": left,
            }
        )
    return rows


def volumes_cm3(path: Toolpath) -> tuple[float, float]:
    """Return the plastic of supports, and of everything."""
    laid = path.width_mm > 0.0
    supports = laid & np.isin(path.role, (Role.SUPPORT, Role.SUPPORT_INTERFACE))
    return float(path.volume_mm3[supports].sum()) / 1000.0, float(path.volume_mm3[laid].sum()) / 1000.0


def not_held_mm2(plate: PreparedPlate, wish: Wish) -> tuple[float, float]:
    """Return the area of overhangs, and of those without a support below."""

    recipe = recipe_of(replace(wish, engine="layerworks"))
    layers = cut(plate.plate, recipe.layers)
    outlines, parts = regions_of(layers), parts_of(layers)
    height_um = np.repeat(layers.height_mm * 1000.0, parts)
    raster = raster_of(450.0, 2500.0, 0.0)
    found = find_overhangs(outlines, parts, height_um, raster, recipe.strokes.supports, None, None)
    pixel_mm2 = (raster.pitch_um / 1000.0) ** 2
    need = float(found.share.sum()) * pixel_mm2
    beads_um, bead_z_mm = _support_places(plate.toolpath)
    most = round(3 * REACH_MM * 1000.0 / raster.pitch_um)
    left = 0.0
    for layer in np.unique(found.cell // parts).tolist():
        own = found.take(found.cell // parts == layer)
        bottom_mm = float(layers.z_mm[layer] - layers.height_mm[layer])
        near = (bead_z_mm <= bottom_mm + 0.02) & (
            bead_z_mm >= bottom_mm - BELOW_LAYERS * layers.height_mm[layer] - 0.02
        )
        left += _beyond(own, beads_um[near], raster, most) * pixel_mm2
    return need, left


def _beyond(own: Overhangs, beads_um: NDArray[np.float64], raster: Raster, most: int) -> float:
    from layerworks.kernels.branch_steps import clearance

    window = window_around(own.row, own.column, 1, most)
    open_ = np.ones((window.height, window.width), np.bool_)
    at = np.floor(raster.in_pixels(beads_um)).astype(np.int64)[:, ::-1] - [window.row, window.column]
    at = at[((at >= 0) & (at < open_.shape)).all(axis=1)]
    open_[at[:, 0], at[:, 1]] = False
    far = clearance(open_, most + 1)[own.row - window.row, own.column - window.column]
    return float(own.share[far > most].sum())


def _support_places(path: Toolpath) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places (n, 2) along all beads of support, in µm, and their heights (n,)."""
    rows = np.flatnonzero((path.width_mm > 0.0) & np.isin(path.role, (Role.SUPPORT, Role.SUPPORT_INTERFACE)))
    rows = rows[rows > 0]
    a, b = path.points_mm[rows - 1] * 1000.0, path.points_mm[rows] * 1000.0
    steps = np.maximum(1, np.ceil(np.hypot(*(b - a)[:, :2].T) / STEP_UM)).astype(np.int64)
    of = np.repeat(np.arange(len(rows)), steps)
    share = (np.arange(len(of)) - np.repeat(np.cumsum(steps) - steps, steps) + 1) / steps[of]
    places = a[of, :2] + share[:, None] * (b - a)[of, :2]
    return places, b[of, 2] / 1000.0
