"""What a program says about itself, as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Temperatures:
    """Temperatures in °C that fill the machine's start sequence; 0 is off. first_*: for the first layer."""

    nozzle_c: float
    first_nozzle_c: float
    bed_c: float = 0.0
    first_bed_c: float = 0.0
    chamber_c: float = 0.0


@dataclass(frozen=True, slots=True)
class Header:
    """Facts for print hosts and people; none of it moves the machine.

    density_g_cm3: 0 where the mass is not known. print_time_s: None before it is estimated. layer_end_s: time at which
    each layer ends, for progress; empty for none. thumbnails: PNG files. settings: further `key = value` lines.
    Texts may come from strangers: they are written on one line without control characters.
    """

    generator: str = "layerworks"
    version: str = "0.1.0"
    machine: str = ""
    material: str = ""
    material_kind: str = ""
    nozzle_mm: float = 0.4
    density_g_cm3: float = 0.0
    print_time_s: float | None = None
    layer_end_s: tuple[float, ...] = ()
    thumbnails: tuple[bytes, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
