"""All alarms of a shop: signs in, changes worth telling out. Pure: the same signs give the same board.

When many machines fall silent together it is the network, and one alarm says so instead of one a machine.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from layerworks.errors import Missing
from layerworks.fleet.alarms.alarm import Alarm, Severity, Shelf, acknowledged, raised_again, returned
from layerworks.fleet.alarms.sign import Sign
from layerworks.words import say

Key = tuple[str, str, str]


class _Everybody:
    def __contains__(self, machine: object) -> bool:
        return True


EVERYBODY: Container[str] = _Everybody()
Kind = Literal["raised", "returned", "acknowledged", "over", "shelved", "unshelved", "escalated"]


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened to an alarm."""

    at: datetime
    kind: Kind
    alarm: Alarm
    who: str = ""


@dataclass(frozen=True, slots=True)
class AlarmBoard:
    """alarms: those that are not over, by what they are about. turning: since when what is about to change has been
    wrong, or good.
    """

    alarms: Mapping[Key, Alarm] = field(default_factory=lambda: MappingProxyType({}))
    turning: Mapping[Key, datetime] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, machine: str) -> tuple[Alarm, ...]:
        """Return the alarms of a machine, the most severe first, then the oldest."""
        return in_order(a for a in self.alarms.values() if a.machine == machine)

    @property
    def all(self) -> tuple[Alarm, ...]:
        """Every alarm, those put aside too."""
        return in_order(self.alarms.values())

    def heard(self, now: datetime) -> tuple[Alarm, ...]:
        """Return what a person should see: all that is not shelved, the most severe first, then the oldest."""
        return in_order(a for a in self.alarms.values() if not a.shelved(now))


def in_order(alarms: Iterable[Alarm]) -> tuple[Alarm, ...]:
    """Return alarms in the order in which they want attention."""
    waiting = ("unacknowledged", "acknowledged", "returned", "over")
    return tuple(sorted(alarms, key=lambda a: (-a.severity, waiting.index(a.standing), a.raised_at, a.key)))


def take_in(
    board: AlarmBoard, machine: str, signs: Iterable[Sign], now: datetime
) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """Return the board after a look at one machine, and what changed. A sign that says nothing changes nothing."""
    return take_in_all(board, ((machine, signs),), now)


def take_in_all(
    board: AlarmBoard, looks: Iterable[tuple[str, Iterable[Sign]]], now: datetime
) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """The same for looks at many machines."""
    alarms, turning = dict(board.alarms), dict(board.turning)
    changes: list[Change] = []
    for machine, signs in looks:
        _take_in(alarms, turning, machine, signs, now, changes)
    return AlarmBoard(MappingProxyType(alarms), MappingProxyType(turning)), tuple(changes)


def _take_in(
    alarms: dict[Key, Alarm],
    turning: dict[Key, datetime],
    machine: str,
    signs: Iterable[Sign],
    now: datetime,
    changes: list[Change],
) -> None:
    for sign in signs:
        key = (machine, sign.rule, sign.of)
        alarm = alarms.get(key)
        on = alarm is not None and alarm.returned_at is None
        if sign.wrong is None or sign.wrong == on:
            if sign.wrong is not None:
                turning.pop(key, None)
            if on and alarm is not None and sign.wrong:
                alarms[key] = replace(alarm, what=sign.what, severity=max(alarm.severity, sign.severity))
            continue
        since = turning.setdefault(key, now)
        if (now - since).total_seconds() < (sign.after_s if sign.wrong else sign.gone_s):
            continue
        del turning[key]
        if sign.wrong:
            alarms[key] = (
                raised_again(alarm, sign.severity, sign.what, now)
                if alarm is not None
                else Alarm(machine, sign.rule, sign.of, sign.severity, now, sign.what, sign.remedy)
            )
            changes.append(Change(now, "raised", alarms[key]))
        elif alarm is not None:
            gone = returned(alarm, now)
            changes.append(Change(now, "returned", gone))
            _settle(alarms, gone, changes, now)


def acknowledge(board: AlarmBoard, key: Key, who: str, now: datetime) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """Return the board after a person has said to know of an alarm. Raises Missing when there is none."""
    alarm = acknowledged(_found(board, key), who, now)
    changes = [Change(now, "acknowledged", alarm, who)]
    alarms = dict(board.alarms)
    _settle(alarms, alarm, changes, now)
    return replace(board, alarms=MappingProxyType(alarms)), tuple(changes)


def dismiss(board: AlarmBoard, machine: str, who: str, now: datetime) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """Return the board after a machine has left the shop: its alarms are over, and nothing of it is about to change."""
    changes = tuple(Change(now, "over", acknowledged(returned(a, now), who, now), who) for a in board.of(machine))
    alarms = {key: alarm for key, alarm in board.alarms.items() if alarm.machine != machine}
    turning = {key: since for key, since in board.turning.items() if key[0] != machine}
    return replace(board, alarms=MappingProxyType(alarms), turning=MappingProxyType(turning)), changes


def shelve(
    board: AlarmBoard, key: Key, who: str, why: str, until: datetime, now: datetime
) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """Return the board after a person has put an alarm aside until a time. Raises Missing when there is none."""
    alarm = replace(_found(board, key), shelf=Shelf(who, why, until))
    return _with(board, alarm), (Change(now, "shelved", alarm, who),)


def unshelve(
    board: AlarmBoard, now: datetime, whose: Container[str] = EVERYBODY
) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """Return the board after everything whose time on the shelf is over is back. whose: alarms of these machines."""
    changes: list[Change] = []
    for alarm in board.alarms.values():
        if alarm.machine in whose and alarm.shelf is not None and not alarm.shelved(now):
            back = replace(alarm, shelf=None)
            board = _with(board, back)
            changes.append(Change(now, "unshelved", back))
    return board, tuple(changes)


def escalate(
    board: AlarmBoard, after: Mapping[Severity, timedelta], now: datetime, whose: Container[str] = EVERYBODY
) -> tuple[AlarmBoard, tuple[Change, ...]]:
    """Return the board after others were told of what nobody has acknowledged in time.

    after: by severity, how long a person may take; each further time as long again. Severities not named wait for ever.
    whose: alarms of these machines.
    """
    changes: list[Change] = []
    for alarm in in_order(a for a in board.alarms.values() if a.machine in whose):
        patience = after.get(alarm.severity)
        late = patience is not None and now - alarm.raised_at >= patience * (alarm.escalated + 1)
        if late and alarm.standing in ("unacknowledged", "returned") and not alarm.shelved(now):
            told = replace(alarm, escalated=alarm.escalated + 1)
            board = _with(board, told)
            changes.append(Change(now, "escalated", told))
    return board, tuple(changes)


def _with(board: AlarmBoard, alarm: Alarm) -> AlarmBoard:
    return replace(board, alarms=MappingProxyType({**board.alarms, alarm.key: alarm}))


def _settle(alarms: dict[Key, Alarm], alarm: Alarm, changes: list[Change], now: datetime) -> None:
    """Keep an alarm that has changed, or let it go when it is over."""
    if alarm.standing == "over":
        alarms.pop(alarm.key, None)
        changes.append(Change(now, "over", alarm))
    else:
        alarms[alarm.key] = alarm


def _found(board: AlarmBoard, key: Key) -> Alarm:
    alarm = board.alarms.get(key)
    if alarm is None:
        machine, rule, of = key
        raise Missing(say("alarms.none_such", machine=machine, rule=rule, of=of or "-"), say("alarms.none_such_remedy"))
    return alarm
