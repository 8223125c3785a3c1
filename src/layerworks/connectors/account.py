"""What was told of one machine in one connection: what happened at once, readings when they are asked for. Pure.

For brands that tell everything at every message: the newest state is compared with the one told before.
"""

from datetime import datetime

from layerworks.fleet.changes import happened
from layerworks.fleet.observations import Measured, Observation, PrinterState, Progress, Snapshot, Temperatures
from layerworks.fleet.readings import Reading


class Account:
    """One connection's. told: the state told last, None before the snapshot; readings keep the newest of each."""

    def __init__(self) -> None:
        self.told: PrinterState | None = None
        self._progress: Progress | None = None
        self._warmth: Temperatures | None = None
        self._measured: Measured | None = None

    def see(self, printer: PrinterState, at: datetime) -> tuple[Observation, ...]:
        """Take in the whole state; return what has happened since the last time."""
        before, self.told = self.told, printer
        self._warmth = Temperatures(at, printer.temperatures)
        if before is None:
            return (Snapshot(at, printer),)
        news = happened(before, printer, at)
        if news:
            self._progress = None
            return news
        if printer.run is not None and printer.run != (before.run or printer.run):
            self._progress = Progress(at, printer.run)
        return ()

    def beat(self, at: datetime) -> None:
        """The machine was heard, though nothing changed: its temperatures are as told."""
        if self.told is not None:
            self._warmth = Temperatures(at, self.told.temperatures)

    def measure(self, readings: tuple[Reading, ...], at: datetime) -> None:
        """Take in what else the machine tells in numbers."""
        if readings:
            self._measured = Measured(at, readings)

    def readings(self) -> tuple[Observation, ...]:
        """Return progress, temperatures and other numbers, if there are new ones since last asked."""
        found = tuple(told for told in (self._progress, self._warmth, self._measured) if told is not None)
        self._progress = self._warmth = self._measured = None
        return found
