"""What a virtual printer of Bambu's tells of itself. Pure."""

from datetime import datetime
from typing import Any

from layerworks.fleet.observations import PrinterState, Run

SHOWN_S = 2.0  # for so long the reason of a cancelled print is told
CANCELLED = 0x0300400C
_STATES = {"running": "RUNNING", "paused": "PAUSE", "completed": "FINISH", "cancelled": "FAILED", "failed": "FAILED"}
_ERRORS = {"runout": 0x03008004, "thermal": 0x03008008, "stopped": 0x0300400B}


def told(seen: PrinterState, title: str, numbers: tuple[str, str], now: datetime) -> dict[str, Any]:
    """Return the fields of a whole report. title, numbers (of the task and the part of it): of the run."""
    run = seen.run
    warm = {t.heater: t for t in seen.temperatures}
    share = _share(run, seen)
    fields: dict[str, Any] = {
        "gcode_state": _STATES[run.phase] if run else "FAILED" if seen.device == "error" else "IDLE",
        "gcode_file": f"{title}.gcode.3mf" if title else "",
        "subtask_name": title,
        "task_id": numbers[0],
        "subtask_id": numbers[1],
        "gcode_start_time": "0",
        "mc_percent": int(100.0 * share),
        "mc_remaining_time": round(run.printed_s * (1.0 - share) / share / 60.0) if run and share > 0.0 else 0,
        "layer_num": run.position.layer + 1 if run else 0,
        "stg_cur": 6 if run and run.fault == "runout" else -1,
        "print_error": _error(seen, now),
        "hms": [],
        "spd_mag": 100,
        "cooling_fan_speed": "15" if seen.device == "printing" else "0",
        "wifi_signal": "-48dBm",
        "ams": {"tray_now": "254", "ams": []},
    }
    for name, heater in (("nozzle", "nozzle"), ("bed", "bed")):
        fields[f"{name}_temper"] = round(warm[heater].actual_c, 1)
        fields[f"{name}_target_temper"] = warm[heater].target_c
    fields["chamber_temper"] = round(warm["chamber"].actual_c, 1)
    return fields


def _share(run: Run | None, seen: PrinterState) -> float:
    size = next((f.size for f in seen.files if run and f.name == run.file), 0)
    return run.position.byte_offset / size if run and size else 0.0


def _error(seen: PrinterState, now: datetime) -> int:
    run = seen.run
    if run is not None and run.phase == "cancelled" and run.ended_at is not None:
        return CANCELLED if (now - run.ended_at).total_seconds() < SHOWN_S else 0
    if run is not None and run.fault is not None:
        return _ERRORS.get(run.fault, 0x03008000)
    return 0x0300400B if seen.device == "error" else 0
