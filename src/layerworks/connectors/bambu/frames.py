"""What these printers tell, as typed values. Unknown fields are passed over, numbers may stand in quotes.

Source: OpenBambuAPI (mqtt.md) and reports as users of several models have published them. Some models tell the whole
state every time, some what changed alone: reports are laid over one another, field by field.
"""

from collections.abc import Mapping
from typing import Any, cast, get_type_hints

import msgspec
from msgspec import Struct


class HealthMessage(Struct, frozen=True):
    """One health message: where and what, how grave and which."""

    attr: int = 0
    code: int = 0


class Tray(Struct, frozen=True):
    """One place for a spool. remain: percent, below 0 where the spool has no chip."""

    id: str = ""
    tray_type: str = ""
    tray_sub_brands: str = ""
    tray_color: str = ""
    tray_uuid: str = ""
    remain: int = -1


class AmsUnit(Struct, frozen=True):
    """One AMS."""

    id: str = ""
    tray: tuple[Tray, ...] = ()


class Ams(Struct, frozen=True):
    """All of them. tray_now: the one in use, 255 for none."""

    ams: tuple[AmsUnit, ...] = ()
    tray_now: int = 255


class Camera(Struct, frozen=True):
    """The camera. rtsp_url: where the model streams, `disable` where a person has not let it."""

    rtsp_url: str = ""


class Status(Struct, frozen=True):
    """All that is read of `print`. Temperatures in °C, times in minutes, shares in percent, fans from 0 to 15."""

    gcode_state: str = ""
    gcode_file: str = ""
    subtask_name: str = ""
    subtask_id: str | int = ""
    task_id: str | int = ""
    gcode_start_time: int = 0
    mc_percent: int = 0
    mc_remaining_time: int = 0
    layer_num: int = 0
    total_layer_num: int = 0
    stg_cur: int = -1
    print_error: int = 0
    hms: tuple[HealthMessage, ...] = ()
    s_obj: tuple[int, ...] = ()
    nozzle_temper: float | None = None
    nozzle_target_temper: float = 0.0
    bed_temper: float | None = None
    bed_target_temper: float = 0.0
    chamber_temper: float | None = None
    spd_mag: int = 100
    cooling_fan_speed: int = 0
    big_fan1_speed: int = 0
    big_fan2_speed: int = 0
    heatbreak_fan_speed: int = 0
    ams: Ams = Ams()
    vt_tray: Tray = Tray()
    ipcam: Camera = Camera()
    fun: str = ""


class Said(Struct, frozen=True):
    """The printer's answer to something asked, or the head of a report. sequence_id: as it was asked."""

    command: str = ""
    sequence_id: str = ""
    result: str = ""
    reason: str = ""
    err_code: int = 0
    msg: int = -1


_KINDS = get_type_hints(Status)


def read(message: str | bytes) -> dict[str, Any]:
    """Return a message. Raises msgspec.MsgspecError when it is none."""
    return msgspec.json.decode(message, type=dict[str, Any])


def said_of(told: Any) -> Said:
    """Return the head of what stands below `print` or another name. Raises msgspec.MsgspecError."""
    return msgspec.convert(told, Said, strict=False)


class Picture:
    """The state as told so far. A field of another kind than it should be is not believed: the earlier one stays."""

    def __init__(self) -> None:
        self._fields: dict[str, Any] = {}
        self._told: dict[str, Any] = {}

    def lay_over(self, told: Mapping[str, Any]) -> Status:
        """Take in a report, whole or of some fields; return the state. Lists are told whole."""
        for name, value in told.items():
            kind = _KINDS.get(name)
            if kind is None:
                continue
            merged = _merged(self._told.get(name), value)
            try:
                self._fields[name] = msgspec.convert(merged, kind, strict=False)
            except msgspec.ValidationError:
                continue
            self._told[name] = merged
        return Status(**self._fields)


def _merged(before: Any, told: Any) -> Any:
    if not isinstance(before, dict) or not isinstance(told, dict):
        return cast(object, told)
    earlier, newer = cast("dict[str, Any]", before), cast("dict[str, Any]", told)
    return {**earlier, **{name: _merged(earlier.get(name), value) for name, value in newer.items()}}
