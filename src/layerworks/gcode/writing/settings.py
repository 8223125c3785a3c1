"""How a program is written, and how hot it is printed."""

from dataclasses import dataclass

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class GcodeSettings:
    """relative_extrusion: a move says how much it pushes (M83); else how much has been pushed in the layer (M82).

    arc_tolerance_um: how far arcs (G2, G3) may lie from the path; 0 writes none. thumbnails: the program begins with
    pictures of the plate for screens of printers.
    """

    relative_extrusion: bool = setting(True)
    arc_tolerance_um: float = setting(0.0, unit="µm", low=0.0, high=500.0)
    thumbnails: bool = setting(True)


@dataclass(frozen=True, slots=True)
class HeatSettings:
    """Temperatures in °C, 0 for the material's own; nozzle_steps_c replace the nozzle's from some layers or heights on.

    nozzle_step_layers count from 1; nozzle_step_heights_mm is the other way to say where.
    """

    nozzle_temperature_c: float = setting(0.0, unit="°C", low=0.0, high=600.0)
    first_layer_nozzle_temperature_c: float = setting(0.0, unit="°C", low=0.0, high=600.0)
    bed_temperature_c: float = setting(0.0, unit="°C", low=0.0, high=300.0)
    first_layer_bed_temperature_c: float = setting(0.0, unit="°C", low=0.0, high=300.0)
    chamber_temperature_c: float = setting(0.0, unit="°C", low=0.0, high=300.0)
    nozzle_steps_c: tuple[float, ...] = setting((), unit="°C", low=0.0, high=600.0)
    nozzle_step_layers: tuple[float, ...] = setting((), low=1.0, high=1e6)
    nozzle_step_heights_mm: tuple[float, ...] = setting((), unit="mm", low=0.0, high=1e5)
