"""What of a machine is shown by OPC UA: its variables, and its state as a machinery item. Pure; needs no library."""

from enum import IntEnum

from layerworks.outward.sight import Sight

Value = str | float | bool
UNKNOWN_NUMBER = float("nan")


class ItemState(IntEnum):
    """State of a machinery item, with the numbers of OPC 40001-1, 12.2."""

    NOT_AVAILABLE = 0
    OUT_OF_SERVICE = 1
    NOT_EXECUTING = 2
    EXECUTING = 3

    @property
    def browse_name(self) -> str:
        """The state's name in the information model."""
        return "".join(word.capitalize() for word in self.name.split("_"))


def item_state(sight: Sight) -> ItemState:
    """Return the state of a machine: what people said of it before what it does."""
    if not sight.in_service:
        return ItemState.OUT_OF_SERVICE
    if not sight.online or sight.device in (None, "error"):
        return ItemState.NOT_AVAILABLE
    return ItemState.NOT_EXECUTING if sight.device == "idle" else ItemState.EXECUTING


def monitored(sight: Sight) -> dict[str, Value]:
    """Return the variables of a machine by name, units in the names; unknown words are empty, unknown numbers NaN."""
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


def heated(sight: Sight) -> dict[str, dict[str, Value]]:
    """Return the variables of a machine's heaters, by heater."""
    return {
        heater.name: {"Actual_c": float(heater.actual_c), "Target_c": float(heater.target_c)}
        for heater in sight.heaters
    }
