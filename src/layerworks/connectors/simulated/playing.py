"""What a simulated printer needs to know of a program: where everything is at each moment, and what it heats when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A moment of a program: byte offset and layer (0-based, -1 before the first), nozzle position, filament fed."""

    byte_offset: int
    layer: int
    x_mm: float
    y_mm: float
    z_mm: float
    filament_mm: float


@dataclass(frozen=True, slots=True)
class HeatMark:
    """From t_s of the program on, a heater has this target. waits: the program halts until it has warmed up."""

    t_s: float
    heater: str
    target_c: float
    waits: bool


class Playable(Protocol):
    """A program in time, heating not counted."""

    @property
    def duration_s(self) -> float:
        """How long it takes."""
        ...

    @property
    def marks(self) -> tuple[HeatMark, ...]:
        """What it heats, in order of time."""
        ...

    def at(self, t_s: float) -> Place:
        """Return where everything is at a time (0 … duration_s). byte_offset and layer never go back with time."""
        ...


Player = Callable[[bytes], Playable]
