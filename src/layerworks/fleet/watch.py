"""What is known of one machine through its present connection: pure, and gone with the process.

This is the one place for lost contact: when a link counts as silent, and when to try again.
"""

import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from layerworks.fleet.commands import Command
from layerworks.fleet.equipped import Equipped
from layerworks.fleet.observations import (
    Answered,
    LinkLost,
    LostBy,
    Observation,
    PrinterState,
    Progress,
    Snapshot,
    StateChanged,
    Temperatures,
    ToBeCalled,
    Verdict,
)

Link = Literal["closed", "opening", "online"]
GAP_S = 300.0  # between two signs of life: what happened meanwhile nobody knows, or a clock was set


@dataclass(frozen=True, slots=True)
class Watch:
    """A machine as heard so far.

    changed_at: when the link last changed. heard_at: when the printer was last heard in any connection, or when it was
    first called. printer: the present state, None until the snapshot of this connection. moved_at: when the print last
    advanced, heated or stood still for a reason. sent, sent_at, answer: the last command of this connection.
    failed_opens: calls in a row that found nobody. refusals: commands refused so far. lost_by: why the last connection
    ended, `line` while one stands. equipped: spools and camera as told last.
    """

    link: Link = "closed"
    changed_at: datetime | None = None
    heard_at: datetime | None = None
    printer: PrinterState | None = None
    moved_at: datetime | None = None
    sent: Command | None = None
    sent_at: datetime | None = None
    answer: Verdict | None = None
    failed_opens: int = 0
    refusals: int = 0
    lost_by: LostBy = "line"
    equipped: Equipped | None = None


def opened(watch: Watch, now: datetime) -> Watch:
    """Return the watch of a connection just begun: nothing of an earlier one is taken for granted."""
    return replace(
        watch,
        link="opening",
        changed_at=now,
        heard_at=watch.heard_at or now,
        printer=None,
        moved_at=None,
        sent=None,
        sent_at=None,
        answer=None,
    )


def closed(watch: Watch, now: datetime) -> Watch:
    """Return the watch of a connection that broke or was given up."""
    failed = watch.failed_opens + 1 if watch.link == "opening" else 0
    return replace(watch, link="closed", changed_at=now, printer=None, failed_opens=failed)


def sent(watch: Watch, command: Command, now: datetime) -> Watch:
    """Return the watch after a command was handed to the link."""
    return replace(watch, sent=command, sent_at=now, answer=None)


def hear(watch: Watch, seen: Observation) -> Watch:
    """Take in one observation. The same one twice changes nothing but `refusals`, which only bounds patience."""
    if watch.moved_at and watch.heard_at and (seen.at - watch.heard_at).total_seconds() > GAP_S:
        watch = replace(watch, moved_at=seen.at)
    if isinstance(seen, LinkLost):
        return replace(closed(watch, seen.at), lost_by=seen.by) if watch.link != "closed" else watch
    match seen:
        case Snapshot():
            return _now_is(replace(watch, link="online", failed_opens=0, lost_by="line"), seen.printer, seen.at)
        case StateChanged() if watch.printer:
            return _now_is(watch, seen.printer, seen.at)
        case Progress() if watch.printer:
            return _now_is(watch, replace(watch.printer, run=seen.run), seen.at)
        case Temperatures() if watch.printer:
            return replace(watch, heard_at=seen.at, printer=replace(watch.printer, temperatures=seen.readings))
        case ToBeCalled():  # whoever is not called yet has not been silent
            return replace(watch, changed_at=seen.at)
        case Equipped():
            return replace(watch, heard_at=seen.at, equipped=seen)
        case Answered() if seen.to == watch.sent:
            refusals = watch.refusals + (seen.verdict == "refused")
            return replace(watch, heard_at=seen.at, answer=seen.verdict, refusals=refusals)
        case _:
            return replace(watch, heard_at=seen.at)


def _now_is(watch: Watch, printer: PrinterState, at: datetime) -> Watch:
    before = watch.printer
    still = (
        before is not None
        and before.device == printer.device == "printing"  # a print that has just been resumed has not stood still
        and before.run is not None
        and printer.run is not None
        and (before.run.file, before.run.position) == (printer.run.file, printer.run.position)
    )
    return replace(watch, heard_at=at, printer=printer, moved_at=watch.moved_at if still and watch.moved_at else at)


def silent_s(watch: Watch, now: datetime) -> float:
    """Return for how many seconds this connection has brought nothing; 0 when there is none."""
    if watch.link == "closed":
        return 0.0
    return (now - max(t for t in (watch.changed_at, watch.heard_at) if t)).total_seconds()


def unheard_s(watch: Watch, now: datetime) -> float:
    """Return for how many seconds the printer was not heard, over all connections."""
    return (now - watch.heard_at).total_seconds() if watch.heard_at else 0.0


def still_s(watch: Watch, now: datetime) -> float:
    """Return for how many seconds a print that should move has not moved; 0 while nobody can tell."""
    if watch.printer is None or watch.printer.device != "printing" or not (watch.moved_at and watch.heard_at):
        return 0.0
    unknown = (now - watch.heard_at).total_seconds() > GAP_S
    return 0.0 if unknown else (now - watch.moved_at).total_seconds()


def call_again_s(watch: Watch, machine: str, first_s: float, longest_s: float) -> float:
    """Return how long after a lost link to call again: doubling, and spread by machine so that a shop full of printers
    does not call all at once after a network cut.
    """
    pause_s = min(longest_s, first_s * 2.0 ** min(watch.failed_opens, 32))
    spread = zlib.crc32(f"{machine}/{watch.failed_opens}".encode()) / 2**32
    return pause_s * (0.5 + 0.5 * spread)
