"""printer.cfg → limits."""

import pytest

from layerworks.errors import Rejected
from layerworks.motion import KlipperLimits

CFG = """
# a printer
[include macros.cfg]
[mcu]
serial: /dev/serial/by-id/x
[gcode_macro PRINT_START]
gcode:
    G28
  max_accel: 1
[printer]
kinematics: corexy
max_velocity: 300   ; mm/s
max_accel = 5000
max_z_velocity: 15
square_corner_velocity: 6.5 # tuned
[extruder]
step_pin: PA1
nozzle_diameter: 0.6
filament_diameter: 2.85
max_extrude_only_distance: 101
[gcode_arcs]
resolution: 0.2
[firmware_retraction]
retract_length: 0.7
retract_speed: 35
#*# <---------------------- SAVE_CONFIG ---------------------->
#*# [printer]
#*# max_accel = 4000
"""


def test_options_and_defaults():
    limits = KlipperLimits.from_printer_cfg(CFG)
    assert limits == KlipperLimits(
        max_velocity_mm_s=300.0,
        max_accel_mm_s2=4000.0,
        max_z_velocity_mm_s=15.0,
        max_z_accel_mm_s2=4000.0,
        square_corner_velocity_mm_s=6.5,
        nozzle_mm=0.6,
        filament_mm=2.85,
        max_extrude_only_distance_mm=101.0,
        arc_resolution_mm=0.2,
        kinematics="corexy",
        retract_mm=0.7,
        retract_mm_s=35.0,
    )
    ratio = 4 * 0.6**2 / (3.141592653589793 * 1.425**2)
    assert limits.extrude_only_velocity_mm_s == pytest.approx(300 * ratio)
    assert limits.extrude_only_accel_mm_s2 == pytest.approx(4000 * ratio)


def test_the_older_name_of_the_cruise_ratio():
    old = CFG.replace("max_z_velocity: 15", "max_accel_to_decel: 1000")
    assert KlipperLimits.from_printer_cfg(old).minimum_cruise_ratio == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("max_velocity: 300", "max_velocity: fast", "cfg_bad_value"),
        ("max_velocity: 300", "max_velocity: -3", "cfg_bad_value"),
        ("max_velocity: 300", "max_velocity: nan", "cfg_bad_value"),
        ("max_velocity: 300", "", "cfg_missing_option"),
        ("max_z_velocity: 15", "minimum_cruise_ratio: 1.0", "cfg_bad_value"),
        ("max_z_velocity: 15", "what is this", "cfg_bad_line"),
        ("kinematics: corexy", "kinematics: scara", "cfg_kinematics"),
        ("[extruder]", "[other]", "cfg_section_elsewhere"),
        ("nozzle_diameter: 0.6", "nozzle_diameter:", "cfg_bad_value"),
    ],
)
def test_what_cannot_be_used_is_named(before: str, after: str, code: str):
    with pytest.raises(Rejected) as caught:
        KlipperLimits.from_printer_cfg(CFG.replace(before, after))
    assert caught.value.text.code == f"motion.{code}"
    assert str(caught.value)


def test_an_empty_file():
    with pytest.raises(Rejected) as caught:
        KlipperLimits.from_printer_cfg("")
    assert caught.value.text.code == "motion.cfg_missing_section"
