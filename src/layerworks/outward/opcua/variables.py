"""What of a machine is shown by OPC UA: its variables, states, sensors and feedstock. Pure; needs no library."""

from dataclasses import dataclass

from layerworks.outward.opcua.specification import ItemState, OperationMode, ProgramState
from layerworks.outward.sight import Sight

Value = str | float | bool
UNKNOWN_NUMBER = float("nan")
PROGRAM_STATES = {
    "running": ProgramState.RUNNING,
    "paused": ProgramState.INTERRUPTED,
    "completed": ProgramState.ENDED,
    "cancelled": ProgramState.ABORTED,
    "failed": ProgramState.ABORTED,
}


@dataclass(frozen=True, slots=True)
class Feedstock:
    """What is loaded for a tool. identifier: of its lot, or of the material where no lot is known."""

    tool: int
    identifier: str
    name: str
    remaining_g: float


def item_state(sight: Sight) -> ItemState:
    """Return the state of a machine: what people said of it before what it does."""
    if not sight.in_service:
        return ItemState.OUT_OF_SERVICE
    if not sight.online or sight.device in (None, "error"):
        return ItemState.NOT_AVAILABLE
    return ItemState.NOT_EXECUTING if sight.device == "idle" else ItemState.EXECUTING


def operation_mode(sight: Sight) -> OperationMode:
    """Return how a machine is worked with: a hub's machines print by themselves unless people took them out."""
    return OperationMode.AUTOMATIC if sight.in_service else OperationMode.SERVICE


def program_state(sight: Sight) -> ProgramState:
    """Return the state of the present or last program."""
    return PROGRAM_STATES.get(sight.phase or "", ProgramState.INITIALIZING)


def program(sight: Sight) -> dict[str, Value]:
    """Return what is told of the present or last program, by name; without one all is empty."""
    return {"Name": sight.file or "", "JobIdentifier": sight.job or ""}


def feedstock(sight: Sight) -> list[Feedstock]:
    """Return what is loaded, by tool."""
    return [
        Feedstock(
            spool.tool,
            spool.lot or spool.material,
            spool.material,
            UNKNOWN_NUMBER if spool.left_g is None else float(spool.left_g),
        )
        for spool in sight.spools
    ]


def monitored(sight: Sight) -> dict[str, Value]:
    """Return our own variables of a machine by name, units in the names; unknown words are empty, numbers NaN."""
    x, y, z = sight.position_mm or (None, None, None)
    numbers = {
        "Layer": sight.layer,
        "Printed_s": sight.printed_s,
        "Left_s": sight.left_s,
        "Filament_mm": sight.filament_mm,
        "X_mm": x,
        "Y_mm": y,
        "Z_mm": z,
        "MaterialLeft_g": sight.remaining_g,
        "Nozzle_mm": sight.nozzle_mm,
    }
    words = {
        "Device": sight.device,
        "Phase": sight.phase,
        "Program": sight.file,
        "Job": sight.job,
        "Attempt": sight.attempt,
        "Material": sight.material,
        "MaterialLot": sight.lot,
        "Bed": sight.bed,
        "Complaint": sight.why,
    }
    told: dict[str, Value] = {"Online": sight.online}
    told |= {name: word or "" for name, word in words.items()}
    return told | {name: UNKNOWN_NUMBER if number is None else float(number) for name, number in numbers.items()}
