"""How a simulated printer takes commands, and what it tells of itself. Pure."""

from dataclasses import replace
from datetime import UTC, datetime

from layerworks.connectors.simulated.heater import Heater
from layerworks.connectors.simulated.machine import Machine, at, begin, end, pause
from layerworks.connectors.simulated.mishaps import Mishap
from layerworks.connectors.simulated.playing import Playable
from layerworks.fleet.commands import (
    Cancel,
    CancelObject,
    Command,
    Pause,
    Remove,
    Resume,
    SetTemperature,
    Start,
    StopAll,
    Upload,
)
from layerworks.fleet.observations import Device, Position, PrinterState, Run, StoredFile, Temperature


def obey(machine: Machine, command: Command, mishaps: tuple[Mishap, ...]) -> Machine | str:
    """Return the machine after a command, or why it refuses. mishaps: of a run to be started.

    machine: brought to the present.
    """
    run = machine.run
    busy = run.file if run is not None and run.active else None
    match command:
        case Upload(file=file) | Remove(file=file) if file == busy:
            return "the file is being printed"
        case Upload(file, text, digest):
            others = tuple(f for f in machine.files if f.name != file)
            return replace(machine, files=(*others, StoredFile(file, len(text), digest)))
        case Remove(file):
            return replace(machine, files=tuple(f for f in machine.files if f.name != file))
        case SetTemperature(heater, target_c):
            return replace(machine, heaters=tuple(_aimed(h, heater, target_c) for h in machine.heaters))
        case StopAll():
            stopped = replace(machine, condition="error")
            return end(stopped, "failed", "emergency stop", "stopped") if busy else stopped
        case Start(file):
            return _start(machine, file, busy, mishaps)
        case _ if run is None or command.file != busy:
            return "this file is not being printed"
        case Pause():
            return pause(machine) if run.phase == "running" else "paused already"
        case Resume():
            going = replace(run, phase="running", why="", fault=None)
            return replace(machine, run=going) if run.phase == "paused" else "not paused"
        case Cancel():
            return replace(end(machine, "cancelled"), mishaps=())
        case CancelObject(_, part):
            skipped = run.skipped if part in run.skipped else (*run.skipped, part)
            return replace(machine, run=replace(run, skipped=skipped))


def _start(machine: Machine, file: str, busy: str | None, mishaps: tuple[Mishap, ...]) -> Machine | str:
    if machine.condition != "on":
        return "the printer is halted"
    if busy is not None:
        return f"{busy} is being printed"
    stored = next((f for f in machine.files if f.name == file), None)
    return begin(machine, stored, mishaps) if stored else "there is no such file"


def _aimed(heater: Heater, name: str, target_c: float) -> Heater:
    return replace(heater, target_c=target_c) if heater.name == name else heater


def look(machine: Machine, now_s: float, program: Playable | None) -> PrinterState:
    """Return what a settled machine tells of itself at a time. program: of the file of its run."""
    machine = at(machine, now_s) if now_s > machine.at_s else machine
    return PrinterState(
        device=_device(machine),
        boot=str(machine.boot),
        booted_at=None if machine.booted_s is None else utc(machine.booted_s),
        run=_run(machine, program),
        files=machine.files,
        temperatures=tuple(Temperature(h.name, h.actual_c, h.target_c) for h in machine.heaters),
    )


def utc(seconds: float) -> datetime:
    """Return a time of the printer's clock as aware UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _device(machine: Machine) -> Device:
    run = machine.run
    if machine.condition != "on":
        return "error"
    if run is None or not run.active:
        return "idle"
    if run.phase == "paused":
        return "paused"
    return "heating" if run.warm_s is not None else "printing"


def _run(machine: Machine, program: Playable | None) -> Run | None:
    run = machine.run
    if run is None or program is None:
        return None
    place = program.at(min(run.played_s, program.duration_s))
    return Run(
        file=run.file,
        phase=run.phase,
        position=Position(place.byte_offset, place.layer, place.x_mm, place.y_mm, place.z_mm),
        filament_mm=place.filament_mm,
        printed_s=(machine.at_s if run.ended_s is None else run.ended_s) - run.started_s,
        started_at=utc(run.started_s),
        ended_at=None if run.ended_s is None else utc(run.ended_s),
        why=run.why,
        fault=run.fault,
        skipped=run.skipped,
    )
