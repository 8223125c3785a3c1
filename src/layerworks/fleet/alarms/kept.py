"""An alarm as plain data for JSON, and a board from what was written down of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from layerworks.fleet.alarms.alarm import Alarm, Severity, Shelf
from layerworks.fleet.alarms.board import AlarmBoard, Key
from layerworks.words import text_of


def plain(alarm: Alarm) -> dict[str, Any]:
    """Return an alarm as plain data: times as ISO 8601, texts as code and values."""
    shelf = alarm.shelf
    return {
        "machine": alarm.machine,
        "rule": alarm.rule,
        "of": alarm.of,
        "severity": alarm.severity.name.lower(),
        "standing": alarm.standing,
        "raised_at": alarm.raised_at.isoformat(),
        "returned_at": alarm.returned_at.isoformat() if alarm.returned_at else None,
        "acknowledged_at": alarm.acknowledged_at.isoformat() if alarm.acknowledged_at else None,
        "acknowledged_by": alarm.acknowledged_by,
        "shelf": {"who": shelf.who, "why": shelf.why, "until": shelf.until.isoformat()} if shelf else None,
        "escalated": alarm.escalated,
        "what": alarm.what.as_dict(),
        "remedy": alarm.remedy.as_dict(),
    }


def alarm_of(value: Mapping[str, Any]) -> Alarm:
    """Return the alarm that plain data tells of."""
    shelf = value["shelf"]
    return Alarm(
        machine=value["machine"],
        rule=value["rule"],
        of=value["of"],
        severity=Severity[value["severity"].upper()],
        raised_at=datetime.fromisoformat(value["raised_at"]),
        what=text_of(value["what"]),
        remedy=text_of(value["remedy"]),
        returned_at=_time(value["returned_at"]),
        acknowledged_at=_time(value["acknowledged_at"]),
        acknowledged_by=value["acknowledged_by"],
        shelf=Shelf(shelf["who"], shelf["why"], datetime.fromisoformat(shelf["until"])) if shelf else None,
        escalated=value["escalated"],
    )


def board_of(written: Iterable[Mapping[str, Any]]) -> AlarmBoard:
    """Return the board after all that was written down, oldest first: the last word on each alarm counts."""
    alarms: dict[Key, Alarm] = {}
    for value in written:
        alarm = alarm_of(value)
        alarms[alarm.key] = alarm
    return AlarmBoard(MappingProxyType({key: alarm for key, alarm in alarms.items() if alarm.standing != "over"}))


def board_with(board: AlarmBoard, written: Iterable[Mapping[str, Any]]) -> AlarmBoard:
    """Return a board after what somebody else has written down since."""
    alarms = dict(board.alarms)
    for value in written:
        alarm = alarm_of(value)
        alarms[alarm.key] = alarm
        if alarm.standing == "over":
            del alarms[alarm.key]
    return replace(board, alarms=MappingProxyType(alarms))


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
