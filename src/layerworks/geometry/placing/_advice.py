"""What to do about parts that do not fit."""

from collections.abc import Sequence

from layerworks.geometry.checking.room import how_to, pieces, turn_to_fit
from layerworks.geometry.finding import Finding
from layerworks.geometry.placing._pieces import Block, Piece
from layerworks.geometry.placing._rows import in_rows
from layerworks.geometry.plate import Bed
from layerworks.words import say


def too_large(piece: Piece, bed: Bed) -> tuple[Finding, ...]:
    """Return why one part does not fit a bed, how it could, and which room it needs as it is turned."""
    turned = piece.mesh.vertices_mm @ piece.rotation.T
    size = turned.max(axis=0) - turned.min(axis=0)
    turn = turn_to_fit(turned, bed)
    if turn is not None:
        remedy = say("placing.turn_it", how=how_to(turn))
    else:
        x, y, z = pieces(size, bed)
        remedy = say("placing.cut_it", count=x * y * z, x=x, y=y, z=z)
    text = say(
        "placing.too_large",
        name=piece.mesh.name,
        size_x=float(size[0]),
        size_y=float(size[1]),
        size_z=float(size[2]),
        width=bed.width_mm,
        depth=bed.depth_mm,
        height=bed.height_mm,
    )
    width, depth = (float(s) + 2.0 * bed.margin_mm for s in size[:2])
    needed = say("placing.room_needed", name=piece.mesh.name, width=width, depth=depth, height=float(size[2]))
    return (
        Finding("too_large", "block", text, remedy, float(size.max()), max(bed.width_mm, bed.depth_mm)),
        Finding("room_needed", "info", needed),
    )


def plate_full(blocks: Sequence[Block], bed: Bed, gap_mm: float) -> tuple[Finding, ...]:
    """Return on how many plates blocks fit that do not fit on one; each of them fits alone."""
    plates, most, begin = 0, 0, 0
    while begin < len(blocks):
        fitting, failing = 1, len(blocks) - begin + 1
        while failing - fitting > 1:
            count = (fitting + failing) // 2
            if in_rows(blocks[begin : begin + count], bed, gap_mm) is not None:
                fitting = count
            else:
                failing = count
        plates, most, begin = plates + 1, max(most, fitting), begin + fitting
    count = sum(len(b.pieces) for b in blocks)
    text = say("placing.plate_full", count=count)
    remedy = say("placing.use_plates", count=plates, most=most)
    return (Finding("plate_full", "block", text, remedy, float(count), float(most)),)


def layout_refused(code: str, value: float, limit: float) -> tuple[Finding, ...]:
    """Return why a file's own layout cannot be kept."""
    text = say(f"placing.{code}", value=value, limit=limit)
    return (Finding(code, "block", text, say("placing.let_arrange"), value, limit),)
