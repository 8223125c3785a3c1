"""Moves so simple that their time can be written down."""

import math
from dataclasses import replace

import pytest

from layerworks.gcode.reading import read_program
from layerworks.motion import KlipperLimits, plan

LIMITS = KlipperLimits(
    max_velocity_mm_s=300.0,
    max_accel_mm_s2=3000.0,
    max_z_velocity_mm_s=20.0,
    max_z_accel_mm_s2=300.0,
    square_corner_velocity_mm_s=5.0,
    minimum_cruise_ratio=0.5,
    instantaneous_corner_velocity_mm_s=1.0,
    max_extrude_only_velocity_mm_s=120.0,
    max_extrude_only_accel_mm_s2=5000.0,
)
A = 3000.0
FROM_REST = 50.0 / 100.0 + 0.5 * 100.0 / A  # 50 mm from a standstill, still at 100 mm/s


def corner(v: float) -> float:
    """50 mm up to 100 mm/s and down to v, and the same backwards."""
    ramp_s, ramp_mm = (100.0 - v) / A, (100.0**2 - v**2) / (2 * A)
    start_mm = 100.0**2 / (2 * A)
    return 2 * (100.0 / A + ramp_s + (50.0 - ramp_mm - start_mm) / 100.0)


def peak(length: float, v: float, a: float) -> float:
    """A move that peaks at v, below the commanded speed, with a plateau because v is held back."""
    return 2 * v / a + (length - v * v / a) / v


SIN_67_5 = math.sin(math.radians(67.5))
TURN_45 = math.sqrt(25.0 * (math.sqrt(2.0) - 1.0) * SIN_67_5 / (1.0 - SIN_67_5))

CASES = {
    "from rest to rest": ("G1 X100 F6000", 100 / 100 + 100 / A),
    "too short for its speed": ("G1 X1 F6000", peak(1.0, math.sqrt(0.5 * A), A)),
    "straight on is one move": ("G1 X50 F6000\nG1 X100", 100 / 100 + 100 / A),
    "slower ahead is braked for before": (
        "G1 X50 F6000\nG1 X100 F3000",
        100 / A
        + 50 / A
        + (50 - 100**2 / (2 * A) - (100**2 - 50**2) / (2 * A)) / 100
        + 50 / A
        + (50 - 50**2 / (2 * A)) / 50,
    ),
    "square corner": ("G1 X50 F6000\nG1 Y50", corner(5.0)),
    "turn of 45 degrees": ("G1 X50 F6000\nG1 X85.35533905932738 Y35.35533905932738", corner(TURN_45)),
    "back again": ("G1 X50 F6000\nG1 X0", 2 * (50 / 100 + 100 / A)),
    "pause": ("G1 X50 F6000\nG4 P500\nG1 X100", 2 * (50 / 100 + 100 / A) + 0.5),
    "up": ("G1 Z10 F6000", 10 / 20 + 20 / 300),
    "retraction peaks by the head's gentle acceleration": ("G1 E-1 F3600", peak(1.0, math.sqrt(0.5 * A), 5000.0)),
    "slow retraction": ("G1 E-1 F1200", 1 / 20 + 20 / 5000),
    "acceleration changes without a stop": (
        "G1 X50 F6000\nM204 S1000\nG1 X100",
        FROM_REST + 0.5 + 0.5 * 100 / 1000,
    ),
    "filament corner": ("M83\nG1 X50 E2.5 F6000\nG1 X100 E7.5", corner(10.0)),
    "firmware's own limits do not bind a program's M204": (
        "M204 S12000\nG1 X100 F6000",
        100 / 100 + 100 / 12000,
    ),
    "velocity limit": ("SET_VELOCITY_LIMIT VELOCITY=50\nG1 X100 F6000", 100 / 50 + 50 / A),
    "no cruise ratio": (
        "SET_VELOCITY_LIMIT MINIMUM_CRUISE_RATIO=0\nG1 X1 F6000",
        2 * math.sqrt(1.0 / A),
    ),
    "speed in per cent": ("M220 S50\nG1 X100 F6000", 100 / 50 + 50 / A),
    "nothing": ("M104 S0", 0.0),
}


@pytest.mark.parametrize("name", CASES)
def test_hand_case(name: str):
    text, seconds = CASES[name]
    assert plan(read_program(text.encode()), LIMITS).total_s == pytest.approx(seconds, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("from rest to rest", 1.033333333),
        ("too short for its speed", 0.038729833),
        ("slower ahead is braked for before", 1.529166667),
        ("square corner", 1.063416667),
        ("turn of 45 degrees", 1.059611702),
        ("retraction peaks by the head's gentle acceleration", 0.033565856),
        ("filament corner", 1.060333333),
    ],
)
def test_hand_case_is_what_klipper_was_measured_to_take(name: str, seconds: float):
    assert plan(read_program(CASES[name][0].encode()), LIMITS).total_s == pytest.approx(seconds, abs=1e-9)


def test_kinematics_without_a_slow_axis():
    free = replace(LIMITS, kinematics="none")
    assert plan(read_program(b"G1 Z100 F6000"), free).total_s == pytest.approx(100 / 100 + 100 / A, rel=1e-12)
