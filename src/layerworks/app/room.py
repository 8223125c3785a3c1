"""Room for what is printed beside the parts: skirt, brim, raft and supports."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from layerworks.app.recipe import Recipe
from layerworks.errors import Rejected
from layerworks.geometry import Bed, CheckedMesh, Finding, Plate, PlateRefusal
from layerworks.geometry.placing import PlaceSettings, place
from layerworks.geometry.plate import Head
from layerworks.slicing.raft.settings import raised_by_mm
from layerworks.slicing.role import Role
from layerworks.slicing.strokes import Strokes, strokes_where
from layerworks.words import say

SUPPORTS_MM = 1.5  # that supports usually reach beyond a part
_SUPPORTS = (Role.SUPPORT, Role.SUPPORT_INTERFACE)


def place_with_room(meshes: Sequence[CheckedMesh], recipe: Recipe, settings: PlaceSettings) -> Plate | PlateRefusal:
    """Place parts so that brim, raft and, if possible, the skirt stay on the bed, and parts on a raft in its height."""
    bed, strokes = recipe.machine.bed, recipe.strokes
    low = replace(bed, height_mm=bed.height_mm - raised_by_mm(strokes.raft))
    rim_mm = strokes.adhesion.brim_width_mm + strokes.adhesion.brim_gap_mm if strokes.adhesion.brim_width_mm else 0.0
    if strokes.raft.raft:
        rim_mm = strokes.raft.raft_margin_mm
    skirt_mm = 0.0
    if strokes.adhesion.skirt_loops:
        rounds_mm = strokes.adhesion.skirt_loops * strokes.walls.line_width_mm
        skirt_mm = strokes.adhesion.skirt_distance_mm + rounds_mm
    plate = place(meshes, replace(low, margin_mm=max(bed.margin_mm, rim_mm + skirt_mm)), settings)
    if isinstance(plate, PlateRefusal) and skirt_mm > 0.0:
        plate = place(meshes, replace(low, margin_mm=max(bed.margin_mm, rim_mm)), settings)
    return plate if isinstance(plate, PlateRefusal) else replace(plate, bed=bed)


def head_over_raft(recipe: Recipe) -> Head | None:
    """Return the head as it passes over parts that stand on a raft while the next one's raft is begun."""
    head = recipe.machine.head
    if head is None:
        return None
    return replace(head, gantry_height_mm=head.gantry_height_mm - raised_by_mm(recipe.strokes.raft))


def gap_in_turn_mm(recipe: Recipe) -> float:
    """Return how far apart parts are set that are printed one at a time, with room for their supports."""
    head, strokes = recipe.machine.head, recipe.strokes
    held = 2.0 * SUPPORTS_MM if strokes.supports.supports != "none" else 0.0
    return max(recipe.place.part_gap_mm, (head.radius_mm if head else 0.0) + held)


def beside_parts_mm(strokes: Strokes, parts: int) -> list[NDArray[np.float64]]:
    """Return for each part points (n, 2) about its supports."""
    found: list[NDArray[np.float64]] = []
    for part in range(parts):
        own = strokes_where(strokes, np.isin(strokes.role, _SUPPORTS) & (strokes.part == part))
        half_mm = own.width_um[:, None] / 2000.0
        corners = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))
        found.append(np.concatenate([own.points_um / 1000.0 + half_mm * np.array(corner) for corner in corners]))
    return found


def kept_on_bed(strokes: Strokes, bed: Bed) -> tuple[Strokes, tuple[Finding, ...]]:
    """Return strokes without a skirt that has no room on the bed, and what is to be said of that.

    Raises Rejected where something else leaves the bed.
    """
    off = _strokes_off(strokes, bed)
    if not off.any():
        return strokes, ()
    graver = strokes.role[off & (strokes.role != Role.SKIRT)]
    if len(graver):
        raise Rejected(say("app.off_bed", what=Role(int(graver[0])).label), say("app.off_bed_remedy"))
    text, remedy = say("app.skirt_off_bed"), say("app.skirt_off_bed_remedy")
    return strokes_where(strokes, strokes.role != Role.SKIRT), (Finding("skirt_off_bed", "info", text, remedy),)


def _strokes_off(strokes: Strokes, bed: Bed) -> NDArray[np.bool_]:
    if len(strokes.points_um) == 0:
        return np.zeros(len(strokes.role), np.bool_)
    half_mm = strokes.width_um / 2000.0
    middle = np.array([bed.origin_x_mm + bed.width_mm / 2, bed.origin_y_mm + bed.depth_mm / 2])
    away = np.abs(strokes.points_um / 1000.0 - middle)
    if bed.round:
        off = np.hypot(*away.T) + half_mm > bed.width_mm / 2
    else:
        off = away[:, 0] + half_mm > bed.width_mm / 2
        if not bed.belt:
            off |= away[:, 1] + half_mm > bed.depth_mm / 2
    size = np.diff(strokes.start)
    stroke = np.repeat(np.arange(len(size)), size)
    return np.bincount(stroke[off], minlength=len(size)) > 0
