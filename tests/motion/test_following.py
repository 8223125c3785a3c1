"""Following a print: time and place in the file lead to the same, waits included, whole and thin."""

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.gcode.reading import Step, read_program
from layerworks.motion import (
    Follower,
    KlipperLimits,
    MotionProfile,
    NonMotionModel,
    estimate,
    follow,
    plan,
    thin,
    waits_of_profile,
    with_macros,
)
from motion.paths import DATA, KLIPPER_FILES, LIMITS, PATHS

TEXT = (
    b"M190 S60\nG28\nG1 Z0.2 F600\n;LAYER_CHANGE\nG1 X50 E2 F3000\nCLEAN\nG1 X100 E4\n"
    b";LAYER_CHANGE\nG1 Z0.4\nM600\nG1 X0 E8\nG4 P3000\nG1 Y100 E12\n"
)
MODEL = with_macros(NonMotionModel(), {"CLEAN": 25.0})


def planned(text: bytes) -> MotionProfile:
    return plan(read_program(text), KlipperLimits())


def follower(profile: MotionProfile) -> Follower:
    return follow(profile, waits_of_profile(profile, MODEL))


def test_time_passes_through_motion_and_waits():
    profile = planned(TEXT)
    followed = follower(profile)
    assert followed.total_s == estimate(TEXT, KlipperLimits(), density_g_cm3=1.0, non_motion=MODEL).time_s
    begin = followed.at(0.0)
    assert (begin.waiting, begin.share, begin.spot.line) == ("start", 0.0, 3)
    heating = followed.at(10.0)
    assert (heating.waiting, heating.waiting_for, heating.moment_s) == ("heat", "bed", 0.0)
    causes = [followed.at(s).waiting for s in np.linspace(0.0, followed.total_s, 4000)]
    seen = [a for a, b in zip(causes, ["", *causes], strict=False) if a != b]
    assert seen == ["start", "heat", "home", None, "macro", None, "filament", None, "end", None]
    end = followed.at(followed.total_s + 100.0)
    assert (end.left_s, end.share, end.spot.x_mm, end.spot.y_mm) == (0.0, 1.0, 0.0, 100.0)


def test_what_is_left_lies_within_its_bounds_and_shrinks():
    followed = follower(planned(TEXT))
    steps = [followed.at(float(s)) for s in np.linspace(0.0, followed.total_s, 500)]
    for before, after in pairwise(steps):
        assert after.left_s < before.left_s
        assert after.left_between_s[0] <= before.left_between_s[0] + 1e-9
        assert after.left_between_s[1] <= before.left_between_s[1] + 1e-9
        assert after.left_between_s[0] <= after.left_s <= after.left_between_s[1]
        assert after.elapsed_s + after.left_s == pytest.approx(followed.total_s)
        assert after.spot.offset >= before.spot.offset


@settings(max_examples=100)
@given(PATHS, LIMITS, st.floats(0.0, 1.0))
def test_bytes_and_times_are_inverse(text: str, limits: KlipperLimits, share: float):
    profile = plan(read_program(text.encode()), limits)
    followed = follower(profile)
    moves = profile.moves
    for row in np.flatnonzero(np.diff(profile.t_s) > 0.0).tolist()[:20]:
        if row and moves.offset[row - 1] == moves.offset[row]:
            continue  # a later chord of an arc
        there = followed.at_byte(int(moves.offset[row]))
        assert there.spot.offset == moves.offset[row]
        assert there.waiting is None
        assert there.moment_s == pytest.approx(profile.t_s[row])
    somewhere = followed.at(share * followed.total_s)
    assert somewhere.moment_s <= profile.total_s + 1e-9
    # where the head stands and waits, one moment of the program lasts for a while
    again = followed.at(followed.elapsed_at(somewhere.moment_s))
    assert again.moment_s == pytest.approx(somewhere.moment_s, abs=1e-6)


@pytest.mark.parametrize("every_s", [0.2, 2.0, 30.0])
@pytest.mark.parametrize("file", KLIPPER_FILES, ids=lambda file: file.stem)
def test_a_thin_track_is_wrong_by_no_more_than_it_says(file: Path, every_s: float):
    text = file.read_bytes()
    profile = planned(text)
    track = thin(profile, every_s)
    moves = profile.moves
    jumps = np.cumsum(moves.step == Step.STOP)
    assert track.total_s == profile.total_s
    fastest = float(profile.v_cruise_mm_s[moves.step == Step.MOVE].max())
    for t_s in np.linspace(0.0, profile.total_s, 300).tolist():
        exact, told = profile.at(t_s), track.at(t_s)
        assert told.layer == exact.layer or t_s == profile.total_s
        row, before = exact.row, max(exact.row - 1, 0)
        if row < len(moves) and jumps[row] == jumps[before]:
            way = math.dist((exact.x_mm, exact.y_mm, exact.z_mm), (told.x_mm, told.y_mm, told.z_mm))
            assert way <= 2.0 * fastest * max(every_s, float(np.diff(profile.t_s)[before : row + 1].max())) + 1e-3
    for offset in range(0, len(text), 97):
        longest = float(np.diff(profile.t_s).max())
        assert abs(track.time_at_byte(offset) - profile.time_at_byte(offset)) <= every_s + longest
    assert track.time_at_byte(len(text)) == profile.total_s


def test_a_thin_track_is_small_whatever_the_file():
    profile = planned((DATA / "prusa_small.gcode").read_bytes())
    track = thin(profile, 2.0)
    knots = profile.total_s / 2.0 + 3 * len(profile.moves.layer_z_mm) + 2
    assert track.size_in_memory <= 30 * knots
    assert follower(profile).size_in_memory > 5 * track.size_in_memory
    with pytest.raises(ValueError, match="knot"):
        thin(profile, 0.0)


def test_a_program_without_waits_is_followed_from_its_first_move():
    profile = planned(b"G1 X100 F6000\n")
    followed = follower(profile)
    moving = followed.at(followed.start_s[0] + followed.end_s[0] + 0.5)
    assert moving.waiting is None
    assert 0.0 < moving.spot.x_mm < 100.0
