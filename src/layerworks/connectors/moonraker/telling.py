"""Klipper's status in our words. Pure.

`webhooks.state` outranks everything: after a shutdown print_stats goes on to say “paused”, yet that print is over.
A print_stats that was cleared (a restart, or someone pressed “clear”) tells no run; which of Moonraker's jobs was the
last one stands in the boot instead, so a print that came and was forgotten between two looks leaves a mark.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import nan
from typing import Any

from layerworks.connectors.moonraker.numbers import HOST
from layerworks.connectors.moonraker.status import Shape
from layerworks.fleet.observations import (
    Device,
    FaultKind,
    Position,
    PrinterState,
    Run,
    RunPhase,
    StoredFile,
    Temperature,
)
from layerworks.fleet.readings import Reading

WARM_WITHIN_C = 3.0  # a heater that lacks more than this of its target is still heating
_PHASES: dict[str, RunPhase] = {
    "printing": "running",
    "paused": "paused",
    "complete": "completed",
    "cancelled": "cancelled",
    "error": "failed",
}
_THERMAL = ("heater", "heating", "thermal", "temperature", "adc out of range", "verify_heater")
_STOPPED = ("webhooks request", "m112", "emergency")


@dataclass(frozen=True, slots=True)
class Identity:
    """What Klipper's status does not tell. process: Klipper's; last_job: Moonraker's newest job, and when it was over.

    started_at, ended_at: of the run that print_stats tells. reached: the furthest byte offset heard of it, since
    Klipper goes back to 0 when a print is cancelled. parts: names of parts by their capitals.
    """

    process: str
    last_job: str = ""
    last_job_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reached: int = 0
    parts: Mapping[str, str] | None = None


def ready(status: Mapping[str, Any]) -> bool:
    """Tell whether Klipper takes work."""
    return status["webhooks"].state == "ready"


def active_file(status: Mapping[str, Any]) -> str | None:
    """Return the file that is printed or paused, None when there is none."""
    stats = status["print_stats"]
    return stats.filename or "" if stats.state in ("printing", "paused") else None


def has_run(status: Mapping[str, Any]) -> bool:
    """Tell whether print_stats knows a present or last print."""
    stats = status["print_stats"]
    return bool(stats.filename) and stats.state in _PHASES


def byte_offset(status: Mapping[str, Any]) -> int:
    """Return how far in its file Klipper says to be."""
    return int(_number(getattr(status.get("virtual_sdcard"), "file_position", 0)))


def printer_state(
    status: Mapping[str, Any], shape: Shape, files: Mapping[str, StoredFile], identity: Identity
) -> PrinterState:
    """Return what the machine tells of itself. A run is told once its started_at is known."""
    run = present_run(status, shape, identity)
    forgotten = not has_run(status)
    return PrinterState(
        device=_device(status, shape, run),
        boot=f"{identity.process}+{identity.last_job}" if forgotten else identity.process,
        run=run,
        files=tuple(files.values()),
        temperatures=temperatures(status, shape),
        booted_at=identity.last_job_at if forgotten else None,
    )


def present_run(status: Mapping[str, Any], shape: Shape, identity: Identity) -> Run | None:
    """Return the run as far as it is, None when there is none or it is not known when it was started."""
    stats = status["print_stats"]
    if identity.started_at is None or not has_run(status):
        return None
    phase, fault, why = _phase(status, shape)
    x_mm, y_mm, z_mm, _ = getattr(status.get("gcode_move"), "gcode_position", None) or (0.0, 0.0, 0.0, 0.0)
    layer = getattr(stats.info, "current_layer", None)
    return Run(
        file=stats.filename,
        phase=phase,
        position=Position(
            byte_offset=max(identity.reached, byte_offset(status)),
            layer=layer - 1 if layer else -1,
            x_mm=x_mm,
            y_mm=y_mm,
            z_mm=z_mm,
        ),
        filament_mm=_number(stats.filament_used),
        printed_s=_number(stats.total_duration),
        started_at=identity.started_at,
        ended_at=None if phase in ("running", "paused") else identity.ended_at,
        why=why,
        fault=fault,
        skipped=_skipped(status, identity),
    )


def gist(status: Mapping[str, Any], shape: Shape) -> tuple[Any, ...]:
    """Return what decides whether anything has happened: cheap to make and to compare."""
    hooks, stats = status["webhooks"], status["print_stats"]
    warm = stats.state != "printing" or not cold(status, shape)
    left_out = getattr(status.get("exclude_object"), "excluded_objects", None)
    sensors = [status[name].filament_detected for name in shape.sensors]
    return hooks.state, hooks.state_message, stats.state, stats.filename, stats.message, warm, left_out, sensors


def cold(status: Mapping[str, Any], shape: Shape) -> bool:
    """Tell whether a heater is still on its way up."""
    return any(_cold(status[name]) for name, _ in shape.heaters)


def row(status: Mapping[str, Any], shape: Shape, reached: int) -> list[float]:
    """Return all numbers in the shape's layout, NaN for what is not known. reached: the furthest byte offset."""
    stats = status["print_stats"]
    at: Any = getattr(status.get("gcode_move"), "gcode_position", None) or (nan, nan, nan)
    layer = getattr(stats.info, "current_layer", None)
    of_the_run = (reached, layer - 1 if layer else -1, _number(stats.filament_used), _number(stats.total_duration))
    others = (getattr(status[name], field) for name, field in shape.numbers.fields)
    return [*map(float, of_the_run), *at[:3], *(float(n) if isinstance(n, (int, float)) else nan for n in others)]


def temperatures(status: Mapping[str, Any], shape: Shape) -> tuple[Temperature, ...]:
    """Return all heaters."""
    return tuple(_temperature(status[name], heater) for name, heater in shape.heaters)


def measured(status: Mapping[str, Any], shape: Shape, names: Collection[str]) -> tuple[Reading, ...]:
    """Return what else some objects tell in numbers: power, fans, speeds, factors, filament sensors."""
    return tuple(
        Reading(channel, float(value))
        for name, fields in shape.channels.items()
        if name in names
        for field, channel in fields
        if isinstance(value := getattr(status[name], field), (int, float))  # neither null nor not told yet
    )


def host(values: list[float]) -> tuple[Reading, ...]:
    """Return load, memory and temperature of the machine's computer, as far as it tells them."""
    return tuple(Reading(c, value) for c, value in zip(HOST.channels, values, strict=False) if value == value)


def _temperature(reading: Any, heater: str) -> Temperature:
    return Temperature(heater, _number(reading.temperature), _number(reading.target))


def _number(value: Any) -> float:
    """Return a number; a field not told yet, or null, is zero."""
    return float(value) if isinstance(value, (int, float)) else 0.0


def _device(status: Mapping[str, Any], shape: Shape, run: Run | None) -> Device:
    if not ready(status):
        return "error"
    if run is None or run.phase in ("completed", "cancelled", "failed"):
        return "idle"
    if run.phase == "paused":
        return "paused"
    return "heating" if cold(status, shape) else "printing"


def _cold(reading: Any) -> bool:
    return _number(reading.target) - _number(reading.temperature) > WARM_WITHIN_C


def _phase(status: Mapping[str, Any], shape: Shape) -> tuple[RunPhase, FaultKind | None, str]:
    hooks, stats = status["webhooks"], status["print_stats"]
    phase = _PHASES[stats.state]
    if not ready(status) and phase in ("running", "paused"):
        message = hooks.state_message or hooks.state or ""
        return "failed", _fault_of(message), message
    if phase == "paused":
        out = any(status[s].enabled is True and status[s].filament_detected is False for s in shape.sensors)
        return phase, "runout" if out else None, stats.message or ""
    return (phase, "other", stats.message or "") if phase == "failed" else (phase, None, "")


def _fault_of(message: str) -> FaultKind:
    said = message.lower()
    if any(word in said for word in _STOPPED):
        return "stopped"
    return "thermal" if any(word in said for word in _THERMAL) else "other"


def _skipped(status: Mapping[str, Any], identity: Identity) -> tuple[str, ...]:
    names: Any = getattr(status.get("exclude_object"), "excluded_objects", ())
    parts = identity.parts or {}
    return tuple(parts.get(name, name) for name in names) if isinstance(names, tuple) else ()  # pyright: ignore
