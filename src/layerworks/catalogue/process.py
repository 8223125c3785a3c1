"""What a machine, a material and a profile make of the slicing settings."""

from collections.abc import Mapping
from typing import Any

from layerworks.catalogue._machine import Machine
from layerworks.catalogue._material import Material
from layerworks.catalogue._profile import Profile, settings_at
from layerworks.gcode.writing.header import Temperatures
from layerworks.quantities import number_of
from layerworks.settings import keys_of
from layerworks.slicing.ordering.settings import RetractionSettings

REFERENCE_NOZZLE_MM = 0.4  # the flow limits of materials are given for it


def process_values(
    machine: Machine,
    material: Material,
    profile: Profile,
    overrides: Mapping[str, Any],
    nozzle_mm: float | None = None,
) -> dict[str, Any]:
    """Return values of slicing settings by key; what is not named keeps the default of its stage.

    Later wins: profile, machine, material, a firm profile, what the machine does not let go of, overrides.
    nozzle_mm: diameter fitted, None for the machine's usual one.
    """
    nozzle = nozzle_mm or machine.nozzles_mm[0]
    of_profile = settings_at(profile, nozzle)
    return {
        **of_profile,
        **machine.settings,
        **_of_material(machine, material, nozzle),
        **(of_profile if profile.firm else {}),
        **machine.firm_settings,
        **overrides,
    }


def flow_cap(machine: Machine, material: Material, nozzle_mm: float | None = None) -> float:
    """Return the volume flow in mm³/s that machine and material both stand; 0 for no limit.

    The material's limit grows in proportion to the nozzle's diameter: published limits of one head with 0.4, 0.6 and
    0.8 mm nozzles (settings bundle PrusaProHT 1.1.15) grow with its power 0.7 (PLA) to 1.5 (PETG).
    """
    scale = (nozzle_mm or machine.nozzles_mm[0]) / REFERENCE_NOZZLE_MM
    match machine.flow_class:
        case "standard":
            return min(machine.max_flow_mm3_s, material.max_flow_mm3_s.standard * scale)
        case "high_flow":
            return min(machine.max_flow_mm3_s, material.max_flow_mm3_s.high_flow * scale)
        case "pellet":
            return machine.max_flow_mm3_s
        case "unlimited":
            return 0.0


def temperatures(machine: Machine, material: Material) -> Temperatures:
    """Return what the start sequence heats to: the material's usual values as far as the machine reaches."""
    return Temperatures(
        nozzle_c=min(material.nozzle.usual_c, machine.hot_end_max_c),
        first_nozzle_c=min(material.nozzle.first_layer_c, machine.hot_end_max_c),
        bed_c=min(material.bed.usual_c, machine.bed_max_c),
        first_bed_c=min(material.bed.first_layer_c, machine.bed_max_c),
        chamber_c=min(material.chamber.usual_c, machine.chamber_max_c),
    )


def _of_material(machine: Machine, material: Material, nozzle_mm: float) -> dict[str, Any]:
    usual = machine.settings.get("retract_mm", keys_of([RetractionSettings])["retract_mm"].default)
    retract_mm = number_of(usual, "mm") if isinstance(usual, str) else usual
    return {
        "min_layer_time_s": material.min_layer_time_s,
        "fan_low": material.fan.low,
        "fan_high": material.fan.high,
        "bridge_fan": material.fan.high,
        "retract_mm": round(retract_mm * material.retraction_factor, 2),
        "retract_filament_mm": machine.codes.filament_mm,
        "max_flow_mm3_s": round(flow_cap(machine, material, nozzle_mm), 2),
        **material.settings,
    }
