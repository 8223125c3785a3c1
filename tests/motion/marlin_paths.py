"""Strategies for programs that Marlin plays, and for its limits."""

from hypothesis import strategies as st

from layerworks.motion import MarlinLimits

LIMITS = st.builds(
    MarlinLimits,
    axis_velocity_mm_s=st.sampled_from([(300.0, 300.0, 5.0, 25.0), (80.0, 200.0, 12.0, 120.0)]),
    axis_accel_mm_s2=st.sampled_from(
        [(500.0, 500.0, 100.0, 5000.0), (9000.0, 7000.0, 500.0, 10000.0), (20000.0, 20000.0, 1000.0, 9000.0)]
    ),
    print_accel_mm_s2=st.sampled_from([500.0, 3000.0, 20000.0]),
    retract_accel_mm_s2=st.sampled_from([1000.0, 4000.0]),
    travel_accel_mm_s2=st.sampled_from([700.0, 5000.0]),
    junction=st.sampled_from(["jerk", "deviation"]),
    axis_jerk_mm_s=st.sampled_from([(10.0, 10.0, 0.3, 5.0), (8.0, 6.0, 0.4, 1.5)]),
    junction_deviation_mm=st.sampled_from([0.013, 0.08]),
    linear_advance_s=st.sampled_from([0.0, 0.0, 0.06]),
    smooth_advance=st.booleans(),
    steps_per_mm=st.sampled_from([(80.0, 80.0, 400.0, 93.0), (100.0, 100.0, 400.0, 280.0)]),
    least_steps=st.sampled_from([1, 6]),
    generation=st.sampled_from(["2.0", "2.1", "2.1.3"]),
    kinematics=st.sampled_from(["cartesian", "cartesian", "corexy"]),
    buffer_blocks=st.sampled_from([2, 4, 16]),
    retract_mm=st.just(0.8),
)
SLOW_LINES = st.sampled_from([0.0, 0.0, 960.0, 11520.0])

_NEAR = st.integers(-400, 400).map(lambda v: v / 100)
_PLACE = st.one_of(_NEAR, _NEAR, _NEAR, st.integers(-100, 100))
_SPEED = st.sampled_from(["", "", "", " F600", " F6000", " F15000"])
_FED = st.sampled_from([0.0004, 0.02, 0.05, 0.3])
_LINES = st.one_of(
    st.builds(lambda x, y, f: f"G1 X{x} Y{y}{f}", _PLACE, _PLACE, _SPEED),
    st.builds(lambda x, y, e, f: f"G1 X{x} Y{y} E{e}{f}", _PLACE, _PLACE, _FED, _SPEED),
    st.builds(lambda x, y, e, f: f"G1 X{x} Y{y} E{e}{f}", _PLACE, _PLACE, _FED, _SPEED),
    st.builds(lambda x, z: f"G1 X{x} Z{abs(z)} F9000", _PLACE, _NEAR),
    st.builds(lambda e: f"G1 E{e} F2400", st.sampled_from([-0.8, 0.8])),
    st.builds(lambda x: f"G1 X{x} E-0.2", _PLACE),
    st.builds(lambda x, i: f"G3 X{x} Y0 I{i} J1 E0.5", _NEAR, st.integers(-5, 5)),
    st.sampled_from(["G4 P100", "G4 S1", "M400", "G28", "G10", "G11", "M220 S150", "M221 S90", "G92 E0", "G92 E3.2"]),
    st.sampled_from(["M204 P800 T1500", "M204 S1200", "M204 R900", "M201 X700 Y1500", "M203 X60", "M205 X6 Y9"]),
    st.sampled_from(["M205 E2.5 J0.02", "M900 K0.08", "M900 K0", "G91", "G90", ";LAYER_CHANGE", ";TYPE:Perimeter"]),
)
PATHS = st.lists(_LINES, min_size=1, max_size=40).map(lambda lines: "\n".join(["M83", "G1 F3000", *lines]))
