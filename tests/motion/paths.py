"""Strategies for programs that move, and for limits."""

import csv
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from layerworks.gcode.reading import Moves, read_program
from layerworks.motion import KlipperLimits

DATA = Path(__file__).with_name("data")
KLIPPER_TOTALS = list(csv.DictReader((DATA / "truth.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t"))
KLIPPER_FILES = [DATA / name for name in sorted({row["file"] for row in KLIPPER_TOTALS})]

LIMITS = st.builds(
    KlipperLimits,
    max_velocity_mm_s=st.sampled_from([50.0, 300.0, 1000.0]),
    max_accel_mm_s2=st.sampled_from([500.0, 3000.0, 20000.0]),
    max_z_velocity_mm_s=st.sampled_from([5.0, 20.0]),
    max_z_accel_mm_s2=st.sampled_from([100.0, 300.0]),
    square_corner_velocity_mm_s=st.sampled_from([0.0, 1.0, 5.0, 20.0]),
    minimum_cruise_ratio=st.sampled_from([0.0, 0.5, 0.9]),
    instantaneous_corner_velocity_mm_s=st.sampled_from([0.5, 1.0, 10.0]),
    max_extrude_only_velocity_mm_s=st.sampled_from([None, 50.0, 120.0]),
    max_extrude_only_accel_mm_s2=st.sampled_from([None, 1000.0, 5000.0]),
)
OTHER_KINEMATICS = st.builds(
    lambda limits, name, slow, angular: replace(
        limits, kinematics=name, slow_mm=slow, very_slow_mm=1.5 * slow, max_angular_velocity_rad_s=angular
    ),
    LIMITS,
    st.sampled_from(["delta", "deltesian", "polar", "rotary_delta", "winch", "none"]),
    st.sampled_from([2.0, 60.0]),
    st.sampled_from([0.0, 1.0, 30.0]),
)

_NEAR = st.integers(-400, 400).map(lambda v: v / 100)
_FAR = st.integers(-200, 200)
_PLACE = st.one_of(_NEAR, _NEAR, _NEAR, _FAR)
_SPEED = st.sampled_from(["", "", "", " F600", " F6000", " F30000"])
_LINES = st.one_of(
    st.builds(lambda x, y, f: f"G1 X{x} Y{y}{f}", _PLACE, _PLACE, _SPEED),
    st.builds(lambda x, y, e, f: f"G1 X{x} Y{y} E{e}{f}", _PLACE, _PLACE, st.sampled_from([0.02, 0.05, 0.3]), _SPEED),
    st.builds(lambda x, y, e, f: f"G1 X{x} Y{y} E{e}{f}", _PLACE, _PLACE, st.sampled_from([0.02, 0.05, 0.3]), _SPEED),
    st.builds(lambda x, z: f"G1 X{x} Z{abs(z)} F9000", _PLACE, _NEAR),
    st.builds(lambda z: f"G1 Z{abs(z)} E0.01", _NEAR),
    st.builds(lambda e: f"G1 E{e} F2400", st.sampled_from([-0.8, 0.8])),
    st.builds(lambda x: f"G1 X{x} E-0.2", _PLACE),
    st.builds(lambda x, i: f"G3 X{x} Y0 I{i} J1 E0.5", _NEAR, st.integers(-5, 5)),
    st.builds(lambda a: f"M204 S{a}", st.sampled_from([300, 5000])),
    st.sampled_from(["G4 P100", "M400", "G28", ";LAYER_CHANGE", ";TYPE:Perimeter", "; FEATURE: Skirt", "M220 S150"])
    | st.sampled_from(["SET_VELOCITY_LIMIT VELOCITY=80 SQUARE_CORNER_VELOCITY=8", "SET_VELOCITY_LIMIT ACCEL=900"]),
)
PATHS = st.lists(_LINES, min_size=1, max_size=40).map(lambda lines: "\n".join(["M83", "G1 F3000", *lines]))


def straight_path(length: float, speed: float, cuts: list[float]) -> Moves:
    """A straight line from the origin, cut at shares of its length."""
    ends = [*sorted({round(c, 3) for c in cuts}), 1.0]
    return read_program(
        "\n".join(f"G1 X{end * length * 0.6:.9f} Y{end * length * 0.8:.9f} F{speed * 60:.6f}" for end in ends).encode()
    )
