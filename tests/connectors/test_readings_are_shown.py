"""Readings that do not go by the tape are looked at soon after they came, and not each for itself."""

from datetime import UTC, datetime
from types import SimpleNamespace

from layerworks.connectors.bell import Bell
from layerworks.connectors.conversing import READINGS_SHOWN_S, Conversing

NOW = datetime(2026, 11, 25, tzinfo=UTC)


class OnlyReadings:
    """A talk of which nothing follows but readings."""

    def hear(self, message, now):
        return (), ()

    def answered(self, number, status, body, now):
        return (), ()


def test_a_turn_is_called_for_readings_now_and_then():
    clock, bell = SimpleNamespace(s=1000.0), Bell()
    links = SimpleNamespace(loop=SimpleNamespace(time=lambda: clock.s))
    conversing = Conversing(OnlyReadings(), SimpleNamespace(links=links, bell=bell), lambda: NOW)
    conversing.is_of("m1", -1)
    rung = []
    for _ in range(100):
        clock.s += READINGS_SHOWN_S / 10
        conversing.hear("{}")
        rung.append(bell.rung() == {"m1"})
    assert rung[0]
    assert sum(rung) in (10, 11)
