"""What is worth telling about a printer: something happened, or it is only further and warmer than before."""

from dataclasses import replace
from datetime import datetime

from layerworks.fleet.observations import Fault, Observation, Position, PrinterState, Run, StateChanged

_NOWHERE = Position(0, -1, 0.0, 0.0, 0.0)


def happened(before: PrinterState, printer: PrinterState, at: datetime) -> tuple[Observation, ...]:
    """Return a fault that is new, and the new state if more than progress and temperatures is different."""
    if _but_for_readings(before) == _but_for_readings(printer):
        return ()
    changed = StateChanged(at, printer)
    run = printer.run
    if run is None or run.fault is None:
        return (changed,)
    known = before.run is not None and (before.run.file, before.run.fault) == (run.file, run.fault)
    return (changed,) if known else (Fault(at, run.fault, run.file, run.why), changed)


def _but_for_readings(printer: PrinterState) -> tuple[PrinterState, Run | None]:
    """Return what changes only when something happens."""
    run = printer.run
    still = replace(run, position=_NOWHERE, filament_mm=0.0, printed_s=0.0) if run else None
    return replace(printer, run=None, temperatures=()), still
