"""What is known of one machine through one connection: its status, files and runs, and what was told of them.

What happened is told at once. Progress and temperatures are kept until asked for, the newest of each, so a slow reader
costs no memory and a message costs little.
"""

from datetime import UTC, datetime
from math import isnan, nan
from typing import Any

from msgspec import UNSET

from layerworks.connectors.moonraker import telling
from layerworks.connectors.moonraker.numbers import HOST, Told
from layerworks.connectors.moonraker.runs import Runs
from layerworks.connectors.moonraker.status import Shape, fan_of
from layerworks.connectors.moonraker.telling import Identity
from layerworks.fleet.changes import happened
from layerworks.fleet.observations import (
    Measured,
    Observation,
    PrinterState,
    Progress,
    Snapshot,
    StoredFile,
    Temperatures,
)
from layerworks.fleet.readings import RUN
from layerworks.fleet.tape import Layout

CLOCK_SET_S = 60.0  # a message that seems to be older than this was not so long on its way: a clock was set
_QUIET = frozenset({"virtual_sdcard", "gcode_move", "motion_report"})  # these alone change nothing but readings


Row = tuple[Layout, float, list[float]]


class Picture:
    """One machine. told: the state last told, None before the snapshot. host: load of its computer, newly heard."""

    def __init__(self, shape: Shape, runs: Runs, files: dict[str, StoredFile]) -> None:
        self.shape = shape
        self.runs = runs
        self.files = files
        self.parts: dict[str, str] = {}
        self.status: dict[str, Any] = shape.empty()
        self.told: PrinterState | None = None
        self.host: list[float] = []
        self._skew_s: float | None = None
        self._read_at: datetime | None = None
        self._reached = 0
        self._quiet = _QUIET | {name for name in shape.names if fan_of(name)}
        self._gist: tuple[Any, ...] = ()
        self._moved = self._warmed = False
        self._measured: set[str] = set()  # objects that spoke since last asked
        self._row: list[float] = []  # the newest numbers, where nothing happened meanwhile
        self._offset = nan  # in the file as Klipper tells it, likewise
        self._row_at_s = 0.0  # when they were read; 0 where `status` has all of them
        self._follows = self._cold = False  # a run that was told; a heater that is not warm yet

    @property
    def heard(self) -> bool:
        """Whether a first full status has come."""
        return self.status["webhooks"].state is not UNSET

    def start_afresh(self) -> None:
        """A full status comes: clocks may have been set since, so their skew is found anew."""
        self._skew_s = None

    def merge(self, news: Any, event_s: float, now: datetime) -> bool:
        """Take in a status; return whether it may have brought more than progress and temperatures.

        event_s: on Klipper's own clock, which counts from when its computer was switched on; the quickest message so
        far tells the skew.
        """
        self._catch_up()
        self._read_at = min(now, datetime.fromtimestamp(self._on_our_clock_s(event_s, now.timestamp()), UTC))
        stats = self.status["print_stats"]
        was_active, was_file, was_s = telling.active_file(self.status), stats.filename, stats.total_duration or 0.0
        spoken = self.shape.merge(self.status, news)
        active = telling.active_file(self.status)
        begun = (active is not None and was_active is None) or (bool(stats.filename) and stats.filename != was_file)
        if begun or (active is not None and (stats.total_duration or 0.0) < was_s):
            self.runs.begin()
            self._reached = 0
        self._reached = max(self._reached, telling.byte_offset(self.status))
        self._moved = self._moved or active is not None
        self._warmed = self._warmed or any(name in spoken for name, _ in self.shape.heaters)
        self._measured.update(spoken)
        if spoken <= self._quiet:
            return False
        before, self._gist = self._gist, telling.gist(self.status, self.shape)
        return before != self._gist

    def follow(self, news: Told, now_s: float) -> Row | None:
        """Take in numbers alone; return when they were read and all that are known. None when something follows from
        them: then the status has to be merged.
        """
        (printed_s, offset, fed_mm, *others), at, event_s = news
        row = self._row
        if not row or printed_s < row[3]:
            return None
        place = len(RUN)
        if printed_s == printed_s:  # not NaN, which is what was not told
            row[3] = printed_s
        if offset == offset:
            self._offset = offset
            row[0] = max(row[0], offset)
        if fed_mm == fed_mm:
            row[2] = fed_mm
        if at[0] == at[0]:
            row[4:7] = at[:3]
        for number in others:
            if number == number:
                row[place] = number
            place += 1
        self._row_at_s = self._on_our_clock_s(event_s, now_s)
        if self._cold != any(row[i + 1] - row[i] > telling.WARM_WITHIN_C for i in self.shape.numbers.heaters):
            return None
        return self._told_row()

    def _on_our_clock_s(self, event_s: float, now_s: float) -> float:
        """Return when something was that a message tells now."""
        skew_s = now_s - event_s
        if self._skew_s is None or not 0.0 <= skew_s - self._skew_s <= CLOCK_SET_S:
            self._skew_s = skew_s
        return event_s + self._skew_s

    def follow_host(self, values: list[float], now_s: float) -> tuple[Row, ...]:
        """Take in what the machine's computer does; return that, and what is known of the machine, which was heard."""
        if not self._row:
            return ()
        self.host, self._row_at_s = values, max(self._row_at_s, now_s)
        return (HOST, now_s, values), self._told_row()

    def _told_row(self) -> Row:
        row = self._row if self._follows else [nan] * len(RUN) + self._row[len(RUN) :]
        return self.shape.numbers.layout, self._row_at_s, row

    def settle(self) -> None:
        """Lay out the row that numbers alone are taken into, as all else stands now."""
        told = self.told.run if self.told is not None else None
        run = telling.present_run(self.status, self.shape, self._identity())
        self._follows = (
            run is not None
            and told is not None
            and (run.file, run.phase) == (told.file, told.phase)
            and telling.active_file(self.status) is not None
        )
        self._row = telling.row(self.status, self.shape, self._reached)
        self._offset = telling.byte_offset(self.status)
        self._cold = telling.cold(self.status, self.shape)

    def _catch_up(self) -> None:
        """Take into the status what was followed as numbers alone."""
        if not self._row_at_s:
            return
        status, row = self.status, self._row
        self._reached = max(self._reached, int(row[0]))
        status["virtual_sdcard"].file_position = int(self._offset)
        stats, move = status["print_stats"], status.get("gcode_move")
        stats.filament_used, stats.total_duration = row[2], row[3]
        if move is not None and not isnan(row[4]):
            move.gcode_position = (row[4], row[5], row[6], 0.0)
        numbers = self.shape.numbers
        for (name, field), number in zip(numbers.fields[: numbers.told], row[len(RUN) :], strict=False):
            if number == number:
                setattr(status[name], field, number)
        self._read_at = datetime.fromtimestamp(self._row_at_s, UTC)
        self._moved, self._warmed, self._row_at_s = self._moved or self._follows, True, 0.0
        self._measured.update(self.shape.names)

    def beat(self, now: datetime) -> None:
        """The machine was heard, though nothing changed: its temperatures are as told."""
        self._read_at, self._warmed = now, True

    def run_known(self) -> bool:
        """Tell whether it is known which run print_stats tells, if it tells any."""
        if not telling.has_run(self.status):
            self.runs.forget()
            return True
        return self.runs.find(self.status["print_stats"].filename)

    def suppose_run(self, now: datetime) -> None:
        """Settle for when the run must have begun, since no job tells."""
        self.runs.suppose(
            datetime.fromtimestamp(now.timestamp() - (self.status["print_stats"].total_duration or 0.0), UTC)
        )

    def tell(self, now: datetime) -> tuple[Observation, ...]:
        """Return what has happened since last told. The run is known."""
        self._catch_up()
        printer = telling.printer_state(self.status, self.shape, self.files, self._identity())
        before = self.told
        if before is None:
            self.told = printer
            return (Snapshot(now, printer),)
        news = happened(before, printer, now)
        if news:
            self.told = printer
        return news

    def readings(self) -> tuple[Observation, ...]:
        """Return progress and temperatures, if there are new ones since last asked."""
        if self.told is None or self._read_at is None:
            return ()
        self._catch_up()
        found: list[Observation] = []
        run = telling.present_run(self.status, self.shape, self._identity()) if self._moved else None
        told = self.told.run
        if run is not None and told is not None and (run.file, run.phase) == (told.file, told.phase):
            found.append(Progress(self._read_at, run))
        if self._warmed:
            found.append(Temperatures(self._read_at, telling.temperatures(self.status, self.shape)))
        if measured := telling.measured(self.status, self.shape, self._measured) + telling.host(self.host):
            found.append(Measured(self._read_at, measured))
        self._moved = self._warmed = False
        self.host = []
        self._measured.clear()
        return tuple(found)

    def _identity(self) -> Identity:
        runs = self.runs
        return Identity(
            runs.process, runs.last_job, runs.last_job_at, runs.started_at, runs.ended_at, self._reached, self.parts
        )
