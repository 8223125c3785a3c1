"""The placing: turn each part, arrange them, say what was done."""

from collections.abc import Sequence
from math import acos, degrees

import numpy as np
from numpy.typing import NDArray

from layerworks.digest import digest_of
from layerworks.geometry.checked import CheckedMesh
from layerworks.geometry.checking.room import turn_to_fit, yaw_matrix
from layerworks.geometry.finding import Finding
from layerworks.geometry.placing._advice import layout_refused, plate_full, too_large
from layerworks.geometry.placing._faces_down import best_rotation
from layerworks.geometry.placing._names import unique_names
from layerworks.geometry.placing._pieces import Block, Piece, block_of, least_gap_mm, piece_of
from layerworks.geometry.placing._rows import Rows, in_rows
from layerworks.geometry.placing.settings import PlaceSettings
from layerworks.geometry.plate import Bed, Plate, PlatePart, PlateRefusal
from layerworks.words import say

F64 = NDArray[np.float64]


def placed(meshes: Sequence[CheckedMesh], bed: Bed, settings: PlaceSettings) -> Plate | PlateRefusal:
    """See `layerworks.geometry.placing.place`."""
    if not meshes:
        raise ValueError("no mesh to place")
    rotations: dict[str, F64] = {}
    for mesh in meshes:
        if mesh.digest not in rotations:
            rotations[mesh.digest] = best_rotation(mesh, bed) if settings.orient == "best" else np.eye(3)
    pieces = [piece_of(mesh, rotations[mesh.digest]) for mesh in meshes]
    for piece in pieces:
        if turn_to_fit(piece.outline.points_mm, bed, ("z",)) is None:
            return PlateRefusal(too_large(piece, bed))
    found = [_tilted(p) for p in pieces if p.rotation[2, 2] < 1.0 - 1e-9]
    arranged = _arranged(pieces, bed, settings)
    if isinstance(arranged, PlateRefusal):
        return arranged
    blocks, rows, told = arranged
    return _plate(blocks, rows, bed, (*found, *told))


def _arranged(
    pieces: list[Piece], bed: Bed, settings: PlaceSettings
) -> tuple[list[Block], Rows, list[Finding]] | PlateRefusal:
    """Keep the file's layout where that is wished and possible, else make rows."""
    gap = max(bed.clearance_mm, settings.part_gap_mm)
    single = [block_of([p]) for p in pieces for _ in range(settings.copies)]
    if len(pieces) == 1 or settings.arrange == "grid" or (settings.arrange == "auto" and _is_new_start(settings)):
        rows = in_rows(single, bed, gap)
        return PlateRefusal(plate_full(single, bed, gap)) if rows is None else (single, rows, _yawed(single, rows))
    least = least_gap_mm(pieces)
    together = [block_of(pieces)] * settings.copies
    rows = in_rows(together, bed, gap) if least > 0.0 else None
    if rows is not None:
        close = [_close(least, gap)] if least < gap else []
        return together, rows, [*_yawed(together, rows), *close]
    if settings.arrange == "keep":
        if least <= 0.0:
            return PlateRefusal(layout_refused("colliding", -least, 0.0))
        size = together[0].outline.size_mm
        return PlateRefusal(layout_refused("layout_too_large", float(size.max()), bed.width_mm))
    rows = in_rows(single, bed, gap)
    if rows is None:
        return PlateRefusal(plate_full(single, bed, gap))
    why = "colliding" if least <= 0.0 else "layout_too_large"
    told = Finding("rearranged", "info", say(f"placing.rearranged_{why}"))
    return single, rows, [told, *_yawed(single, rows)]


def _is_new_start(settings: PlaceSettings) -> bool:
    """Whether the file's layout means nothing any more: parts are turned or multiplied."""
    return settings.orient == "best" or settings.copies > 1


def _plate(blocks: list[Block], rows: Rows, bed: Bed, found: tuple[Finding, ...]) -> Plate:
    pieces: list[Piece] = []
    poses: list[F64] = []
    for block, deg, shift in zip(blocks, rows.deg.tolist(), rows.shifts_mm, strict=True):
        turn = yaw_matrix(deg)
        for piece in block.pieces:
            pose = np.eye(4)
            pose[:3, :3] = turn @ piece.rotation
            pose[:3, 3] = turn @ piece.shift_mm
            pose[:2, 3] += shift
            pieces.append(piece)
            poses.append(pose + 0.0)  # no negative zeros: equal places have equal digests
    names = unique_names(p.mesh.name for p in pieces)
    parts = tuple(PlatePart(n, p.mesh, m) for n, p, m in zip(names, pieces, poses, strict=True))
    digest = digest_of("plate", [(p.name, p.mesh.digest, p.pose) for p in parts], bed)
    return Plate(parts, bed, digest, found)


def _tilted(piece: Piece) -> Finding:
    deg = degrees(acos(max(-1.0, min(1.0, float(piece.rotation[2, 2])))))
    return Finding("laid_down", "info", say("placing.laid_down", name=piece.mesh.name, deg=deg), None, deg)


def _yawed(blocks: list[Block], rows: Rows) -> list[Finding]:
    """Tell of the first block that was turned about the upright, and how many were."""
    turned = np.flatnonzero(rows.deg)
    if not len(turned):
        return []
    name, deg = blocks[turned[0]].pieces[0].mesh.name, float(rows.deg[turned[0]])
    return [Finding("turned", "info", say("placing.turned", name=name, deg=deg, count=len(turned)), None, deg)]


def _close(least: float, gap: float) -> Finding:
    text = say("placing.close_parts", value=least, limit=gap)
    return Finding("close_parts", "warn", text, say("placing.let_arrange"), least, gap)
