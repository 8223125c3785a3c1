"""What a machine wants before and after the toolpath."""

from dataclasses import dataclass

from layerworks.gcode.program import Dialect


@dataclass(frozen=True, slots=True)
class MachineCodes:
    """Dialect with start and end sequences.

    start, end: lines of G-code with placeholders `{nozzle_c}`, `{first_nozzle_c}`, `{bed_c}`, `{first_bed_c}`,
    `{chamber_c}`, `{first_x_mm}`, `{first_y_mm}`, `{max_z_mm}`; nothing else is filled in.
    arcs: the firmware plays G2/G3: RepRapFirmware as arcs, Marlin in chords of its own choosing, Klipper in chords of
    [gcode_arcs] resolution where it has that section. labels_objects: it can cancel one object of several.
    filament_mm: diameter that E lengths refer to.
    """

    dialect: Dialect
    start: str
    end: str
    arcs: bool = False
    labels_objects: bool = True
    filament_mm: float = 1.75
