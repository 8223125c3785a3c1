"""A machine as metrics: name, kind and value, units in the names. Pure."""

from layerworks.outward.sight import Sight
from layerworks.outward.sparkplug.payload import DataType, Value

Metrics = dict[str, tuple[DataType, Value]]


def metrics_of(sight: Sight) -> Metrics:
    """Return the metrics of a machine that is heard, in the order in which a birth tells them."""
    x, y, z = sight.position_mm or (None, None, None)
    told: Metrics = {
        "machine_type": (DataType.STRING, sight.machine_type),
        "device": (DataType.STRING, sight.device),
        "bed": (DataType.STRING, sight.bed),
        "in_service": (DataType.BOOLEAN, sight.in_service),
        "why": (DataType.STRING, sight.why),
        "print/phase": (DataType.STRING, sight.phase),
        "print/file": (DataType.STRING, sight.file),
        "print/job": (DataType.STRING, sight.job),
        "print/attempt": (DataType.STRING, sight.attempt),
        "print/layer": (DataType.INT32, sight.layer),
        "print/printed_s": (DataType.DOUBLE, sight.printed_s),
        "print/left_s": (DataType.DOUBLE, sight.left_s),
        "print/filament_mm": (DataType.DOUBLE, sight.filament_mm),
        "head/x_mm": (DataType.DOUBLE, x),
        "head/y_mm": (DataType.DOUBLE, y),
        "head/z_mm": (DataType.DOUBLE, z),
        "material/name": (DataType.STRING, sight.material),
        "material/lot": (DataType.STRING, sight.lot),
        "material/remaining_g": (DataType.DOUBLE, sight.remaining_g),
        "nozzle_mm": (DataType.DOUBLE, sight.nozzle_mm),
    }
    for heater in sight.heaters:
        told[f"{heater.name}/actual_c"] = (DataType.DOUBLE, heater.actual_c)
        told[f"{heater.name}/target_c"] = (DataType.DOUBLE, heater.target_c)
    return told
