"""A clock that others may set, and what is told of it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from layerworks.connectors.wall_clock import BEHIND, WallClock

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class System:
    """A computer whose clock may be set."""

    def __init__(self) -> None:
        self.time = SimpleNamespace(now=NOON, s=100.0)

    def clock(self, latest: datetime | None = None) -> WallClock:
        return WallClock(latest, lambda: self.time.now, lambda: self.time.s)

    def go(self, seconds: float, set_by: timedelta = timedelta(0)) -> None:
        self.time.s += seconds
        self.time.now += timedelta(seconds=seconds) + set_by


def test_a_clock_that_is_set_back_goes_slower_until_the_other_has_caught_up():
    system = System()
    clock = system.clock()
    system.go(10.0)
    assert clock.now() == NOON + timedelta(seconds=10)
    system.go(0.0, set_by=-HOUR)
    assert clock.now() == NOON + timedelta(seconds=10)
    for _ in range(10):  # however often it is asked
        system.go(2.0)
        clock.now()
    assert clock.now() == NOON + timedelta(seconds=10 + 20 * BEHIND)
    system.go(2 * HOUR.total_seconds())
    assert clock.now() == system.time.now


def test_a_clock_that_is_set_forward_is_followed():
    system = System()
    clock = system.clock()
    system.go(1.0, set_by=HOUR)
    assert clock.now() == system.time.now


def test_what_was_told_before_a_restart_is_not_told_again():
    system = System()
    clock = system.clock(NOON + HOUR)
    assert clock.now() == NOON + HOUR
    system.go(10.0)
    assert clock.now() == NOON + HOUR + timedelta(seconds=10 * BEHIND)
