"""The timeline that is kept of a program: the same course as the whole profile, read once, in little memory."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.gcode.reading import read_program
from layerworks.motion import (
    KlipperLimits,
    NonMotionModel,
    Timeline,
    follow,
    plan,
    read_timeline,
    time_file,
    timeline_file,
    waits_of_profile,
)
from layerworks.motion._knots import Knots
from layerworks.motion.shares import Shares
from motion.paths import LIMITS, PATHS

TEXT = (
    b"M190 S60\nM109 S200\nG28\nT0\nG1 Z0.2 F600\n;LAYER_CHANGE\nG1 X50 E2 F3000\nT1\nG92 E0\nG1 X100 E4\n"
    b";LAYER_CHANGE\nG1 Z0.4\nG1 X0 E8\nG4 P30000\nT0\nG92 E0\nG1 Y100 E5\nG1 E3 F1800\n"
)


def timed(folder: Path, text: bytes, limits: KlipperLimits | None = None) -> Timeline:
    file = folder / "program.gcode"
    file.write_bytes(text)
    return time_file(file, limits or KlipperLimits(), density_g_cm3=1.24)[1]


def test_the_whole_program_and_its_timeline_tell_the_same_time_and_filament(tmp_path):
    file = tmp_path / "program.gcode"
    file.write_bytes(TEXT)
    estimate, timeline = time_file(file, KlipperLimits(), density_g_cm3=1.24)
    assert timeline.follower.total_s == pytest.approx(estimate.time_s)
    assert timeline.size_bytes == len(TEXT)
    assert timeline.needed_mm == pytest.approx({0: 7.0, 1: 8.0})
    assert timeline.left_mm(0.0) == pytest.approx({0: 7.0, 1: 8.0})
    assert timeline.left_mm(timeline.track.total_s)[1] == 0.0
    assert (timeline.layers, timeline.height_mm(-1)) == (2, None)
    assert [timeline.height_mm(k) for k in range(2)] == pytest.approx([0.2, 0.4])


def test_a_file_of_it_comes_back_the_same_and_a_damaged_one_is_refused(tmp_path):
    timeline = timed(tmp_path, TEXT)
    data = timeline_file(timeline)
    again = read_timeline(data)
    assert timeline_file(again) == data
    assert again.follower.at(40.0) == timeline.follower.at(40.0)
    for broken in (data[:50], b"", b"PK"):
        with pytest.raises(Rejected):
            read_timeline(broken)


@settings(max_examples=40, deadline=None)
@given(PATHS, LIMITS, st.floats(0.0, 1.0))
def test_it_agrees_with_the_profile_where_any_row_begins(
    tmp_path_factory, text: str, limits: KlipperLimits, share: float
):
    profile = plan(read_program(text.encode()), limits)
    if not len(profile.moves):
        return
    try:
        timeline = timed(tmp_path_factory.mktemp("t"), text.encode(), limits)
    except Rejected:
        return
    whole = follow(profile, waits_of_profile(profile, NonMotionModel()))
    assert timeline.follower.total_s == pytest.approx(whole.total_s)
    offset = int(profile.moves.offset[int(share * (len(profile.moves) - 1))])
    assert timeline.follower.at_byte(offset).moment_s == pytest.approx(whole.at_byte(offset).moment_s, abs=2.1)


def test_a_long_program_is_kept_in_bounded_memory_and_stays_close(tmp_path):
    chance = np.random.default_rng(7)
    lines = ["G28", "M83"]
    for layer in range(300):
        lines += [";LAYER_CHANGE", f"G1 Z{0.2 * (layer + 1):.2f} F600"]
        lines += [
            f"G1 X{x:.2f} Y{y:.2f} E0.5 F{f:.0f}" for x, y, f in chance.uniform((0, 0, 600), (200, 200, 6000), (60, 3))
        ]
    text = "\n".join(lines).encode()
    timeline = timed(tmp_path, text)
    profile = plan(read_program(text), KlipperLimits())
    assert timeline.size_in_memory < 100_000
    assert timeline.needed_mm == pytest.approx({0: 9000.0}, rel=1e-3)
    offsets = chance.integers(0, len(text), 500).tolist()
    off = [abs(timeline.track.time_at_byte(o) - profile.time_at_byte(o)) for o in offsets]
    assert max(off) < 0.002 * profile.total_s


def test_knots_thin_themselves_and_never_lose_the_end_of_a_long_row(tmp_path):
    text = b"G28\nG1 X1 F60\n" + b"G4 P900000\nG1 X2 F60\nG1 X1 F60\n" * 40
    timeline = timed(tmp_path, text)
    gaps = np.diff(timeline.track.t_s)
    assert (gaps > 899.0).sum() == 40
    assert Knots(4).every_s == 1.0


def test_where_no_byte_is_told_the_layer_keeps_the_clock_within_bounds(tmp_path):
    lines = "".join(f";LAYER_CHANGE\nG1 Z{0.2 * k + 0.2:.1f} F600\nG1 X100 E4 F600\nG1 X0 E4\n" for k in range(10))
    timeline = timed(tmp_path, b"M83\n" + lines.encode())
    follower, starts = timeline.follower, timeline.track.layer_t_s
    in_five = follower.elapsed_at(float(starts[5]) + 5.0)
    assert timeline.standing(None, in_five, 5).elapsed_s == in_five
    assert timeline.standing(None, 0.0, 5).elapsed_s == follower.elapsed_at(float(starts[4]))
    assert timeline.standing(None, 1e9, 5).elapsed_s == follower.elapsed_at(float(starts[7]))
    assert timeline.standing(None, 1e9, 9).elapsed_s == follower.total_s
    assert timeline.standing(None, 3.0, 0).elapsed_s == 3.0
    assert timeline.standing(None, 7.0, 99).elapsed_s == 7.0


def test_within_the_waits_of_a_place_the_clock_says_how_far(tmp_path):
    timeline = timed(tmp_path, TEXT)
    follower = timeline.follower
    heat = follower.cause.index("heat")
    offset = TEXT.index(b"G1 Z0.2")
    after_all = follower.at_byte(offset).elapsed_s
    halfway = (follower.start_s[heat] + follower.end_s[heat]) / 2.0
    assert timeline.standing(offset, halfway).elapsed_s == pytest.approx(halfway)
    assert timeline.standing(offset, halfway).waiting == "heat"
    assert timeline.standing(offset, after_all + 500.0).elapsed_s == pytest.approx(after_all, abs=1.5)
    later = TEXT.index(b"G1 X0 E8")
    assert timeline.standing(later, 0.0).elapsed_s >= follower.at_byte(later).elapsed_s - 1.0
    assert timeline.standing(None, halfway).elapsed_s == pytest.approx(halfway)


PLATE = b"G28\nG1 Z0.2 F600\n" + b"".join(
    b";LAYER_CHANGE\n"
    b"EXCLUDE_OBJECT_START NAME=left\nG1 X50 E%d F3000\nEXCLUDE_OBJECT_END\nG1 X60 F3000\n"
    b"EXCLUDE_OBJECT_START NAME=right\nG1 X160 E%d F3000\nEXCLUDE_OBJECT_END\nG1 X0 F9000\n" % (6 * k + 2, 6 * k + 6)
    for k in range(300)
)


def test_what_each_part_takes_is_known_by_time_and_filament(tmp_path):
    timeline = timed(tmp_path, PLATE)
    whole_s = timeline.track.total_s
    assert timeline.parts == ("left", "right")
    left_s, left_mm = timeline.left_out({"left"}, 0.0)
    right_s, right_mm = timeline.left_out({"right"}, 0.0)
    assert (left_mm, right_mm) == pytest.approx((600.0, 1200.0), rel=1e-3)
    assert 1.8 < right_s / left_s < 2.2
    assert right_s + left_s < whole_s
    assert timeline.left_out({"left", "right"}, 0.0)[0] == pytest.approx(left_s + right_s)
    assert timeline.left_out({"left"}, 0.5 * whole_s)[0] == pytest.approx(0.5 * left_s, rel=0.02)
    assert timeline.left_out({"left"}, whole_s) == (0.0, 0.0)
    assert timeline.left_out({"somebody else's"}, 0.0) == (0.0, 0.0)
    again = read_timeline(timeline_file(timeline))
    assert again.left_out({"left"}, 100.0) == timeline.left_out({"left"}, 100.0)


def test_a_plate_of_one_part_needs_no_shares(tmp_path):
    assert timed(tmp_path, TEXT).shares.t_s.size == 0


@given(st.lists(st.tuples(st.integers(-1, 2), st.floats(0.01, 50.0)), min_size=1, max_size=40), st.floats(0.0, 1.0))
def test_shares_are_what_counting_by_hand_gives(stretches, share):
    part = np.array([p for p, _ in stretches])
    t_s = np.concatenate([np.zeros(1), np.cumsum([s for _, s in stretches])])
    shares = Shares.of(t_s, 2.0 * t_s, part, 3, t_s[:-1].tolist())
    at = shares.t_s[int(share * (len(shares.t_s) - 1))]
    for k in range(3):
        by_hand = sum(s for (p, s), begin in zip(stretches, t_s.tolist(), strict=False) if p == k and begin >= at)
        assert shares.left_of([k], at) == pytest.approx((by_hand, 2.0 * by_hand), abs=1e-2)
