"""Which notices are due: what stands on the board and was not told yet. Pure.

What to tell follows from the board and from what was told, so a kill at any moment loses no notice; one that was sent
and not yet written down as told comes a second time.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from layerworks.app.hub.notices.receiver import Receiver
from layerworks.fleet.alarms import Alarm


@dataclass(frozen=True, slots=True)
class Notice:
    """One alarm for one receiver."""

    receiver: str
    alarm: Alarm

    @property
    def id(self) -> str:
        """The same for the same news: an alarm raised once more, or escalated, is news."""
        alarm = self.alarm
        return f"{'/'.join(alarm.key)}@{alarm.raised_at.isoformat()}+{alarm.escalated}"


def due(
    receivers: Iterable[Receiver], alarms: Iterable[Alarm], told: Collection[tuple[str, str]], now: datetime
) -> tuple[Notice, ...]:
    """Return what to tell whom now. alarms: those that a person should see; told: (receiver, id) of what was told.

    An alarm that somebody knows of, or that has gone away by itself, is told to nobody any more.
    """
    standing = [alarm for alarm in alarms if alarm.standing == "unacknowledged"]
    found = (Notice(r.name, alarm) for r in receivers for alarm in standing if r.wants(alarm, now))
    return tuple(notice for notice in found if (notice.receiver, notice.id) not in told)
