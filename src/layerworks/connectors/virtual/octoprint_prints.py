"""What OctoPrint knows of prints: the selection and the job in memory, marks on its chart, a line a print's end."""

from dataclasses import dataclass
from typing import Any

from layerworks.fleet.observations import Run

_ENDS = {
    "completed": ("PrintDone", "done"),
    "cancelled": ("PrintCancelled", "cancel"),
    "failed": ("PrintFailed", "error"),
}


@dataclass(slots=True)
class Record:
    """Prints of a file. last: end, duration and success of the last one."""

    success: int = 0
    failure: int = 0
    last: tuple[float, float, bool] | None = None


class OctoPrintPrints:
    """The prints of one machine. selected: a file or nothing; phase: of the job, empty when there is none."""

    def __init__(self) -> None:
        self.selected = ""
        self.phase = ""
        self.markings: list[dict[str, Any]] = []
        self.started: list[str] = []
        self.printed_s: float | None = None
        self._began_s = 0.0
        self._run: tuple[str, Any] | None = None
        self._records: dict[str, Record] = {}

    @property
    def active(self) -> bool:
        """Whether something is printed or paused."""
        return self.phase != ""

    def print_time(self, now_s: float) -> int | None:
        """Return the print time as it is told, in whole seconds."""
        if self.active:
            return int(now_s - self._began_s)
        return None if self.printed_s is None else int(self.printed_s)

    def see(self, run: Run | None, now_s: float) -> list[dict[str, Any]]:
        """Look at the printer's run; return events."""
        found: list[dict[str, Any]] = []
        if run is None:
            return found
        key = run.file, run.started_at
        if key != self._run:
            if self.active:
                found += self._end("cancelled", now_s)
            self._run, self.selected, self.phase = key, run.file, "running"
            self._began_s, self.printed_s = now_s, None
            self.started.append(run.file)
            self.markings.append({"type": "print", "label": "Start", "time": now_s})
            found.append(_event("PrintStarted", run.file))
        if self.active:
            if run.phase in ("running", "paused"):
                self.phase = run.phase
            else:
                found += self._end(run.phase, now_s)
        return found

    def drop(self, error: str, now_s: float) -> list[dict[str, Any]]:
        """The printer has gone: a job fails, and the selection is forgotten."""
        found = [{"type": "Error", "payload": {"error": error}}]
        if self.active:
            found += self._end("failed", now_s)
        self.selected, self.printed_s = "", None
        return [*found, {"type": "Disconnected", "payload": None}]

    def forget(self) -> None:
        """The process has ended: memory is gone, records are not."""
        self.selected, self.phase, self.printed_s = "", "", None
        self.markings.clear()

    def deleted(self, file: str) -> None:
        """A file is no more, nor is its record."""
        self._records.pop(file, None)
        if file == self.selected:
            self.selected, self.printed_s = "", None

    def record(self, file: str) -> dict[str, Any]:
        """Return what the list of files tells of the prints of one."""
        record = self._records.get(file)
        if record is None or record.last is None:
            return {}
        ended_s, took_s, success = record.last
        last = {"date": ended_s, "printTime": took_s, "success": success}
        return {"prints": {"success": record.success, "failure": record.failure, "last": last}}

    def _end(self, phase: str, now_s: float) -> list[dict[str, Any]]:
        event, mark = _ENDS[phase]
        file, took_s = self.selected, now_s - self._began_s
        record = self._records.setdefault(file, Record())
        record.success += phase == "completed"
        record.failure += phase != "completed"
        record.last = now_s, took_s, phase == "completed"
        self.phase, self.printed_s = "", took_s
        self.markings.append({"type": mark, "label": mark, "time": now_s})
        ends = [_event(event, file)]
        if phase == "cancelled":
            ends.append(_event("PrintFailed", file, reason="cancelled"))
        return [*ends, _event("MetadataStatisticsUpdated", file)]


def _event(kind: str, file: str, **more: str) -> dict[str, Any]:
    return {"type": kind, "payload": {"name": file, "path": file, "origin": "local", **more}}
