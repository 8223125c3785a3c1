"""Part instances: one physical piece each, from planned to shipped; a lost one is replaced by another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from layerworks.centre.moves import check_move

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
    "cancelled",
]

MOVES: Mapping[PartState, tuple[PartState, ...]] = {
    "planned": ("placed", "cancelled"),
    "placed": ("printing", "planned", "cancelled"),
    "printing": ("printed", "failed_in_print"),
    "printed": ("in_operation", "awaiting_inspection", "scrapped"),
    "in_operation": ("in_operation", "awaiting_inspection", "scrapped"),
    "awaiting_inspection": ("accepted", "rejected"),
    "accepted": ("packed", "scrapped"),
    "packed": ("shipped", "accepted"),
    "shipped": ("returned",),
    "failed_in_print": (),
    "rejected": (),
    "scrapped": (),
    "returned": (),
    "cancelled": (),
}
LOST: frozenset[PartState] = frozenset(("failed_in_print", "rejected", "scrapped", "returned"))
UNSTARTED: frozenset[PartState] = frozenset(("planned", "placed"))


@dataclass(frozen=True, slots=True)
class PartInstance:
    """One physical piece of an order line.

    index: 0 … quantity - 1, the place in the line that it fills; a replacement takes the place of its parent.
    job, number: the print it stands on and its number there from 1, from placed on. attempt: the one that printed it.
    operation: number of the operation it is in, 0 before. delivery: what it was shipped with, kept when it comes back.
    cause: why it was lost, in a person's or the machine's words.
    """

    id: str
    line: str
    index: int
    state: PartState = "planned"
    parent: str | None = None
    job: str | None = None
    number: int = 0
    attempt: str | None = None
    operation: int = 0
    delivery: str | None = None
    cause: str = ""

    @property
    def record(self) -> str | None:
        """The part record that the workshop keeps of it; None before it is printed."""
        return f"{self.attempt}/{self.number}" if self.attempt else None


def planned_instances(line: str, quantity: int) -> tuple[PartInstance, ...]:
    """Return the pieces of an order line as planned; the same line gives the same ids."""
    return tuple(PartInstance(f"{line}-{index + 1}", line, index) for index in range(quantity))


def replacement_of(lost: PartInstance) -> PartInstance:
    """Return the piece that takes the place of a lost one: asked again, the same."""
    stem, number = (lost.id, "0") if lost.parent is None else lost.id.rsplit("-r", 1)
    return PartInstance(f"{stem}-r{int(number) + 1}", lost.line, lost.index, parent=lost.id)


def placed(part: PartInstance, job: str, number: int) -> PartInstance:
    """Return the piece placed on a print. Raises Conflict unless it was planned."""
    check_move("part", part.id, part.state, "placed", MOVES)
    return replace(part, state="placed", job=job, number=number)


def moved(part: PartInstance, to: PartState, *, attempt: str = "", delivery: str = "", cause: str = "") -> PartInstance:
    """Return the piece in another state; `planned` takes it off its print.

    Raises Conflict for a move that is not in MOVES.
    """
    check_move("part", part.id, part.state, to, MOVES)
    part = replace(part, state=to, cause=cause)
    match to:
        case "planned":
            return replace(part, job=None, number=0)
        case "printing":
            return replace(part, attempt=attempt)
        case "in_operation":
            return replace(part, operation=part.operation + 1)
        case "shipped":
            return replace(part, delivery=delivery)
        case _:
            return part


def current(parts: Iterable[PartInstance]) -> dict[tuple[str, int], PartInstance]:
    """Return the piece that fills each place of each line now: of a chain of replacements the last.

    parts: in the order in which they were made.
    """
    return {(part.line, part.index): part for part in parts}
