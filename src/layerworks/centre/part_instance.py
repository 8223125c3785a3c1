"""Part instances: one physical piece each, from planned to shipped; a lost one is replaced by another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from layerworks.centre._states import check_move
from layerworks.digest import SHORT, digest_of

PartState = Literal[
    "planned",
    "placed",
    "printing",
    "printed",
    "in_operation",
    "awaiting_inspection",
    "accepted",
    "packed",
    "shipped",
    "failed_in_print",
    "rejected",
    "scrapped",
    "returned",
]

MOVES: Mapping[PartState, tuple[PartState, ...]] = {
    "planned": ("placed", "scrapped"),
    "placed": ("printing", "planned", "scrapped"),
    "printing": ("printed", "failed_in_print"),
    "printed": ("in_operation", "awaiting_inspection", "scrapped"),
    "in_operation": ("in_operation", "awaiting_inspection", "scrapped"),
    "awaiting_inspection": ("accepted", "rejected"),
    "accepted": ("packed", "scrapped"),
    "packed": ("shipped", "accepted"),
    "shipped": ("returned",),
    "failed_in_print": ("scrapped",),
    "rejected": ("scrapped",),
    "scrapped": (),
    "returned": ("scrapped",),
}
LOST: tuple[PartState, ...] = ("failed_in_print", "rejected", "scrapped", "returned")
GOOD: tuple[PartState, ...] = ("accepted", "packed", "shipped")
UNSTARTED: tuple[PartState, ...] = ("planned", "placed")


@dataclass(frozen=True, slots=True)
class PartInstance:
    """One physical piece of an order line.

    index: 0 … quantity - 1, the place in the line it fills; a replacement takes the place of its parent.
    plate: digest of the plate it stands on, from placed on. operation: number of the operation it is in, 0 before.
    """

    id: str
    line: str
    index: int
    state: PartState = "planned"
    parent: str | None = None
    plate: str | None = None
    operation: int = 0


def planned_instances(line: str, quantity: int) -> tuple[PartInstance, ...]:
    """Return the pieces of an order line as planned; the same line gives the same ids."""
    return tuple(PartInstance(_id(line, index, None), line, index) for index in range(quantity))


def place_part(part: PartInstance, plate: str) -> PartInstance:
    """Return the piece placed on a plate, named by its digest. Raises Conflict unless it was planned."""
    check_move("part", part.id, part.state, "placed", MOVES)
    return replace(part, state="placed", plate=plate)


def move_part(part: PartInstance, to: PartState) -> PartInstance:
    """Return the piece in another state; `place_part` is the way to a plate, `planned` takes it off again.

    Raises Conflict for a move that is not in MOVES.
    """
    if to == "placed":
        raise ValueError("a piece is placed on a plate by place_part")
    check_move("part", part.id, part.state, to, MOVES)
    operation = part.operation + 1 if to == "in_operation" else part.operation
    return replace(part, state=to, operation=operation, plate=None if to == "planned" else part.plate)


def replacements(parts: Iterable[PartInstance]) -> tuple[PartInstance, ...]:
    """Return new pieces for those lost that have none yet; asked twice about the same pieces, the same ids."""
    all_parts = tuple(parts)
    replaced = {part.parent for part in all_parts}
    return tuple(
        PartInstance(_id(part.line, part.index, part.id), part.line, part.index, parent=part.id)
        for part in all_parts
        if part.state in LOST and part.id not in replaced
    )


def _id(line: str, index: int, parent: str | None) -> str:
    return "P-" + digest_of("part", line, index, parent)[:SHORT]
