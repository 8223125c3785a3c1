"""What the showroom shows, and of what it is made. Names and stories are sentences: `showroom.<id>`, …`_story`."""

from dataclasses import dataclass

from layerworks.errors import Missing
from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class Piece:
    """A shape of `shapes.py` with catalogue ids. colour: `#rrggbb` of its plastic."""

    id: str
    material: str
    machine: str
    profile: str
    colour: str

    @property
    def name(self) -> Text:
        """What people call it."""
        return say(f"showroom.{self.id}")

    @property
    def story(self) -> Text:
        """What it is for, and why it is printed."""
        return say(f"showroom.{self.id}_story")


PIECES = (
    Piece("impeller", "pa12-cf", "bambu-x1-carbon", "standard", "#3f9097"),
    Piece("gear", "pa12", "prusa-core-one", "standard", "#d8cfb6"),
    Piece("vase", "pla", "prusa-mk4s", "standard", "#c9693f"),
    Piece("bracket", "petg", "prusa-mk4s", "strong", "#6f8fbb"),
    Piece("jig", "pla-plus", "voron-2-4-350", "draft", "#e2a13a"),
    Piece("adapter", "asa", "prusa-core-one", "standard", "#7f9a6d"),
)


def piece(id: str) -> Piece:
    """Return the piece of that name. Raises Missing."""
    found = next((piece for piece in PIECES if piece.id == id), None)
    if found is None:
        raise Missing(say("showroom.no_piece", id=id), say("showroom.no_piece_remedy"))
    return found
