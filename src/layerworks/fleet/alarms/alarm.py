"""The life of an alarm: raised, acknowledged, returned to normal, shelved.

Source: ANSI/ISA-18.2-2016 (IEC 62682), “Alarm state transition diagram”.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Literal

from layerworks.words import Text

Standing = Literal["unacknowledged", "acknowledged", "returned", "over"]


class Severity(IntEnum):
    """How soon a person must act: at leisure, within the shift, within minutes, at once."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    URGENT = 4


@dataclass(frozen=True, slots=True)
class Shelf:
    """An alarm put aside by a person for a while."""

    who: str
    why: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing wrong with one machine, from when it was seen until it is over and a person knows.

    machine, rule, of: what it is about; of: a heater, a counter, or empty. what: what was seen last, remedy: what to
    do. returned_at: when it went away by itself. escalated: how many times nobody heard and others were told.
    """

    machine: str
    rule: str
    of: str
    severity: Severity
    raised_at: datetime
    what: Text
    remedy: Text
    returned_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    shelf: Shelf | None = None
    escalated: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What the alarm is about; there is at most one such alarm at a time."""
        return self.machine, self.rule, self.of

    @property
    def standing(self) -> Standing:
        """Where it is in its life."""
        if self.returned_at is None:
            return "acknowledged" if self.acknowledged_at else "unacknowledged"
        return "over" if self.acknowledged_at else "returned"

    def shelved(self, now: datetime) -> bool:
        """Tell whether it is put aside at the moment."""
        return self.shelf is not None and now < self.shelf.until


def acknowledged(alarm: Alarm, who: str, now: datetime) -> Alarm:
    """Return the alarm as one that a person knows of; a second acknowledgement changes nothing."""
    return alarm if alarm.acknowledged_at else replace(alarm, acknowledged_at=now, acknowledged_by=who)


def returned(alarm: Alarm, now: datetime) -> Alarm:
    """Return the alarm as one that has gone away by itself."""
    return alarm if alarm.returned_at else replace(alarm, returned_at=now)


def raised_again(alarm: Alarm, severity: Severity, what: Text, now: datetime) -> Alarm:
    """Return an alarm that had gone away and is back: whoever knew of it has to hear of it anew."""
    return replace(
        alarm,
        severity=severity,
        what=what,
        raised_at=now,
        returned_at=None,
        acknowledged_at=None,
        acknowledged_by="",
        escalated=0,
    )
