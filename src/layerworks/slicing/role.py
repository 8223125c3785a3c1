"""What a move is for. One number through the whole program: toolpath, G-code mark, estimate, picture."""

from enum import IntEnum

from layerworks.words import Text, say


class Role(IntEnum):
    """The purpose of a move. Values are stable: they are stored and sent to viewers."""

    TRAVEL = 0
    RETRACT = 1
    UNRETRACT = 2
    OUTER_WALL = 3
    INNER_WALL = 4
    GAP_FILL = 5  # variable-width beads in thin walls and gaps
    BOTTOM_SKIN = 6
    TOP_SKIN = 7
    SOLID_FILL = 8  # skin layers that are not seen
    SPARSE_FILL = 9
    BRIDGE = 10
    OVERHANG_WALL = 11
    SKIRT = 12
    BRIM = 13
    SUPPORT = 14
    SUPPORT_INTERFACE = 15
    IRONING = 16
    RAFT = 17
    WIPE = 18
    PRIME = 19
    CUSTOM = 20  # start and end sequences, foreign marks we do not know

    @property
    def label(self) -> Text:
        """What people call it."""
        return say(f"slicing.role_{self.name.lower()}")
