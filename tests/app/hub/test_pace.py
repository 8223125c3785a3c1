"""The pace of a print: what somebody turned at the machine shows in when it ends, and what was waited for does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.hub.expecting import Course
from layerworks.app.hub.pace import Pace
from layerworks.fleet.alarms import Expected
from layerworks.motion import Follower

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def follower(*waits: tuple[float, float]) -> Follower:
    """Return a follower of which only the waits are looked at."""
    starts, ends = tuple(s for s, _ in waits), tuple(e for _, e in waits)
    return Follower(None, 1e6, starts, starts, ends, ("heat",) * len(waits), ("",) * len(waits), ())  # type: ignore[arg-type]


def after(speed: float, seconds: int) -> float:
    pace = Pace()
    for second in range(0, seconds + 1, 5):
        pace = pace.marked(float(second), speed * second)
    return pace.ratio(float(seconds), speed * seconds, follower())


@given(st.floats(0.25, 4.0))
def test_a_speed_that_was_turned_is_found_after_some_minutes_and_scatter_is_none(speed: float):
    found = after(speed, 600)
    assert found == (1.0 if abs(1.0 / speed - 1.0) <= 0.1 else pytest.approx(1.0 / speed))


def test_it_needs_some_minutes_and_forgets_what_is_long_past():
    assert after(0.5, 100) == 1.0
    pace = Pace()
    for second in range(0, 1200, 5):
        pace = pace.marked(float(second), 0.5 * min(second, 300) + max(0.0, second - 300.0))
    assert pace.ratio(1200.0, 150.0 + 900.0, follower()) == 1.0
    assert len(pace.marks) == 10


def test_waits_on_the_way_and_a_print_that_began_anew_tell_nothing():
    pace = Pace().marked(0.0, 0.0)
    assert pace.ratio(1000.0, 300.0, follower()) > 3.0
    assert pace.ratio(1000.0, 300.0, follower((200.0, 250.0))) == 1.0
    assert pace.ratio(1000.0, 300.0, follower((400.0, 450.0))) > 3.0
    assert pace.marked(-5.0, 10.0).marks == ((-5.0, 10.0),)


def test_a_course_at_half_speed_ends_twice_as_late():
    course = Course(NOON, NOON, 100.0, (90.0, 120.0), 0.5, 1, 2, 0.2, 5, "", {}, Expected(1.0, 2.0, 0.0))
    slow = course.at_pace(2.0)
    assert (slow.left_s, slow.left_between_s, slow.ends_at) == (200.0, (180.0, 240.0), NOON + timedelta(seconds=200))
    assert course.at_pace(1.0).left_s == course.left_s
