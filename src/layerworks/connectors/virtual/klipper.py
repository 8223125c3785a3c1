"""A simulated printer seen as Klipper shows one: status objects, G-code commands, and Klipper's habits.

The habits are those that hurt: a start while paused destroys the paused print, pausing or cancelling nothing succeeds,
after a shutdown print_stats says “paused” and its duration counts on, a restart forgets the print, and the position in
the file of a cancelled print is 0.
"""

import re
import shlex
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from layerworks.connectors.simulated.heater import Heater, power_share
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.fleet.commands import Cancel, CancelObject, Command, Pause, Resume, SetTemperature, Start, StopAll
from layerworks.fleet.observations import PrinterState, Run, Temperature

PROCESS = 4711
_HEATERS = {"nozzle": "extruder", "bed": "heater_bed", "chamber": "heater_generic chamber"}
_STATES = {"running": "printing", "paused": "paused", "completed": "complete", "cancelled": "cancelled"}
_REMEDY = '\nOnce the underlying issue is corrected, use the "FIRMWARE_RESTART" command to reset the firmware.'

Status = dict[str, dict[str, Any]]


class VirtualKlipper:
    """One Klipper. clock: the printer's own; it goes on whether anyone looks or not.

    sensor: it has a filament sensor. bring: hands over a stored file before it is started, where files are kept
    elsewhere.
    """

    def __init__(
        self, printer: SimulatedPrinter, clock: Callable[[], datetime], bring: Callable[[str], None] | None = None
    ) -> None:
        self.printer = printer
        self._clock = clock
        self._begun = clock()
        self._bring = bring
        self._is_paused = False

    def event_s(self) -> float:
        """Return Klipper's own time."""
        return 1000.0 + (self._clock() - self._begun).total_seconds()

    def now(self) -> datetime:
        """Return the printer's time."""
        return self._clock()

    def state(self) -> tuple[str, str]:
        """Return webhooks' state and message."""
        seen = self.printer.look(self._clock())
        if seen.device != "error":
            return "ready", "Printer is ready"
        why = seen.run.why if seen.run and seen.run.fault != "stopped" else ""
        return "shutdown", (why or "Shutdown due to webhooks request") + _REMEDY

    def status(self) -> Status:
        """Return all objects."""
        seen = self.printer.look(self._clock())
        state, message = self.state()
        run = seen.run
        place = run.position if run else None
        fed_mm = run.filament_mm if run else 0.0
        xyz = [place.x_mm, place.y_mm, place.z_mm] if place else [0.0, 0.0, 0.0]
        out = run is not None and run.fault == "runout"
        return {
            "webhooks": {"state": state, "state_message": message},
            "print_stats": self._print_stats(seen),
            "virtual_sdcard": {
                "file_path": run.file if run else None,
                "is_active": run is not None and run.phase == "running",
                "file_position": place.byte_offset if place and run and run.phase != "cancelled" else 0,
            },
            "pause_resume": {"is_paused": self._is_paused or (run is not None and run.phase == "paused")},
            "gcode_move": {"gcode_position": [*xyz, fed_mm], "speed_factor": 1.0, "extrude_factor": 1.0},
            "toolhead": {"position": [*xyz, fed_mm], "homed_axes": "xyz"},
            "display_status": {"message": None, "progress": 0.0},
            "idle_timeout": {"state": "Printing" if run and run.phase == "running" else "Ready"},
            "exclude_object": {"excluded_objects": [p.upper() for p in run.skipped] if run else [], "objects": []},
            "filament_switch_sensor runout": {"enabled": True, "filament_detected": not out},
            **{
                _HEATERS[t.heater]: {"temperature": round(t.actual_c, 2), "target": t.target_c, "power": _power(t)}
                for t in seen.temperatures
            },
        }

    def _print_stats(self, seen: PrinterState) -> dict[str, Any]:
        run = seen.run
        if run is None:
            state, file, why, layer = "standby", "", "", None
        else:
            failed = "paused" if seen.device == "error" else "error"
            state, file, why = _STATES.get(run.phase, failed), run.file, run.why
            layer = run.position.layer + 1 if run.position.layer >= 0 else None
        duration_s = _counted_s(run, self._clock(), state)
        return {
            "state": state,
            "filename": file,
            "total_duration": duration_s,
            "print_duration": duration_s,
            "filament_used": run.filament_mm if run else 0.0,
            "message": why,
            "info": {"total_layer": None, "current_layer": layer},
        }

    def script(self, line: str) -> str:
        """Run a line of G-code; return the error it ends with, or nothing."""
        name, _, rest = line.strip().partition(" ")
        said = {k.upper(): v for k, _, v in (word.partition("=") for word in shlex.split(rest))}
        state, message = self.state()
        if name == "M112":
            return self._obey(StopAll())
        if name in ("RESTART", "FIRMWARE_RESTART"):
            self.restart()
            return ""
        if state != "ready":
            return message
        match name:
            case "SDCARD_PRINT_FILE":
                return self._start(said["FILENAME"])
            case "SDCARD_RESET_FILE":
                self._forget()
                return ""
            case "SET_HEATER_TEMPERATURE":
                heater = next((h for h, n in _HEATERS.items() if n.rpartition(" ")[2] == said["HEATER"]), None)
                return self._obey(SetTemperature(heater, float(said["TARGET"]))) if heater else "unknown heater"
            case "EXCLUDE_OBJECT":
                self._of_run(lambda file: CancelObject(file, said["NAME"].upper()))
                return ""
            case _:
                return "" if re.fullmatch(r"[A-Z_]+\d*", name) else f'Unknown command:"{name}"'

    def pause(self) -> str:
        """Pause; of nothing as well."""
        self._of_run(Pause)
        return ""

    def resume(self) -> str:
        """Go on; with nothing as well."""
        self._is_paused = False
        self._of_run(Resume)
        return ""

    def cancel(self) -> str:
        """End the print; none as well."""
        self._is_paused = False
        self._of_run(Cancel)
        return ""

    def stop(self) -> None:
        """Emergency stop."""
        self._obey(StopAll())

    def restart(self) -> None:
        """Restart: the print is forgotten, the files are not."""
        self._is_paused = False
        self.printer.switch_off_and_on(self._clock())

    def _start(self, file: str) -> str:
        run = self.printer.look(self._clock()).run
        if run is not None and run.phase == "running":
            return "SD busy"
        if self._bring is not None:
            self._bring(file)
        if not self.printer.look(self._clock()).has(file):
            return "Unable to open file"
        if run is not None and run.phase == "paused":
            self._is_paused = True
            self._obey(Cancel(run.file))
        return self._obey(Start(file))

    def _forget(self) -> None:
        run = self.printer.look(self._clock()).run
        if run is not None and run.phase not in ("running", "paused"):
            self.restart()

    def _of_run(self, command: Callable[[str], Command]) -> None:
        run = self.printer.look(self._clock()).run
        if run is not None:
            self._obey(command(run.file))

    def _obey(self, command: Command) -> str:
        return self.printer.receive(command, self._clock())


def _power(heater: Temperature) -> float:
    return round(power_share(Heater(heater.heater, heater.actual_c, heater.target_c)), 3)


def _counted_s(run: Run | None, now: datetime, state: str) -> float:
    if run is None:
        return 0.0
    return (now - run.started_at).total_seconds() if state == "paused" else run.printed_s


def difference(before: Mapping[str, Mapping[str, Any]], after: Status) -> Status:
    """Return the fields that changed, as Klipper tells them."""
    changed = {
        name: {k: v for k, v in fields.items() if before.get(name, {}).get(k) != v} for name, fields in after.items()
    }
    return {name: fields for name, fields in changed.items() if fields}


def chosen(status: Status, wanted: Mapping[str, list[str] | None]) -> Status:
    """Return the fields that were asked for; objects that are not there are left out."""
    return {
        name: {k: v for k, v in status[name].items() if fields is None or k in fields}
        for name, fields in wanted.items()
        if name in status
    }
