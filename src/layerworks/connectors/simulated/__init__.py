"""A printer that is not there: plays programs by their motion profile in virtual time, with fault switches."""

from layerworks.connectors.simulated.clock import VirtualClock
from layerworks.connectors.simulated.connector import SimulatedConnector
from layerworks.connectors.simulated.memory import Memory, RamMemory, SqliteMemory
from layerworks.connectors.simulated.mishaps import Mishap, MishapKind, Mishaps
from layerworks.connectors.simulated.playing import Place, Playable, Player
from layerworks.connectors.simulated.printer import SimulatedPrinter

__all__ = [
    "Memory",
    "Mishap",
    "MishapKind",
    "Mishaps",
    "Place",
    "Playable",
    "Player",
    "RamMemory",
    "SimulatedConnector",
    "SimulatedPrinter",
    "SqliteMemory",
    "VirtualClock",
]
