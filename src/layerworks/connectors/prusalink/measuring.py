"""What a status tells in numbers beside temperatures and progress, under our names."""

from layerworks.connectors.prusalink.frames import StatusPrinter
from layerworks.fleet.readings import Channel, Quantity, Reading

PERCENT = 0.01
_FIELDS = (
    ("flow", PERCENT, Channel("head", Quantity.FLOW_FACTOR)),
    ("speed", PERCENT, Channel("head", Quantity.SPEED_FACTOR)),
    ("fan_hotend", 1.0, Channel("hot_end_fan", Quantity.FAN_RPM)),
    ("fan_print", 1.0, Channel("fan", Quantity.FAN_RPM)),
)


def measured(printer: StatusPrinter) -> tuple[Reading, ...]:
    """Return the readings of a status; fields that are not told have none."""
    return tuple(
        Reading(channel, value * factor)
        for field, factor, channel in _FIELDS
        if (value := getattr(printer, field)) is not None
    )
