import json
from datetime import UTC, datetime, timedelta

import pytest

from layerworks.workshop import Making, keep_record, part_record
from layerworks.workshop import events as happened
from layerworks.workshop.attempt import begin, evolve
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
MAKING = Making(
    model="bracket",
    model_digest="a" * 64,
    mesh_digest="b" * 64,
    plate_digest="c" * 64,
    program_digest="d" * 64,
    rate_card_digest="e" * 64,
    machine="bench-fast",
    material="pla",
    lot="L-77",
    settings={"layer_height_mm": 0.2, "wall_count": 3},
    estimate={"time_s": 600.0, "filament_mm": 1000.0, "mass_g": 3.0},
)


def ended(end: happened.Ended, *before):
    attempt = begin("bracket-1", happened.Reserved("bracket", "m1", "d" * 64, 5, 600.0), T0)
    for event in (happened.Started("bracket-1.t1.gcode", T0 + timedelta(seconds=5)), *before, end):
        attempt = evolve(attempt, event, T0 + timedelta(seconds=9))
    return attempt


DONE = happened.Ended("completed", "printed", "", T0 + timedelta(seconds=700), 695.0, 1001.5, 330, 9)


def test_a_record_holds_everything_that_made_the_piece():
    record = part_record("bracket-0001", "bracket", MAKING, ended(DONE, happened.FaultSeen("runout", "")))
    assert (record.outcome, record.reason, record.faults) == ("completed", "printed", ("runout",))
    assert record.measured == {"printed_s": 695.0, "filament_mm": 1001.5}
    plain = record.as_dict()
    assert json.loads(json.dumps(plain)) == {**plain, "faults": ["runout"]}
    assert plain["making"]["lot"] == "L-77"
    assert plain["started_at"] == "2026-11-23T08:00:05+00:00"


def test_a_piece_left_out_of_a_good_plate_is_not_a_good_piece():
    attempt = ended(DONE, happened.PartSkipped("bracket-2"))
    assert part_record("p1", "bracket", MAKING, attempt).outcome == "completed"
    assert part_record("p2", "bracket-2", MAKING, attempt).outcome == "cancelled"


def test_a_measure_the_printer_did_not_tell_is_absent_not_zero():
    lost = happened.Ended("lost", "restarted", ended_at=T0)
    assert part_record("p1", "bracket", MAKING, ended(lost)).measured == {}


def test_there_is_no_record_of_an_attempt_that_goes_on():
    attempt = begin("bracket-1", happened.Reserved("bracket", "m1", "d", 5, 600.0), T0)
    with pytest.raises(ValueError, match="has not ended"):
        part_record("p1", "bracket", MAKING, attempt)


def test_a_record_is_kept_once():
    journal = ListJournal()
    record = part_record("p1", "bracket", MAKING, ended(DONE))
    keep_record(journal, record, T0, "test")
    keep_record(journal, record, T0 + timedelta(days=1), "test")
    assert [(e.subject, e.time) for e in journal.entries] == [("p1", T0)]
