"""How long a program takes, ours or anybody's."""

from pathlib import Path

from layerworks.catalogue import Machine, Material
from layerworks.errors import Missing
from layerworks.motion import Envelope, Estimate, KlipperLimits, estimate_file
from layerworks.words import say


def estimate_program_file(path: Path, machine: Machine, material: Material, limits: KlipperLimits) -> Estimate:
    """Return the estimate of a program's file by some limits, held against a machine's room and heat.

    Raises Missing, Rejected or Unreachable for a file that cannot be read.
    """
    if path.is_dir():
        raise Missing(say("app.a_folder", path=str(path)), say("app.name_a_program"))
    return estimate_file(
        path,
        limits,
        density_g_cm3=material.density_g_cm3,
        filament_mm=machine.codes.filament_mm,
        envelope=envelope_of(machine),
    )


def envelope_of(machine: Machine) -> Envelope:
    """Return what a machine can take, for holding a program against it."""
    bed = machine.bed
    x, y = bed.origin_x_mm, bed.origin_y_mm
    return Envelope(
        low_mm=(x, y, 0.0),
        high_mm=(x + bed.width_mm, y + bed.depth_mm, bed.height_mm),
        max_flow_mm3_s=None if machine.flow_class == "unlimited" else machine.max_flow_mm3_s,
        max_nozzle_c=machine.hot_end_max_c,
        max_bed_c=machine.bed_max_c,
        max_chamber_c=machine.chamber_max_c or None,
    )
