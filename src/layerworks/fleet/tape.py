"""Readings on their way from the links to whoever keeps and shows them: rows of numbers in columns, and nothing else.

Nothing follows from a reading but that it is kept, shown and looked at, so no object is made of it. What happens at a
machine is told as observations; a machine that is on the tape tells its readings there as well, each as it comes.
"""

from array import array
from collections import deque
from dataclasses import dataclass, field

from layerworks.fleet.readings import Channel


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Channels whose numbers are told together, in this order. The same ones should be the same layout."""

    channels: tuple[Channel, ...]


@dataclass(slots=True, eq=False)
class Strip:
    """Rows told under one layout, in the order of telling.

    machine (n,): number of the machine. taken_s (n,): seconds since 1970. value (n × channels,): all that is known,
    NaN where nothing is.
    """

    layout: Layout
    machine: "array[int]" = field(default_factory=lambda: array("i"))
    taken_s: "array[float]" = field(default_factory=lambda: array("d"))
    value: "array[float]" = field(default_factory=lambda: array("d"))


class Tape:
    """Written and cut by one thread, taken by another; a strip that was cut off is not written any more.

    names: of machines, by number.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._strips: dict[Layout, Strip] = {}
        self._cut = deque[Strip]()

    def number_of(self, machine: str) -> int:
        """Return the number of a machine, always the same. To be called by whoever takes."""
        number = self._numbers.get(machine)
        if number is None:
            number = self._numbers[machine] = len(self.names)
            self.names.append(machine)
        return number

    def write(self, machine: int, layout: Layout, taken_s: float, values: list[float]) -> None:
        """Tell all that is known of a machine's channels at a moment."""
        strip = self._strips.get(layout)
        if strip is None:
            strip = self._strips[layout] = Strip(layout)
        strip.machine.append(machine)
        strip.taken_s.append(taken_s)
        strip.value.extend(values)

    def cut(self) -> bool:
        """Let go of what was written; tell whether there was anything."""
        strips, self._strips = self._strips, {}
        self._cut.extend(strips.values())
        return bool(strips)

    def take(self) -> list[Strip]:
        """Return what was cut off since the last call, the oldest first."""
        return [self._cut.popleft() for _ in range(len(self._cut))]
