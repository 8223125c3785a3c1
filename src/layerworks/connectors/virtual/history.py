"""Moonraker's print history as Moonraker keeps it: inferred from print_stats four times a second, with its mistakes."""

from dataclasses import asdict, dataclass
from typing import Any

_STATUS = {"complete": "completed", "standby": "cancelled", "cancelled": "cancelled"}


@dataclass(slots=True)
class HistoryLine:
    """A job."""

    job_id: str
    filename: str
    start_time: float
    status: str = "in_progress"
    end_time: float | None = None
    total_duration: float = 0.0


class History:
    """The jobs of one machine, oldest first."""

    def __init__(self) -> None:
        self.lines: list[HistoryLine] = []
        self._state = "standby"

    def see(self, stats: dict[str, Any], now_s: float) -> tuple[str, dict[str, Any]] | None:
        """Look at print_stats; return the action and job of a change, if there is one."""
        before, self._state = self._state, stats["state"]
        if before == self._state:
            return None
        if self._state == "printing" and before != "paused":
            line = HistoryLine(f"{len(self.lines) + 1:06X}", stats["filename"], now_s)
            self.lines.append(line)
            return "added", asdict(line)
        if before in ("printing", "paused") and self._state not in ("printing", "paused"):
            return self.end(_STATUS.get(self._state, "error"), now_s)
        return None

    def end(self, status: str, now_s: float) -> tuple[str, dict[str, Any]] | None:
        """End the job that is going on."""
        if not self.lines or self.lines[-1].status != "in_progress":
            return None
        line = self.lines[-1]
        line.status, line.end_time = status, now_s
        return "finished", asdict(line)

    def newest(self, limit: int) -> list[dict[str, Any]]:
        """Return the newest jobs, newest first."""
        return [asdict(line) for line in reversed(self.lines[-limit:])]
