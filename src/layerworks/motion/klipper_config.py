"""Sections of a Klipper configuration → KlipperLimits. Defaults: Klipper's docs/Config_Reference.md."""

from typing import cast, get_args

from layerworks.errors import Rejected
from layerworks.motion._cfg_sections import Section, Sections, section_of
from layerworks.motion._klipper_geometry import slowness
from layerworks.motion.limits import Kinematics, KlipperLimits
from layerworks.words import say


def limits_from_sections(sections: Sections) -> KlipperLimits:
    """Return the limits that sections set; [printer] and [extruder] are needed. Raises Rejected."""
    for name in ("printer", "extruder"):
        if name not in sections:
            raise Rejected(say("motion.cfg_missing_section", section=name), say("motion.cfg_remedy"))
    printer, extruder = sections["printer"], sections["extruder"]
    arcs, retraction = section_of(sections, "gcode_arcs"), section_of(sections, "firmware_retraction")
    velocity, accel = printer.number("max_velocity", above=0.0), printer.number("max_accel", above=0.0)
    kinematics = _kinematics(printer)
    slowed = slowness(kinematics, sections)
    return KlipperLimits(
        max_velocity_mm_s=velocity,
        max_accel_mm_s2=accel,
        max_z_velocity_mm_s=printer.number("max_z_velocity", velocity, above=0.0),
        max_z_accel_mm_s2=printer.number("max_z_accel", accel, above=0.0),
        square_corner_velocity_mm_s=printer.number("square_corner_velocity", 5.0, low=0.0),
        minimum_cruise_ratio=_cruise_ratio(printer, accel),
        instantaneous_corner_velocity_mm_s=extruder.number("instantaneous_corner_velocity", 1.0, low=0.0),
        nozzle_mm=extruder.number("nozzle_diameter", above=0.0),
        filament_mm=extruder.number("filament_diameter", above=0.0),
        max_extrude_only_velocity_mm_s=extruder.optional("max_extrude_only_velocity"),
        max_extrude_only_accel_mm_s2=extruder.optional("max_extrude_only_accel"),
        max_extrude_only_distance_mm=extruder.number("max_extrude_only_distance", 50.0, low=0.0),
        arc_resolution_mm=arcs.number("resolution", 1.0, above=0.0),
        kinematics=kinematics,
        max_extrude_cross_section_mm2=extruder.optional("max_extrude_cross_section"),
        retract_mm=retraction.number("retract_length", 0.0, low=0.0),
        retract_mm_s=retraction.number("retract_speed", 20.0, low=1.0),
        unretract_extra_mm=retraction.number("unretract_extra_length", 0.0, low=0.0),
        unretract_mm_s=retraction.number("unretract_speed", 10.0, low=1.0),
        slow_mm=slowed.slow_mm,
        very_slow_mm=slowed.very_slow_mm,
        max_angular_velocity_rad_s=slowed.max_angular_velocity_rad_s,
    )


def _cruise_ratio(printer: Section, accel_mm_s2: float) -> float:
    ratio = printer.number("minimum_cruise_ratio", 0.5, low=0.0)
    if ratio >= 1.0:
        raise printer.bad_value("minimum_cruise_ratio")
    if "minimum_cruise_ratio" not in printer.options and "max_accel_to_decel" in printer.options:
        # its name before 2024
        return 1.0 - min(1.0, printer.number("max_accel_to_decel", above=0.0) / accel_mm_s2)
    return ratio


def _kinematics(printer: Section) -> Kinematics:
    name, _line = printer.options.get("kinematics", ("", 0))
    known = get_args(Kinematics)
    if name not in known:
        raise Rejected(
            say("motion.cfg_kinematics", name=name, known=", ".join(known)), say("motion.cfg_kinematics_remedy")
        )
    return cast(Kinematics, name)
