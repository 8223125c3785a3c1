"""Limits from what machines say of themselves."""

import json
import math
from dataclasses import replace

import pytest

from layerworks.errors import Rejected
from layerworks.motion import KlipperLimits, MarlinLimits, RepRapFirmwareLimits
from layerworks.motion.limit_sources import limits_from_text

CFG = """\
[printer]
kinematics: delta
max_velocity: 300
max_accel: 3000
max_z_velocity: 150
delta_radius: 174.75
[stepper_a]
arm_length: 333.0
rotation_distance: 40
microsteps: 16
[stepper_b]
rotation_distance: 40
microsteps: 16
gear_ratio: 80:20, 2:1
[stepper_c]
rotation_distance: 40
microsteps: 16
full_steps_per_rotation: 400
[extruder]
nozzle_diameter: 0.4
filament_diameter: 1.75
"""
STATUS = {
    "result": {
        "eventtime": 12.5,
        "status": {
            "configfile": {
                "config": {"printer": {"kinematics": "corexy", "max_velocity": "1", "max_accel": "1"}},
                "settings": {
                    "printer": {
                        "kinematics": "corexy",
                        "max_velocity": 300.0,
                        "max_accel": 5000.0,
                        "minimum_cruise_ratio": 0.5,
                        "square_corner_velocity": 5.0,
                        "max_z_velocity": 15.0,
                        "max_z_accel": 350.0,
                    },
                    "extruder": {
                        "nozzle_diameter": 0.6,
                        "filament_diameter": 1.75,
                        "max_extrude_only_velocity": 120.0,
                        "max_extrude_only_accel": 3000.0,
                        "max_extrude_cross_section": 2.5,
                        "instantaneous_corner_velocity": 1.0,
                    },
                    "force_move": {"enable_force_move": True},
                },
                "save_config_pending": False,
            },
            "toolhead": {"max_velocity": 250.0, "max_accel": 4000.0, "minimum_cruise_ratio": 0.25},
        },
    }
}
M503 = """\
Send: M503
Recv: echo:; Linear Units:
Recv: echo:  G21 ; (mm)
Recv: echo:; Steps per unit:
Recv: echo: M92 X80.00 Y80.00 Z400.00 E93.00
Recv: echo:; Max feedrates (units/s):
Recv: echo:  M203 X500.00 Y500.00 Z5.00 E25.00
Recv: echo:; Max Acceleration (units/s2):
Recv: echo:  M201 X500.00 Y500.00 Z100.00 E5000.00
Recv: echo:; Acceleration (units/s2) (P<print-accel> R<retract-accel> T<travel-accel>):
Recv: echo:  M204 P500.00 R1000.00 T800.00
Recv: echo:; Advanced (B<min_segment_time_us> S<min_feedrate> T<min_travel_feedrate> J<junc_dev>):
Recv: echo:  M205 B20000.00 S0.00 T0.00 J0.08
Recv: echo:; Retract (S<length> F<feedrate> Z<lift>):
Recv: echo:  M207 S6.00 W13.00 F1500.00 Z0.00
Recv: echo:; Recover (S<length> F<feedrate>):
Recv: echo:  M208 S0.10 W0.00 F480.00
Recv: echo:; Filament settings (D<diameter>):
Recv: echo:  M200 S0 D2.85
Recv: echo:; Linear Advance:
Recv: echo:  M900 K0.22
Recv: ok
"""
OLD_M503 = """\
echo:Steps per unit:
echo: M92 X100.00 Y100.00 Z400.00 E95.00
echo:Maximum feedrates (mm/s):
echo: M203 X400.00 Y400.00 Z4.00 E25.00
echo:Maximum Acceleration (mm/s2):
echo: M201 X9000 Y5000 Z50 E10000
echo:Acceleration: S=acceleration, T=retract acceleration
echo: M204 S1000.00 T1500.00
echo:Advanced variables: S=Min feedrate (mm/s), B=minimum segment time (ms), X=maximum XY jerk (mm/s)
echo: M205 S0.00 T0.00 B20000 X20.00 Z0.30 E10.00
"""
CONFIG_G = """\
; Duet 3
M669 K1                                  ; CoreXY
M566 X900.00 Y900.00 Z60.00 E120.00:120.00 P1 ; jerk, mm/min
M203 X18000 Y12000 Z1200 E3600:3600      ; mm/min
M201 X3000 Y2500 Z100 E1200:1200
M204 P2000 T2500
M572 D0 S0.04
M207 P0 S1.2 R0.1 F2400 T1800
M404 N1.75 D0.6
M201 X3500                               ; once more
M906 X800 Y800 Z800 E600 I30
"""


def test_a_printer_cfg_with_arms():
    limits = limits_from_text(CFG, "printer.cfg")
    assert isinstance(limits, KlipperLimits)
    half_step = 0.5 * 40 / (200 * 16 * 8)
    reach = 3 * math.sqrt(333.0**2 / 10 - half_step**2) + half_step - 174.75
    assert limits.slow_mm == pytest.approx(reach, abs=1e-12)
    assert limits.slow_mm is not None
    assert limits.very_slow_mm is not None
    assert limits.very_slow_mm > limits.slow_mm


def test_a_status_with_what_holds_just_now():
    limits = limits_from_text(json.dumps(STATUS), "status.json")
    assert limits == KlipperLimits(
        max_velocity_mm_s=250.0,
        max_accel_mm_s2=4000.0,
        max_z_velocity_mm_s=15.0,
        max_z_accel_mm_s2=350.0,
        minimum_cruise_ratio=0.25,
        nozzle_mm=0.6,
        max_extrude_only_velocity_mm_s=120.0,
        max_extrude_only_accel_mm_s2=3000.0,
        max_extrude_cross_section_mm2=2.5,
        kinematics="corexy",
    )


@pytest.mark.parametrize("shape", ["status", "configfile", "settings", "sections"])
def test_a_status_in_whatever_wrapping(shape: str):
    status = STATUS["result"]["status"]
    inner = {
        "status": status,
        "configfile": {"configfile": status["configfile"]},
        "settings": {"settings": status["configfile"]["settings"]},
        "sections": status["configfile"]["settings"],
    }[shape]
    limits = limits_from_text(json.dumps(inner), "x")
    assert isinstance(limits, KlipperLimits)
    assert limits.max_accel_mm_s2 == (4000.0 if shape == "status" else 5000.0)
    assert limits.nozzle_mm == 0.6


def test_a_status_says_the_same_as_its_file():
    sections: dict[str, dict[str, object]] = {}
    for line in CFG.splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
        else:
            key, value = line.split(": ")
            section[key] = [[80.0, 20.0], [2.0, 1.0]] if key == "gear_ratio" else value
    assert limits_from_text(json.dumps({"settings": sections}), "x") == limits_from_text(CFG, "x")


def test_a_report_of_marlin():
    wanted = MarlinLimits(
        axis_velocity_mm_s=(500.0, 500.0, 5.0, 25.0),
        axis_accel_mm_s2=(500.0, 500.0, 100.0, 5000.0),
        print_accel_mm_s2=500.0,
        retract_accel_mm_s2=1000.0,
        travel_accel_mm_s2=800.0,
        junction="deviation",
        junction_deviation_mm=0.08,
        linear_advance_s=0.22,
        steps_per_mm=(80.0, 80.0, 400.0, 93.0),
        filament_mm=2.85,
        retract_mm=6.0,
        retract_mm_s=25.0,
        unretract_extra_mm=0.1,
        unretract_mm_s=8.0,
    )
    assert limits_from_text(M503, "m503.txt") == wanted
    base = MarlinLimits(kinematics="corexy", buffer_blocks=32, nozzle_mm=0.6)
    assert limits_from_text(M503, "m503.txt", base) == replace(
        wanted, kinematics="corexy", buffer_blocks=32, nozzle_mm=0.6
    )


def test_an_old_report_of_marlin():
    limits = limits_from_text(OLD_M503, "x")
    assert isinstance(limits, MarlinLimits)
    assert limits.junction == "jerk"
    assert limits.axis_jerk_mm_s == (20.0, 20.0, 0.3, 10.0)
    assert (limits.print_accel_mm_s2, limits.travel_accel_mm_s2, limits.retract_accel_mm_s2) == (1000.0, 1000.0, 1500.0)


@pytest.mark.parametrize(
    ("firmware", "generation", "smooth"),
    [
        ("FIRMWARE_NAME:Marlin 2.0.9.3 (Github) SOURCE_CODE_URL:x", "2.0", False),
        ("FIRMWARE_NAME:Marlin 2.1.2.4 (May 1 2024)", "2.1", False),
        ("FIRMWARE_NAME:Marlin 2.1.3-b3 (May 1 2025)", "2.1.3", False),
        ("Recv: FIRMWARE_NAME:Marlin bugfix-2.1.x (May 1 2025)", "2.1.3", False),
        ("FIRMWARE_NAME:Prusa-Firmware-Buddy 6.2.2+8893 (Github)", "2.0", True),
    ],
)
def test_a_report_with_the_name_of_the_firmware(firmware: str, generation: str, smooth: bool):
    limits = limits_from_text(f"{firmware}\n{M503}", "x")
    assert isinstance(limits, MarlinLimits)
    assert (limits.generation, limits.smooth_advance) == (generation, smooth)


def test_a_config_g():
    assert limits_from_text(CONFIG_G, "config.g") == RepRapFirmwareLimits(
        axis_velocity_mm_s=(300.0, 200.0, 20.0, 60.0),
        axis_accel_mm_s2=(3500.0, 2500.0, 100.0, 1200.0),
        axis_jerk_mm_s=(15.0, 15.0, 1.0, 2.0),
        jerk_policy=1,
        print_accel_mm_s2=2000.0,
        travel_accel_mm_s2=2500.0,
        pressure_advance_s=0.04,
        kinematics="corexy",
        nozzle_mm=0.6,
        retract_mm=1.2,
        retract_mm_s=40.0,
        unretract_extra_mm=0.1,
        unretract_mm_s=30.0,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "limits_unknown"),
        ("G28\nG1 X5\n", "limits_unknown"),
        ("{", "status_not_json"),
        ('{"result": 3}', "status_without_settings"),
        ('{"settings": {"printer": {"kinematics": "corexy", "max_velocity": 3}}}', "cfg_missing_section"),
        (json.dumps(STATUS).replace("0.6", '"wide"'), "cfg_bad_status"),
        (M503.replace("M203 X", "M20 X"), "m503_missing"),
        (M503.replace("M203 X500.00", "M203 X0.00"), "m503_bad"),
        (M503.replace("Z100.00 E5000.00", "Z100.00"), "m503_bad"),
        (CONFIG_G.replace("M203", "M205"), "config_g_missing"),
        (CONFIG_G.replace("Z60.00", ""), "config_g_missing"),
        (CONFIG_G.replace("M201 X3500", "M201 X0"), "config_g_bad"),
        (CONFIG_G.replace("M201 X3500", "M201 X{global.accel}"), "config_g_expression"),
        (CFG.replace("delta_radius: 174.75\n", ""), "cfg_missing_option"),
        (CFG.replace("arm_length: 333.0", "arm_length: 100"), "cfg_bad_value"),
        (CFG.replace("80:20", "80/20"), "cfg_bad_value"),
        (CFG.replace("kinematics: delta", "kinematics: hexapod"), "cfg_kinematics"),
    ],
)
def test_what_cannot_be_used_is_named(text: str, code: str):
    with pytest.raises(Rejected) as caught:
        limits_from_text(text, "the file")
    assert caught.value.text.code == f"motion.{code}"
    assert str(caught.value)
