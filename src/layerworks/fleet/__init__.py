"""Printers: the port in our words, commands, observations, and what is known of a machine through its connection."""

from layerworks.fleet.clock import Clock
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
from layerworks.fleet.connector import Abilities, Connector
from layerworks.fleet.equipped import Equipped, Spool
from layerworks.fleet.identity import attempt_of, file_of
from layerworks.fleet.observations import (
    Answered,
    Fault,
    FaultKind,
    LinkLost,
    Measured,
    Observation,
    Position,
    PrinterState,
    Progress,
    Run,
    Snapshot,
    StateChanged,
    StoredFile,
    Temperature,
    Temperatures,
    ToBeCalled,
)
from layerworks.fleet.readings import Channel, Quantity, Reading
from layerworks.fleet.watch import Watch

__all__ = [
    "Abilities",
    "Answered",
    "Cancel",
    "CancelObject",
    "Channel",
    "Clock",
    "Command",
    "Connector",
    "Equipped",
    "Fault",
    "FaultKind",
    "LinkLost",
    "Measured",
    "Observation",
    "Pause",
    "Position",
    "PrinterState",
    "Progress",
    "Quantity",
    "Reading",
    "Remove",
    "Resume",
    "Run",
    "SetTemperature",
    "Snapshot",
    "Spool",
    "Start",
    "StateChanged",
    "StopAll",
    "StoredFile",
    "Temperature",
    "Temperatures",
    "ToBeCalled",
    "Upload",
    "Watch",
    "attempt_of",
    "file_of",
]
