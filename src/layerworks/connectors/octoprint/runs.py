"""Which run is it, and how did it end? Pure.

OctoPrint tells neither when a job was started nor, once it is over, that it was. Both are put together from marks on
its chart (kept for half an hour), the print time, events, and what it writes down about each file when a print of it
ends. The last is the one record that survives a restart: a print that was going on then is in no record at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from layerworks.connectors.complaints import fault_of
from layerworks.connectors.octoprint.frames import Current, LastPrint, Listed
from layerworks.fleet.observations import FaultKind, RunPhase

SLACK_S = 2.0  # print times are told in whole seconds


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A run. Times: OctoPrint's seconds since 1970. reached: the furthest byte offset heard of it."""

    file: str
    started_s: float
    phase: RunPhase = "running"
    reached: int = 0
    printed_s: float = 0.0
    ended_s: float | None = None
    why: str = ""
    fault: FaultKind | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a print ended, as an event told."""

    phase: RunPhase
    at_s: float
    why: str = ""


class Runs:
    """The present or last run of one machine; outlives its connections, so a start is told alike in all of them."""

    def __init__(self) -> None:
        self.known: KnownRun | None = None
        self.verdict: Verdict | None = None

    def going_on(self, file: str, current: Current) -> None:
        """Take in that a file is being printed."""
        advance, known = current.progress, self.known
        if known is None or known.file != file or known.ended_s is not None:
            known, self.verdict = KnownRun(file, _started_s(current)), None
        flags = current.state.flags
        self.known = replace(
            known,
            phase="paused" if flags.paused or flags.resuming else "running",
            reached=max(known.reached, advance.filepos or 0),
            printed_s=max(known.printed_s, advance.print_time or 0.0),
        )

    def event(self, kind: str, file: str, complaint: str, at_s: float) -> None:
        """Take in the event of a print's end. complaint: what the printer last complained of."""
        if kind == "PrintDone":
            self.verdict = Verdict("completed", at_s)
        elif kind == "PrintCancelled":
            self.verdict = Verdict("cancelled", at_s)
        elif kind == "PrintFailed" and (self.verdict is None or self.verdict.phase != "cancelled"):
            self.verdict = Verdict("failed", at_s, complaint)
        if self.verdict is not None and (self.known is None or self.known.file != file):
            self.known = KnownRun(file, at_s)  # shorter than two messages

    def over(self, listed: Iterable[Listed], complaint: str) -> bool:
        """Take in that nothing is being printed; return whether it is certain how the last run ended.

        complaint: what the printer complains of now, the one hint left at an end that was not heard.
        """
        ended = [(file.path, file.last) for file in listed if file.last is not None]
        newest = max(ended, key=lambda entry: entry[1].date, default=None)
        known = self.known
        if known is not None and known.ended_s is None:
            own = next((last for file, last in ended if file == known.file), None)
            if own is None or own.date < known.started_s - SLACK_S:
                return False
        if newest is None:
            self.known = known if known is not None and self.verdict is not None else None
            return True
        file, last = newest
        if known is None or known.file != file or known.ended_s != last.date:
            self.known = self._ended(known if known and known.file == file else None, file, last, complaint)
        return True

    def _ended(self, known: KnownRun | None, file: str, last: LastPrint, complaint: str) -> KnownRun:
        """Return a run as the record of its end tells it: the same from whoever reads it."""
        verdict = self.verdict if known is not None and known.ended_s is None else None
        printed_s = last.print_time or 0.0
        run = KnownRun(file, last.date - printed_s, reached=known.reached if known else 0, printed_s=printed_s)
        run = replace(run, ended_s=last.date)
        if last.success:
            return replace(run, phase="completed")
        if verdict is not None and verdict.phase != "completed":
            return replace(run, phase=verdict.phase, **_cause(verdict, complaint))
        if complaint:
            return replace(run, phase="failed", why=complaint, fault=fault_of(complaint))
        return replace(run, phase="cancelled")

    def conclude(self, complaint: str) -> None:
        """No record came of a print that is no more: settle for what was heard of its end, or forget it."""
        known, verdict = self.known, self.verdict
        if known is None or known.ended_s is not None:
            return
        self.known = (
            replace(known, phase=verdict.phase, ended_s=verdict.at_s, **_cause(verdict, complaint)) if verdict else None
        )


def _cause(verdict: Verdict, complaint: str) -> dict[str, Any]:
    """Return why a print failed; what the printer complains of is often told a moment after the failure."""
    why = verdict.why or complaint
    return {"why": why, "fault": fault_of(why)} if verdict.phase == "failed" else {}


def _started_s(current: Current) -> float:
    server_s = current.server_time or 0.0
    marks = sorted((m.time, m.type) for m in current.markings if m.type in ("print", "done", "cancel", "error"))
    if marks and marks[-1][1] == "print" and marks[-1][0] <= server_s + SLACK_S:
        return marks[-1][0]
    return float(int(server_s - (current.progress.print_time or 0.0)))
