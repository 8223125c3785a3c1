"""One colour for each kind of move, told apart with any colour vision.

Found by a search over OKLCH: hue, lightness and chroma of every colour within the bounds its meaning suggests, so that
the smallest distance between any two, and to the white and the dark paper, is as large as possible with normal,
protanope, deuteranope and tritanope vision (Machado et al. 2009). It came to 10.3 in OKLab × 100; the tests hold 10.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.pictures.colour import linear_of_hex
from layerworks.slicing.role import Role
from layerworks.words import Text

F32 = NDArray[np.float32]

_BESIDE_THE_PART = "#392b20"  # skirt, brim, raft, prime: one family, told apart by where it lies
_ELSEWHERE = "#8a95a3"  # moves that lay nothing, or whose purpose is not known

ROLE_COLOURS: dict[Role, str] = {
    Role.TRAVEL: _ELSEWHERE,
    Role.RETRACT: _ELSEWHERE,
    Role.UNRETRACT: _ELSEWHERE,
    Role.OUTER_WALL: "#f97a0f",
    Role.INNER_WALL: "#ffc93d",
    Role.GAP_FILL: "#c489b0",
    Role.BOTTOM_SKIN: "#1b5607",
    Role.TOP_SKIN: "#80ca92",
    Role.SOLID_FILL: "#6b248c",
    Role.SPARSE_FILL: "#2a70b5",
    Role.BRIDGE: "#8fe4fc",
    Role.OVERHANG_WALL: "#983858",
    Role.SKIRT: _BESIDE_THE_PART,
    Role.BRIM: _BESIDE_THE_PART,
    Role.SUPPORT: "#847d62",
    Role.SUPPORT_INTERFACE: "#cfe7b6",
    Role.IRONING: "#c6a4fb",
    Role.RAFT: _BESIDE_THE_PART,
    Role.WIPE: _ELSEWHERE,
    Role.PRIME: _BESIDE_THE_PART,
    Role.CUSTOM: _ELSEWHERE,
}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A role with its name and its colour as `#rrggbb`."""

    role: Role
    name: Text
    colour: str


def legend(role: NDArray[np.uint8], travels: bool = False) -> tuple[LegendEntry, ...]:
    """Return the entries for what a picture of these moves shows, in the order of the roles' numbers.

    role: (m,) u8 of `Role`, for example a toolpath's or those of one layer. travels: they are drawn, too.
    """
    hidden = {Role.RETRACT, Role.UNRETRACT, Role.WIPE} | (set() if travels else {Role.TRAVEL})
    shown = set(np.unique(role).tolist()) - hidden
    return tuple(LegendEntry(r, r.label, ROLE_COLOURS[r]) for r in Role if r in shown)


def role_albedo() -> F32:
    """Return (r, 3) f32 linear colour by role."""
    colours = np.empty((max(Role) + 1, 3), np.float32)
    for role, colour in ROLE_COLOURS.items():
        colours[role] = linear_of_hex(colour)
    return colours
