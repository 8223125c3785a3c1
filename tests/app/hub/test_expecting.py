"""The course of a print by its program's timeline: where it stands, when it ends, how long it may stand still."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from layerworks.app.hub.expecting import course_of
from layerworks.app.hub.timelines import Timelines
from layerworks.errors import Missing
from layerworks.fleet import Position, PrinterState, Run, Snapshot, Temperature
from layerworks.fleet.alarms import AlarmRules, Learned, Sight, listen, signs_of
from layerworks.fleet.alarms.heating import HeatCurve, heated
from layerworks.fleet.watch import Watch, hear
from layerworks.motion import KlipperLimits, Timeline, time_file, timeline_file
from layerworks.words import say

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXT = (
    b"M190 S60\nM83\n;LAYER_CHANGE\nG1 Z0.2 F600\nG1 X100 E4 F600\n;LAYER_CHANGE\nG1 Z0.4\n"
    + b"G1 X0 E4\nG1 X100 E4\n" * 40
)


@pytest.fixture(scope="module")
def timeline(tmp_path_factory) -> Timeline:
    file = tmp_path_factory.mktemp("t") / "p.gcode"
    file.write_bytes(TEXT)
    return time_file(file, KlipperLimits(), density_g_cm3=1.24)[1]


def run_at(offset: int, printed_s: float) -> Run:
    return Run("a.t1.gcode", "running", Position(offset, -1, 0.0, 0.0, 0.0), 0.0, printed_s, NOON)


def test_a_print_that_is_where_it_should_be_ends_when_the_model_says(timeline):
    offset = TEXT.index(b"G1 X0 E4", len(TEXT) // 2)
    elapsed_s = timeline.follower.at_byte(offset).elapsed_s
    course = course_of(timeline, run_at(offset, elapsed_s), 0.0, len(TEXT), NOON)
    assert course.left_s == pytest.approx(timeline.follower.total_s - elapsed_s, abs=1.0)
    assert course.ends_at - NOON == timedelta(seconds=course.left_s)
    assert (course.layer, course.layers) == (1, 2)
    assert course.height_mm == pytest.approx(0.4)
    assert course.left_mm[0] == pytest.approx(4.0 * TEXT[offset:].count(b"E4"), abs=4.0)
    assert course.expected.warm_by_s == {}
    assert course.feed_mm_s == pytest.approx(4.0 * 10.0 / 100.0, rel=0.1)  # 4 mm of filament every 100 mm at 10 mm/s


def test_pauses_are_no_progress_and_a_file_of_another_size_is_told_by_the_clock_alone(timeline):
    half_s = timeline.follower.total_s / 2.0
    paused = course_of(timeline, run_at(0, half_s + 1000.0), 1000.0, len(TEXT), NOON)
    other = course_of(timeline, run_at(len(TEXT) - 1, half_s), 0.0, len(TEXT) + 7, NOON)
    assert paused.left_s == pytest.approx(half_s)
    assert other.left_s == pytest.approx(half_s)


def test_a_part_that_is_left_out_takes_its_time_and_filament_with_it(tmp_path):
    layer = b";LAYER_CHANGE\nM486 S0\nG1 X100 E4 F600\nM486 S1\nG1 X0 E4\nM486 S-1\n"
    text = b"M83\nG1 Z0.2 F600\n" + layer * 40
    file = tmp_path / "two.gcode"
    file.write_bytes(text)
    timeline = time_file(file, KlipperLimits(), density_g_cm3=1.24)[1]
    run = run_at(text.index(layer, len(text) // 2), timeline.follower.total_s / 2.0)
    whole = course_of(timeline, run, 0.0, len(text), NOON)
    half = course_of(timeline, run, 0.0, len(text), NOON, {"1"})
    assert half.left_s == pytest.approx(whole.left_s / 2.0, rel=0.05)
    assert half.left_mm[0] == pytest.approx(whole.left_mm[0] / 2.0, rel=0.05)
    assert half.left_between_s[1] < whole.left_between_s[1]
    assert half.share > whole.share
    assert course_of(timeline, run, 0.0, len(text), NOON, {"0", "1"}).left_s < 0.05 * whole.left_s


def test_heating_is_told_as_this_machine_has_shown_it_before(timeline):
    wait_s = timeline.follower.end_s[1] - timeline.follower.start_s[1]
    half_s = timeline.follower.start_s[1] + wait_s / 2.0
    assert timeline.follower.name[1] == "bed"
    run = run_at(9, half_s)
    usual = course_of(timeline, run, 0.0, len(TEXT), NOON)
    slower = course_of(timeline, run, 0.0, len(TEXT), NOON, warming_s={"bed": 500.0})
    assert slower.left_s - usual.left_s == pytest.approx(500.0 - wait_s / 2.0)
    late = course_of(timeline, run_at(9, 10.0 * half_s), 0.0, len(TEXT), NOON, warming_s={"bed": 60.0})
    assert late.left_s == pytest.approx(usual.left_s - wait_s / 2.0 + 60.0, abs=2.0)
    other = course_of(timeline, run, 0.0, len(TEXT), NOON, warming_s={"nozzle": 500.0})
    assert other.left_s == usual.left_s


def test_how_long_a_rise_still_takes_is_known_by_the_ones_before():
    curve = HeatCurve(150.0, 400.0)
    seconds = curve.until_s(25.0, 60.0)
    assert curve.after(25.0, seconds) == pytest.approx(60.0)
    assert (curve.until_s(60.0, 60.0), curve.until_s(25.0, 150.0)) == (0.0, None)
    rising = heated(None, Temperature("bed", 40.0, 60.0), NOON)
    learned = Learned(heaters={"bed": rising}, curves={"bed": curve})
    assert learned.warming_s() == {"bed": curve.until_s(40.0, 60.0)}
    assert Learned(heaters={"bed": rising}).warming_s() == {}


def test_a_first_rise_that_takes_longer_than_the_program_expects_is_an_alarm(timeline):
    def cold(printed_s: float) -> bool:
        run = run_at(9, printed_s)
        now = NOON + timedelta(seconds=printed_s)
        state = PrinterState("printing", "1", run, (), (Temperature("bed", 40.0, 60.0),))
        learned = listen(Learned(), Snapshot(now, state), 300)
        watch = hear(Watch("opening", NOON), Snapshot(now, state))
        expected = course_of(timeline, run, 0.0, len(TEXT), now).expected
        signs = signs_of(Sight(now, watch, learned, "a", expected), AlarmRules())
        return next(sign.wrong for sign in signs if sign.rule == "too_cold") is True

    limit_s = course_of(timeline, run_at(9, 30.0), 0.0, len(TEXT), NOON).expected.warm_by_s["bed"]
    assert limit_s > timeline.follower.end_s[1]
    assert not cold(limit_s - 1.0)
    assert cold(limit_s + 1.0)


def test_a_heating_machine_may_stand_still_for_as_long_as_it_heats(timeline):
    heating = course_of(timeline, run_at(9, 30.0), 0.0, len(TEXT), NOON).expected
    later = course_of(
        timeline, run_at(len(TEXT) - 20, timeline.follower.total_s - 100.0), 0.0, len(TEXT), NOON
    ).expected
    assert heating.longest_wait_s > timeline.follower.end_s[1] - timeline.follower.start_s[1]
    assert later.longest_wait_s < 60.0


def test_timelines_are_read_beside_the_loop_once_and_let_go(timeline):
    class Kept:
        reads = 0

        def keep(self, data: bytes) -> str:
            raise AssertionError

        def read(self, digest: str) -> bytes:
            self.reads += 1
            if digest == "none":
                raise Missing(say("storage.no_artefact", digest=digest))
            return timeline_file(timeline)

    kept, reading = Kept(), ThreadPoolExecutor(1)
    timelines = Timelines(kept, reading)
    assert timelines.get("") is None
    for digest in ("a", "a", "none"):
        timelines.get(digest)
    reading.shutdown(wait=True)
    assert timelines.get("a") is timelines.get("a")
    assert timelines.get("none") is None
    assert kept.reads == 2
    timelines.only(["none"])
    with pytest.raises(RuntimeError):  # it would have to be read again
        timelines.get("a")
