"""Readings that do not go by the tape are looked at soon after they came, and not each for itself."""

from datetime import UTC, datetime
from types import SimpleNamespace

from layerworks.connectors.bell import Bell
from layerworks.connectors.conversing import READINGS_SHOWN_S, Conversing
from layerworks.connectors.moonraker import Access
from layerworks.connectors.moonraker.connection import Connection
from layerworks.fleet.readings import Channel, Quantity
from layerworks.fleet.tape import Layout, Tape

NOW = datetime(2026, 11, 25, tzinfo=UTC)
LAYOUT = Layout((Channel("bed", Quantity.ACTUAL_C),))


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


class OnlyRows:
    """A talk that only tells rows of its tape, and when they were read."""

    calm = False

    def follow(self, message, now_s):
        return ((LAYOUT, now_s, [1.0]),)


def test_readings_on_the_tape_are_of_the_time_of_all_else_that_is_told():
    tape = Tape()
    links = SimpleNamespace(loop=SimpleNamespace(time=lambda: 1000.0))
    network = SimpleNamespace(links=links, bell=Bell(), tape=tape, cut_soon=tape.cut)
    connection = Connection(Access("http://127.0.0.1:9"), network, lambda: NOW)
    connection.talk = OnlyRows()
    connection.is_of("m1", tape.number_of("m1"))
    connection.hear(b"{}")
    (strip,) = tape.take()
    assert list(strip.taken_s) == [NOW.timestamp()]
