"""OctoPrint's messages in our words. Pure. Layers, filament fed and x, y are not told by OctoPrint."""

import re
from collections.abc import Mapping
from typing import Any

from layerworks.connectors.clocks import utc
from layerworks.connectors.octoprint.frames import Current, Webcam
from layerworks.connectors.octoprint.runs import KnownRun
from layerworks.fleet.observations import Device, Position, Run, StoredFile, Temperature

WARM_WITHIN_C = 3.0  # a heater that lacks more than this of its target is still heating
_TOOL = re.compile(r"tool(\d+)")


def heater_of(name: str) -> str | None:
    """Return what we call a heater: `nozzle`, `nozzle1` …, `bed`, `chamber`; None for what is none."""
    if match := _TOOL.fullmatch(name):
        return f"nozzle{match[1] if match[1] != '0' else ''}"
    return name if name in ("bed", "chamber") else None


def tool_of(heater: str) -> str | None:
    """Return OctoPrint's name of a nozzle, None for other heaters."""
    return f"tool{heater.removeprefix('nozzle') or '0'}" if heater.startswith("nozzle") else None


def temperatures(readings: Mapping[str, Any]) -> tuple[Temperature, ...]:
    """Return the heaters of a reading; one without a sensor is none."""
    return tuple(
        Temperature(heater, float(value["actual"]), float(value.get("target") or 0.0))
        for name, value in readings.items()
        if (heater := heater_of(name)) and isinstance(value, dict) and isinstance(value.get("actual"), int | float)  # pyright: ignore
    )


def device_of(current: Current, heaters: tuple[Temperature, ...]) -> Device:
    """Return what the printer is doing."""
    flags = current.state.flags
    if not flags.operational and not flags.active:
        return "error"
    if not flags.active:
        return "idle"
    if flags.paused or flags.resuming:
        return "paused"
    return "heating" if any(t.target_c - t.actual_c > WARM_WITHIN_C for t in heaters) else "printing"


def file_name(current: Current) -> str | None:
    """Return the selected file, those on the printer's own card under `sdcard/`; None when nothing is selected."""
    file = current.job.file
    if file.path is None:
        return None
    return f"sdcard/{file.path}" if file.origin == "sdcard" else file.path


def run_of(known: KnownRun, files: Mapping[str, StoredFile], z_mm: float, shift_s: float) -> Run:
    """Return a run. shift_s: from OctoPrint's clock to ours."""
    stored = files.get(known.file)
    offset = stored.size if stored is not None and known.phase == "completed" else known.reached
    return Run(
        file=known.file,
        phase=known.phase,
        position=Position(offset, -1, 0.0, 0.0, z_mm),
        filament_mm=0.0,
        printed_s=known.printed_s,
        started_at=utc(known.started_s + shift_s),
        ended_at=None if known.ended_s is None else utc(known.ended_s + shift_s),
        why=known.why,
        fault=known.fault,
    )


def camera(webcam: Webcam) -> str:
    """Return where the camera is to be seen: as a stream, else as a picture; nothing where there is none."""
    if not webcam.webcam_enabled:
        return ""
    listed = sorted(webcam.webcams, key=lambda one: one.name != webcam.default_webcam)
    feeds = [one.compat for one in listed if one.compat is not None]
    streams = (webcam.stream_url, *(feed.stream for feed in feeds))
    pictures = (webcam.snapshot_url, *(feed.snapshot for feed in feeds))
    return next((address for address in (*streams, *pictures) if address), "")
