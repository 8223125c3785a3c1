"""Numbers that are read of a machine: whose, of what, in which unit. The unit is the end of a quantity's name."""

from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """A kind of reading. Shares go from 0 to 1; factors are 1 when the program is followed as written."""

    ACTUAL_C = "actual_c"
    TARGET_C = "target_c"
    POWER_SHARE = "power_share"
    FAN_SHARE = "fan_share"
    FAN_RPM = "fan_rpm"
    SPEED_MM_S = "speed_mm_s"
    FEED_MM_S = "feed_mm_s"
    SPEED_FACTOR = "speed_factor"
    FLOW_FACTOR = "flow_factor"
    X_MM = "x_mm"
    Y_MM = "y_mm"
    Z_MM = "z_mm"
    BYTE_OFFSET = "byte_offset"
    LAYER = "layer"
    FILAMENT_MM = "filament_mm"
    PRINTED_S = "printed_s"
    LEFT_S = "left_s"
    DONE_SHARE = "done_share"
    FILAMENT_PRESENT = "filament_present"
    LOAD_SHARE = "load_share"
    MEMORY_SHARE = "memory_share"

    __hash__ = str.__hash__  # an enumeration's own costs more than all else of keeping a reading


@dataclass(frozen=True, slots=True)
class Channel:
    """Whose reading, of what. of: `nozzle`, `nozzle1` …, `bed`, `head`, `run`, `host`, a fan's or a sensor's name."""

    of: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of one channel."""

    channel: Channel
    value: float


RUN = (  # what is told of a print together, in this order
    Channel("run", Quantity.BYTE_OFFSET),
    Channel("run", Quantity.LAYER),
    Channel("run", Quantity.FILAMENT_MM),
    Channel("run", Quantity.PRINTED_S),
    Channel("head", Quantity.X_MM),
    Channel("head", Quantity.Y_MM),
    Channel("head", Quantity.Z_MM),
)
