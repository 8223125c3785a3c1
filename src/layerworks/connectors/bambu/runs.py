"""Which run is it? Pure.

The printer repeats the title and the numbers that a print was started with, until it is switched off or prints
something else; it has no clock that it tells on every model, and forgets on a restart. A print of ours carries the time
of its start. FAILED is what it says of a print that somebody cancelled as well as of one that failed: which of the two
stands in an error that is shown for seconds, so it is remembered here.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from layerworks.connectors.bambu.complaints import CANCELLED, Complaint, of_error, of_health, of_stage
from layerworks.connectors.bambu.frames import Status
from layerworks.connectors.bambu.names import number_of, time_of_number, titled
from layerworks.connectors.clocks import utc
from layerworks.connectors.known_run import KnownRun
from layerworks.fleet.observations import FaultKind, Position, Run, RunPhase

GAP_S = 60.0  # no whole print, with somebody doing the next thing at the printer, fits into a shorter absence
ACTIVE = ("PREPARE", "SLICING", "RUNNING", "PAUSE")
ENDED = ("FINISH", "FAILED")
NO_NUMBER = ("", "0")
AGAIN_S = 10.0  # a printer that tells changes alone may tell its state before the title that goes with it
Key = tuple[str, str, str]
NO_PARTS: Mapping[int, str] = MappingProxyType({})


class Runs:
    """The present or last run of one machine; outlives its connections.

    boot: changes whenever a run may have come and gone, or one that was going on is no more. booted_at: when it did.
    """

    def __init__(self) -> None:
        self.known: KnownRun[Key] | None = None
        self.boot = ""
        self.booted_at: datetime | None = None
        self._heard_at: datetime | None = None
        self._cancelling: Key | None = None
        self._cancelled: Key | None = None
        self._odd_since: datetime | None = None

    def cancelling(self, wished: bool) -> None:
        """Take in that we ask the printer to end the present run, or that it has refused."""
        self._cancelling = self.known.key if wished and self.known is not None and self.known.active else None

    def heard(self, now: datetime) -> None:
        """Take in that the line stands: what had changed would have been told."""
        if self._heard_at is not None:
            self._heard_at = now

    def see(self, status: Status, now: datetime, parts: Mapping[int, str] = NO_PARTS) -> None:
        """Take in a state. parts: of what is printed, by number."""
        away = self._heard_at is None or (now - self._heard_at).total_seconds() > GAP_S
        if away:
            self.boot = f"unwatched until {now.isoformat()}"
            self.known = self.known.lasting(False) if self.known is not None else None
        heard_at, self._heard_at = self._heard_at or now, now
        key = _key(status)
        if status.print_error in CANCELLED:
            self._cancelled = key
        elif status.gcode_state in ACTIVE:
            self._cancelled = None  # what was shown was of the print before
        if key[0] and status.gcode_state in (*ACTIVE, *ENDED):
            self._run(key, status, heard_at, now, parts)
        elif self.known is not None and self.known.active and status.gcode_state == "IDLE":
            self._gone(now)

    def _run(self, key: Key, status: Status, heard_at: datetime, now: datetime, parts: Mapping[int, str]) -> None:
        known = self._known_by(key)
        if known is not None and not known.active:
            self.known = known = known.lasting(_ours(key) is not None)
            if status.gcode_state in ENDED:
                self._odd_since = None
                return
            self._odd_since = self._odd_since or now
            if (now - self._odd_since).total_seconds() < AGAIN_S:
                return  # a print begins whose title is still to come, or the same one again
            known = None
        self._odd_since = None
        run = known.run if known is not None else self._new(key, status, now)
        complaint, phase = _complaint(status), self._phase(key, status)
        ended_at = None
        if phase not in ("running", "paused"):
            expected_at = heard_at + timedelta(seconds=known.left_s) if known is not None else now
            ended_at = max(run.started_at, min(now, expected_at) if phase == "completed" else now)
        run = replace(
            run,
            phase=phase,
            position=_position(run, phase, status),
            printed_s=max(0.0, ((ended_at or now) - run.started_at).total_seconds()),
            ended_at=ended_at,
            why=complaint.why if phase != "running" else "",
            fault=_fault(phase, complaint),
            skipped=_skipped(run, status, parts),
            lasting=_ours(key) is not None,
        )
        self.known = KnownRun(key, run, max(0.0, status.mc_remaining_time * 60.0))

    def _known_by(self, key: Key) -> KnownRun[Key] | None:
        """Return the known run if this is its name; its numbers may come after its title."""
        known = self.known
        if known is None or known.key == key:
            return known
        late = known.active and known.key[0] == key[0] and known.key[1] in NO_NUMBER
        if not late:
            return None
        named = self._new(key, Status(), known.run.started_at)
        return replace(known, key=key, run=replace(known.run, started_at=named.started_at, job=named.job))

    def _new(self, key: Key, status: Status, now: datetime) -> Run:
        ours = titled(key[0])
        if _ours(key) is not None:
            started_at = min(time_of_number(int(key[1])), now)
        else:
            started_at = utc(status.gcode_start_time) if status.gcode_start_time > 0 else now
        return Run(
            file=ours.file if ours is not None else key[0],
            phase="running",
            position=Position(0, -1, 0.0, 0.0, 0.0),
            filament_mm=0.0,
            printed_s=0.0,
            started_at=started_at,
            job="" if key[1] in NO_NUMBER else f"{key[1]}-{key[2]}",
        )

    def _phase(self, key: Key, status: Status) -> RunPhase:
        if status.gcode_state == "PAUSE":
            return "paused"
        if status.gcode_state == "FINISH":
            return "completed"
        if status.gcode_state == "FAILED":
            return "cancelled" if key in (self._cancelling, self._cancelled) else "failed"
        return "running"

    def _gone(self, now: datetime) -> None:
        """The printer is idle and a run went on: cancelled if somebody has said so, else it was restarted."""
        assert self.known is not None
        if self.known.key in (self._cancelling, self._cancelled):
            self.known = replace(self.known, run=replace(self.known.run, phase="cancelled", ended_at=now, why=""))
            return
        self.boot, self.booted_at, self.known = f"forgot {self.known.run.file}", now, None


def _key(status: Status) -> Key:
    """Return the title of the present or last print with its two numbers, empty where there was none."""
    return status.subtask_name or status.gcode_file, str(status.task_id), str(status.subtask_id)


def _ours(key: Key) -> str | None:
    """Return our name of the program of a print that we began: nobody else's has these numbers."""
    ours = titled(key[0])
    return ours.file if ours is not None and key[2] == str(number_of(ours.file)) and key[1].isdecimal() else None


def _complaint(status: Status) -> Complaint:
    said = of_error(status.print_error)
    if not said.why and status.gcode_state == "PAUSE":
        said = of_stage(status.stg_cur)
    return said if said.why else of_health(status.hms)


def _fault(phase: RunPhase, complaint: Complaint) -> FaultKind | None:
    if phase == "failed":
        return complaint.kind or "other"
    return complaint.kind if phase == "paused" else None


def _skipped(run: Run, status: Status, parts: Mapping[int, str]) -> tuple[str, ...]:
    """Return the parts left out. While it prepares, the printer may still tell of the print before."""
    told = status.s_obj if status.gcode_state in ("RUNNING", "PAUSE") else ()
    return tuple(dict.fromkeys((*run.skipped, *(parts[number] for number in told if number in parts))))


def _position(run: Run, phase: RunPhase, status: Status) -> Position:
    """Return how far it is. While it prepares, the printer may still tell of the print before; at an end, of none."""
    ours = titled(status.subtask_name or status.gcode_file)
    size, told = ours.size if ours is not None else 0, run.position
    if phase == "completed":
        return Position(size, max(status.layer_num - 1, told.layer), 0.0, 0.0, 0.0)
    if status.gcode_state in ("PREPARE", "SLICING"):
        return Position(0, -1, 0.0, 0.0, 0.0)
    offset, layer = size * min(max(status.mc_percent, 0), 100) // 100, max(status.layer_num - 1, -1)
    if phase in ("cancelled", "failed"):
        return Position(max(offset, told.byte_offset), max(layer, told.layer), 0.0, 0.0, 0.0)
    return Position(offset, layer, 0.0, 0.0, 0.0)
