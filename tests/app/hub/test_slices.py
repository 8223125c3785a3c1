"""A piece of the queue: its record, the telemetry it was made under, and that nobody can pass other readings for it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from layerworks.app.hub.slices import keep_once
from layerworks.app.telemetry_export import export_telemetry
from layerworks.app.verifying import verify_shop
from layerworks.errors import Conflict, Missing
from layerworks.fleet import Temperature, Temperatures
from layerworks.storage import Artefacts, open_journal, part_records, verify
from layerworks.storage.telemetry import Collector, compact, forget
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import clear_bed
from layerworks.workshop.equipment import Equipment, MaterialLoaded, refitted
from layerworks.workshop.events import Ended, Reserved, Started, entry_of
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import Queued, queued
from layerworks.workshop.recording import piece_entries, pieces_of

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
EVENT = Queued("d" * 64, 1000, ("left", "right"), 600.0, "big", "pla", 0.4, 30.0, needed_mm=(6000.0, 4000.0))
SPOOLS = refitted(Equipment(), MaterialLoaded("pla", "L7", None, 0.4))
SPOOLS = refitted(SPOOLS, MaterialLoaded("pla", "L9", None, 0.4, tool=1))
SPOOLS = refitted(SPOOLS, MaterialLoaded("pla", "unused", None, 0.4, tool=2))
BEGUN = PrintAttempt("j-1", "j", "m1", "d" * 64, 1000, 600.0, NOON, NOON, started_at=NOON)
DONE = replace(BEGUN, end=Ended("completed", "printed", ended_at=NOON + timedelta(minutes=10)), skipped=("right",))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_each_piece_of_a_plate_has_a_record_with_machine_lots_outcome_and_who():
    left, right = pieces_of(queued("j", EVENT, NOON, "mei"), DONE, SPOOLS)
    assert (left.part, left.name, left.outcome, left.printer, left.who) == ("j-1/1", "left", "completed", "m1", "mei")
    assert (left.making.lot, left.making.machine, left.making.program_digest) == ("L7, L9", "big", "d" * 64)
    assert (right.part, right.outcome) == ("j-1/2", "cancelled")


@pytest.mark.parametrize(
    ("outcome", "started", "pieces"), [("failed", None, 0), ("lost", None, 2), ("failed", NOON, 2)]
)
def test_what_was_never_begun_is_no_piece(outcome, started, pieces):
    attempt = replace(BEGUN, started_at=started, end=Ended(outcome, "other"))
    assert len(pieces_of(queued("j", EVENT, NOON), attempt, SPOOLS)) == pieces


@pytest.fixture
def shop(tmp_path):
    """A shop in which one attempt was printed and its readings kept."""
    journal = open_journal(tmp_path / "records.sqlite", NOON, synced=False)
    queue = Queue(journal, (), "hub")
    queue.put(("j",), EVENT, NOON, "mei", "ordered")
    clear_bed(journal, "m1", NOON, "mei", "new")
    journal.append(
        entry_of(Reserved("j", "m1", "d" * 64, 1000, 600.0), "j-1", NOON, "hub", "", 1),
        entry_of(Started("j-1.t1.gcode", NOON), "j-1", NOON, "hub", "", 2),
        entry_of(Ended("completed", "printed", ended_at=at(600)), "j-1", at(600), "hub", "", 3),
        *piece_entries(pieces_of(queue["j"], DONE, SPOOLS), at(600), "hub"),
    )
    collector = Collector(tmp_path / "telemetry")
    for second in range(0, 700, 5):
        warm = Temperatures(at(second), (Temperature("bed", 60.0 + second % 7, 60.0),))
        collector.take("m1", "j-1" if second < 600 else "", warm)
    collector.write(at(720), all_of_it=True)
    yield tmp_path, journal
    journal.close()


def keep(folder, journal, now: datetime) -> int:
    return asyncio.run(keep_once(journal, folder / "telemetry", "hub", lambda: now, lambda machine: True))


def test_a_record_points_at_its_telemetry_once_all_of_it_is_kept(shop, tmp_path):
    folder, journal = shop
    assert keep(folder, journal, at(630)) == 0
    assert keep(folder, journal, at(650)) == 2
    assert keep(folder, journal, at(700)) == 0
    left, right = part_records(journal.location)
    assert left["telemetry"] == right["telemetry"]
    told = left["telemetry"]
    assert (told["machine"], told["attempt"], told["form"]) == ("m1", "j-1", "csv")
    assert told["readings"] == sum(c["readings"] for c in told["channels"]) > 20
    assert {(c["of"], c["quantity"]) for c in told["channels"]} == {("bed", "actual_c"), ("bed", "target_c")}
    assert verify(journal.location).ok
    out = tmp_path / "slice.csv"
    assert export_telemetry(folder, left, out) == told["readings"]
    compact(folder / "telemetry", at(7200))
    assert export_telemetry(folder, left, out) == told["readings"]


def test_other_readings_do_not_pass_for_it(shop, tmp_path):
    folder, journal = shop
    keep(folder, journal, at(650))
    (record, _) = part_records(journal.location)
    more = Collector(folder / "telemetry")
    more.take("m1", "j-1", Temperatures(at(300.5), (Temperature("bed", 99.0, 60.0),)))
    more.write(at(730), all_of_it=True)
    with pytest.raises(Conflict):
        export_telemetry(folder, record, tmp_path / "slice.csv")
    forget(folder / "telemetry", at(86400))
    with pytest.raises(Conflict):
        export_telemetry(folder, record, tmp_path / "other.csv")


def test_a_piece_without_readings_says_so(shop, tmp_path):
    folder, journal = shop
    forget(folder / "telemetry", at(86400))
    assert keep(folder, journal, at(650)) == 2
    (record, _) = part_records(journal.location)
    assert (record["telemetry"]["readings"], record["telemetry"]["digest"]) == (0, "")
    with pytest.raises(Missing):
        export_telemetry(folder, record, tmp_path / "slice.csv")


def test_a_shops_programs_are_verified_where_its_hub_keeps_them(shop):
    folder, journal = shop
    program = b"G28\nG1 X1\n"
    kept = Artefacts(folder / "programs")
    (missing,) = verify_shop(folder).files
    assert dict(missing.values)["digest"] == "d" * 12
    path = kept.path_of("d" * 64)
    path.parent.mkdir(parents=True)
    path.write_bytes(program)  # not what the name says
    assert not verify_shop(folder).ok
    record = pieces_of(queued("j", replace(EVENT, digest=kept.keep(program)), NOON), DONE, SPOOLS)[0]
    journal.append(*piece_entries((replace(record, part="j-1/9"),), at(700), "hub"))
    assert [dict(text.values)["digest"] for text in verify_shop(folder).files] == ["d" * 12]
