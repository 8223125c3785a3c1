"""The simulated printer behind the port: what every connector owes, and what this one keeps through a kill."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.even_program import even_player, even_text
from layerworks.connectors.simulated import (
    Memory,
    Mishap,
    Mishaps,
    RamMemory,
    SimulatedConnector,
    SimulatedPrinter,
    SqliteMemory,
    VirtualClock,
)
from layerworks.digest import digest_bytes
from layerworks.fleet import (
    Answered,
    Cancel,
    Fault,
    LinkLost,
    Measured,
    Progress,
    Remove,
    Snapshot,
    Start,
    StateChanged,
    Temperatures,
    Upload,
)

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
TEXT = even_text(600.0)
FILE = "bracket-1.t1.gcode"
UPLOAD = Upload(FILE, TEXT, digest_bytes(TEXT))


class Shop:
    """A printer, its connector and the clock they share."""

    def __init__(self, *mishaps: Mishap, memory: Memory | None = None, start: datetime = T0):
        self.clock = VirtualClock(start)
        self.memory = memory or RamMemory()
        self.printer = SimulatedPrinter("m1", self.memory, even_player, Mishaps(mishaps), start)
        self.connector = SimulatedConnector(self.printer, self.clock)

    def seen(self, kind: type):
        return [o for o in self.connector.observations() if isinstance(o, kind)]

    def print_file(self):
        self.connector.open()
        self.connector.send(UPLOAD)
        self.connector.send(Start(FILE))
        self.connector.observations()


@pytest.fixture(params=["ram", "sqlite"])
def memory(request: pytest.FixtureRequest, tmp_path: Path):
    kept = RamMemory() if request.param == "ram" else SqliteMemory(tmp_path / "m1.sqlite")
    yield kept
    if isinstance(kept, SqliteMemory):
        kept.close()


def test_every_connection_starts_with_a_snapshot():
    shop = Shop()
    for _ in range(3):
        shop.connector.open()
        assert isinstance(shop.connector.observations()[0], Snapshot)
        shop.connector.close()
        assert shop.connector.observations() == ()


def test_each_command_is_answered_and_what_it_did_is_seen():
    shop = Shop()
    shop.connector.open()
    shop.connector.observations()
    shop.connector.send(UPLOAD)
    answered, changed, *_ = shop.connector.observations()
    assert isinstance(answered, Answered)
    assert (answered.to, answered.verdict) == (UPLOAD, "accepted")
    assert isinstance(changed, StateChanged)
    assert changed.printer.keeps(FILE, len(TEXT), UPLOAD.digest)
    shop.connector.send(Cancel(FILE))
    (refused,) = shop.seen(Answered)
    assert refused.verdict == "refused"
    assert refused.why


def test_nothing_new_is_no_news():
    shop = Shop()
    shop.connector.open()
    shop.connector.observations()
    assert [type(o) for o in shop.connector.observations()] == [Temperatures, Measured]


def test_a_running_print_is_followed():
    shop = Shop()
    shop.print_file()
    shop.clock.wait(300.0)
    assert shop.seen(StateChanged)[0].printer.device == "printing"
    offsets = []
    for _ in range(10):
        shop.clock.wait(30.0)
        offsets += [p.run.position.byte_offset for p in shop.seen(Progress)]
    assert len(offsets) == 10
    assert offsets == sorted(set(offsets))


def test_a_short_print_may_be_over_before_it_was_seen_to_run():
    shop = Shop()
    shop.print_file()
    shop.clock.wait(10_000.0)
    (changed,) = shop.seen(StateChanged)
    assert changed.printer.run.phase == "completed"
    assert changed.printer.run.ended_at < shop.clock.now()


def test_a_dropped_link_is_told_once_and_cannot_be_made_until_it_is_over():
    shop = Shop(Mishap("drop", 300.0, 60.0))
    shop.print_file()
    shop.clock.wait(310.0)
    assert len(shop.seen(LinkLost)) == 1
    assert shop.connector.observations() == ()
    shop.connector.open()
    assert [type(o) for o in shop.connector.observations()] == [LinkLost]
    shop.clock.wait(60.0)
    shop.connector.open()
    assert shop.seen(Snapshot)[0].printer.device == "printing"


def test_a_drop_between_two_looks_is_not_overlooked():
    shop = Shop(Mishap("drop", 100.0, 5.0))
    shop.print_file()
    shop.clock.wait(300.0)
    assert [type(o) for o in shop.connector.observations()] == [LinkLost]


def test_a_command_into_a_broken_or_silent_link_is_in_doubt():
    for kind in ("drop", "silence"):
        shop = Shop(Mishap(kind, 100.0, 60.0))
        shop.print_file()
        shop.clock.wait(110.0)
        shop.connector.send(Cancel(FILE))
        assert shop.seen(Answered) == []
        assert shop.printer.look(shop.clock.now()).run.phase == "running"


def test_a_power_cut_is_seen_as_a_lost_link_and_another_boot():
    shop = Shop(Mishap("power", 100.0, 5.0))
    shop.print_file()
    before = shop.printer.look(shop.clock.now()).boot
    shop.clock.wait(300.0)
    assert [type(o) for o in shop.connector.observations()] == [LinkLost]
    shop.connector.open()
    (snapshot,) = shop.seen(Snapshot)
    assert (snapshot.printer.boot != before, snapshot.printer.run) == (True, None)


def test_a_fault_is_told_once():
    shop = Shop(Mishap("runout", 200.0))
    shop.print_file()
    faults = []
    for _ in range(10):
        shop.clock.wait(60.0)
        faults += shop.seen(Fault)
    assert [(f.kind, f.file) for f in faults] == [("runout", FILE)]


def test_a_killed_process_finds_the_printer_as_it_was(memory: Memory):
    shop = Shop(Mishap("runout", 500.0), memory=memory)
    shop.print_file()
    shop.clock.wait(333.0)
    shop.connector.observations()
    expected = shop.printer.look(shop.clock.now())
    ticked = shop.printer.ticked()
    assert ticked == shop.clock.now()
    again = Shop(memory=memory, start=ticked)
    assert again.printer.look(ticked) == expected
    again.connector.open()
    assert again.seen(Snapshot)[0].printer.run.phase == "running"
    again.clock.wait(600.0)
    again.connector.observations()
    assert again.printer.look(again.clock.now()).run.fault == "runout"  # mishaps belong to the print once it has begun
    assert [t.command for t in again.printer.told()] == ["Upload", "Start"]


def test_texts_are_kept_as_long_as_they_are_needed(memory: Memory):
    shop = Shop(memory=memory)
    shop.print_file()
    shop.clock.wait(2000.0)
    shop.connector.send(Remove(FILE))
    assert shop.printer.look(shop.clock.now()).files == ()
    again = Shop(memory=memory, start=shop.clock.now())
    assert again.printer.look(again.clock.now()).run.position.byte_offset == len(TEXT)  # of the last run it remembers


def test_a_printer_switched_off_and_on_knows_when_it_was():
    shop = Shop()
    shop.print_file()
    assert shop.printer.look(shop.clock.now()).booted_at is None
    shop.clock.wait(100.0)
    shop.printer.switch_off_and_on(shop.clock.now())
    state = shop.printer.look(shop.clock.now())
    assert (state.booted_at, state.run, state.boot) == (shop.clock.now(), None, "2")


def test_a_person_takes_the_print_off_and_wakes_a_halted_printer():
    shop = Shop(Mishap("thermal", 200.0))
    shop.print_file()
    shop.printer.put_right(shop.clock.now())
    assert shop.printer.bed_used()  # not while it prints
    shop.clock.wait(300.0)
    assert shop.printer.look(shop.clock.now()).device == "error"
    shop.printer.put_right(shop.clock.now())
    assert not shop.printer.bed_used()
    assert shop.printer.look(shop.clock.now()).device == "idle"
