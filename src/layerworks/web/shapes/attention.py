"""Alarms, limits and readings."""

from typing import Any

from pydantic import Field

from layerworks.web.shapes.base import Asked, Because, Reason, Shown, Told

LONGEST_SHELF_H = 24.0 * 7


class OfAlarm(Because):
    """Which alarm of a machine and rule."""

    of: str = Field(default="", description="A heater or counter, where the alarm has one", examples=["bed"])


THE_ONLY_ONE = OfAlarm()


class ToShelve(OfAlarm):
    """For how long an alarm is put aside."""

    hours: float = Field(default=8.0, gt=0.0, le=LONGEST_SHELF_H, description="For so long, in hours")


FOR_A_SHIFT = ToShelve()


class Alarm(Shown):
    """Something that wants a person."""

    machine: str
    rule: str = Field(examples=["too_hot"])
    of: str
    severity: str = Field(description="low, medium, high or urgent")
    standing: str
    raised_at: str
    returned_at: str | None
    acknowledged_at: str | None
    acknowledged_by: str
    shelf: dict[str, str] | None
    escalated: int
    what: Told
    remedy: Told


class Errand(Shown):
    """What is to be done at a machine anyway."""

    machine: str
    kind: str = Field(description="clear_bed, look_at_bed or load_material")


class Attention(Shown):
    """Alarms that are not over, in the order in which they want attention, and errands."""

    alarms: list[Alarm]
    errands: list[Errand]


class Limit(Shown):
    """A limit."""

    key: str = Field(examples=["alarm_stall_s"])
    value: Any
    set_here: bool
    meaning: str


class Limits(Shown):
    """Limits that hold for the shop, a machine type or a machine."""

    level: str = Field(description="shop, type or machine")
    name: str
    limits: list[Limit]


class ToLimit(Asked):
    """Limits to be set, or to be as usual again."""

    machine: str = ""
    type: str = ""
    set: dict[str, Any] = Field(default={}, examples=[{"alarm_stall_s": "15 min"}])
    unset: list[str] = Field(default=[], max_length=200)
    why: Reason = ""


NO_CHANGE = ToLimit()


class Series(Shown):
    """Readings of one channel."""

    machine: str
    attempt: str
    of: str = Field(examples=["nozzle"])
    quantity: str = Field(examples=["actual_c"])
    taken_s: list[float] = Field(description="POSIX time")
    value: list[float | None]


class Telemetry(Shown):
    """Readings that were kept."""

    series: list[Series]
