"""What a machine says is in it and on it: spools and a camera."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Spool:
    """A spool as the machine knows it. place: where it is. left_share: 0 to 1, None where the machine cannot tell.

    material: in the machine's words. colour: `#RRGGBB`, or nothing. tag: of its chip, or nothing.
    """

    place: str
    material: str
    colour: str = ""
    left_share: float | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Equipped:
    """All spools, and the address of the camera, or nothing."""

    at: datetime
    spools: tuple[Spool, ...] = ()
    camera: str = ""
