"""How facts move an attempt: single facts by name, and what holds for any history."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.fleet import (
    Answered,
    Fault,
    LinkLost,
    Observation,
    Position,
    PrinterState,
    Progress,
    Run,
    Snapshot,
    Start,
    StateChanged,
    StoredFile,
)
from layerworks.workshop import PrintAttempt, observe
from layerworks.workshop import events as happened
from layerworks.workshop.attempt import begin, evolve, recall
from layerworks.workshop.bed import Bed, doubt_about
from layerworks.workshop.events import BedTurned, entry_of, event_of
from workshop.facts import ATTEMPT, T0, at, histories

FILE = "bracket-1.t1.gcode"
RESERVED = happened.Reserved("bracket", "m1", "d", 5, 600.0)
IDLE = PrinterState("idle", "1", None, ())
WITH_FILE = replace(IDLE, files=(StoredFile(FILE, 5, "d"),))


def reserved() -> PrintAttempt:
    return begin(ATTEMPT, RESERVED, T0)


def starting() -> PrintAttempt:
    attempt = evolve(reserved(), happened.Stored(FILE), T0)
    return evolve(attempt, happened.StartIntended(FILE, WITH_FILE.mark), T0)


def running() -> PrintAttempt:
    return evolve(starting(), happened.Started(FILE, at(1)), at(1))


def run(phase="running", file=FILE, **more) -> Run:
    return Run(file, phase, Position(3, 0, 0, 0, 0.2), 12.5, 60.0, at(1), **more)


def printer(phase="running", file=FILE, device="printing", **more) -> PrinterState:
    return replace(WITH_FILE, device=device, run=run(phase, file, **more))


def after(attempt: PrintAttempt, *facts: Observation) -> tuple[PrintAttempt, list[str]]:
    told = []
    for fact in facts:
        attempt, events = observe(attempt, fact)
        told += [type(e).__name__ for e in events]
    return attempt, told


def test_a_file_is_stored_when_the_printer_keeps_this_very_file():
    assert after(reserved(), Snapshot(at(1), WITH_FILE))[1] == ["Stored"]
    for wrong in (StoredFile(FILE, 4, "d"), StoredFile(FILE, 5, "e"), StoredFile("x.gcode", 5, "d")):
        assert after(reserved(), Snapshot(at(1), replace(IDLE, files=(wrong,))))[1] == []
    assert after(reserved(), Snapshot(at(1), replace(IDLE, files=(StoredFile(FILE, 5, None),))))[1] == ["Stored"]


@pytest.mark.parametrize(
    "fact", [Snapshot(at(2), printer()), StateChanged(at(2), printer()), Progress(at(2), printer().run)]
)
def test_a_start_is_confirmed_by_the_name_of_the_file_alone(fact: Observation):
    attempt, told = after(starting(), fact)
    assert told == ["Started", "BedTurned"]
    assert (attempt.state, attempt.started_at) == ("running", at(1))


def test_an_accepted_command_is_not_yet_true():
    assert after(starting(), Answered(at(2), Start(FILE), "accepted"))[1] == []


def test_a_print_too_short_to_be_seen_running_counts():
    attempt, told = after(starting(), Snapshot(at(900), printer("completed", device="idle", ended_at=at(700))))
    assert told == ["Started", "BedTurned", "Ended"]
    assert attempt.end == happened.Ended("completed", "printed", "", at(700), 60.0, 12.5, 3, 0)


@pytest.mark.parametrize(
    ("phase", "fault", "cancelling", "outcome"),
    [
        ("completed", None, None, ("completed", "printed")),
        ("completed", None, ("cancelled", "asked"), ("completed", "printed")),
        ("cancelled", None, None, ("cancelled", "at_machine")),
        ("cancelled", None, ("cancelled", "asked"), ("cancelled", "asked")),
        ("cancelled", None, ("failed", "stall"), ("failed", "stall")),
        ("failed", "thermal", None, ("failed", "thermal")),
        ("failed", "stopped", ("cancelled", "asked"), ("failed", "stopped")),
        ("failed", None, None, ("failed", "other")),
    ],
)
def test_the_outcome_is_what_the_printer_says(phase, fault, cancelling, outcome):
    attempt = evolve(running(), happened.CancelIntended(*cancelling), at(2)) if cancelling else running()
    attempt, _ = after(attempt, StateChanged(at(3), printer(phase, device="idle", fault=fault)))
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == outcome


def test_a_start_that_never_took_is_withdrawn_only_when_it_never_can():
    assert after(starting(), Snapshot(at(2), WITH_FILE))[1] == []  # it may still come
    attempt, told = after(starting(), Snapshot(at(2), IDLE))
    assert told == ["Withdrawn", "BedTurned"]
    assert (attempt.state, attempt.tries, attempt.file) == ("reserved", 2, "bracket-1.t2.gcode")


def test_a_start_is_not_withdrawn_when_the_printer_did_something_else_meanwhile():
    """The file is gone, but whether ours ran before the other print nobody can tell."""
    attempt, told = after(starting(), Snapshot(at(400), replace(IDLE, run=run("completed", "benchy.gcode"))))
    assert told == ["Ended"]
    assert attempt.end is not None
    assert attempt.end.outcome == "lost"


def test_nothing_is_concluded_while_a_start_may_still_come():
    """A start on its way may outlive a restart of the printer, as long as it would find its file."""
    assert after(starting(), Snapshot(at(400), replace(WITH_FILE, boot="2")))[1] == []


def test_a_refused_start_is_withdrawn_but_the_bed_is_clear_only_if_nothing_else_ran():
    attempt, told = after(starting(), Answered(at(2), Start(FILE), "refused"), Snapshot(at(3), WITH_FILE))
    assert told == ["StartRefused", "Withdrawn", "BedTurned"]
    foreign = Snapshot(at(3), printer(file="benchy.gcode"))
    attempt, told = after(starting(), Answered(at(2), Start(FILE), "refused"), foreign)
    assert told == ["StartRefused", "Withdrawn"]
    assert attempt.state == "reserved"


@pytest.mark.parametrize("make", [starting, running])
def test_a_print_the_printer_forgot_is_lost_unless_it_cannot_have_been_done(make):
    restarted = replace(IDLE, boot="2")
    early, _ = after(make(), Snapshot(at(400), restarted))
    late, _ = after(make(), Snapshot(at(700), restarted))
    assert early.end is not None
    assert late.end is not None
    assert (early.end.outcome, early.end.reason) == ("failed", "cut_short")
    assert (late.end.outcome, late.end.reason) == ("lost", "restarted")


def test_a_start_that_was_noted_and_never_sent_is_withdrawn_where_the_printer_still_tells_the_print_before():
    before = printer("completed", "older-1.t1.gcode", "idle", job="7", lasting=True)
    stored = evolve(reserved(), happened.Stored(FILE), T0)
    killed = evolve(stored, happened.StartIntended(FILE, before.mark), T0)
    met_again = replace(before, boot="unwatched since", files=())
    attempt, told = after(killed, Snapshot(at(400), met_again))
    assert (told, attempt.state) == (["Withdrawn", "BedTurned"], "reserved")
    other = replace(met_again, run=replace(before.run, job="8"))
    assert after(killed, Snapshot(at(400), other))[0].end.reason == "cut_short"


def test_a_bed_is_trusted_after_a_restart_where_the_printer_still_tells_the_print_that_was_taken_off():
    ended = printer("completed", job="7", lasting=True)
    bed = Bed("clear", at(100), ended.mark)
    later = replace(ended, device="idle", boot="another", run=replace(ended.run, started_at=at(900)))
    assert doubt_about(bed, later) is None
    assert doubt_about(bed, replace(later, run=replace(later.run, job="8"))) == "occupied"
    assert doubt_about(bed, replace(later, run=replace(later.run, lasting=False))) == "occupied"
    assert doubt_about(bed, replace(later, run=None)) == "unknown"


@pytest.mark.parametrize("make", [starting, running])
def test_a_print_replaced_by_another_is_lost_not_completed(make):
    benchy = replace(printer("completed", "benchy.gcode", "idle"), files=())
    attempt, _ = after(make(), Snapshot(at(400), benchy))
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("lost", "forgotten")


def test_losing_the_link_decides_nothing():
    assert after(running(), LinkLost(at(2)), LinkLost(at(3)))[1] == []


def test_a_pause_with_its_fault_and_going_on():
    paused = StateChanged(at(5), printer("paused", device="paused", fault="runout", why="filament runout"))
    attempt, told = after(running(), Fault(at(5), "runout", FILE), paused, StateChanged(at(9), printer()))
    assert told == ["FaultSeen", "Paused", "Resumed"]
    assert attempt.faults == (("runout", ""),)
    again = StateChanged(at(20), replace(paused.printer))
    assert after(attempt, again)[1] == ["FaultSeen", "Paused"]  # a second runout is another fault


def test_a_fault_told_on_after_going_on_is_written_down_once_more_and_not_for_ever():
    paused = StateChanged(at(5), printer("paused", device="paused", fault="runout"))
    running_on = StateChanged(at(9), printer(fault="runout"))
    _, told = after(running(), paused, running_on, running_on, replace(running_on, at=at(12)))
    assert told == ["FaultSeen", "Paused", "Resumed", "FaultSeen"]


def test_a_fault_of_somebody_elses_print_is_not_ours():
    assert after(running(), Fault(at(5), "runout", "benchy.gcode"), Fault(at(5), "thermal", None))[1] == []


def test_a_late_copy_of_an_old_fact_is_passed_over():
    paused = StateChanged(at(5), printer("paused", device="paused"))
    resumed = StateChanged(at(9), printer())
    assert after(running(), paused, resumed, paused, resumed)[1] == ["Paused", "Resumed"]


@given(histories())
def test_the_same_fact_twice_changes_nothing(seen: list[Observation]):
    attempt = starting()
    for fact in seen:
        attempt, _ = observe(attempt, fact)
        again, events = observe(attempt, fact)
        assert events == () or _belongs_to_a_new_try(attempt, again)
        if events == ():
            assert again == attempt


def _belongs_to_a_new_try(before: PrintAttempt, after: PrintAttempt) -> bool:
    """A state that withdrew one try may already keep the file of the next: that is news of the new try."""
    return before.state == "reserved" and after.state == "stored"


@given(histories())
def test_whatever_is_seen_an_attempt_ends_at_most_once_and_its_history_tells_it(seen: list[Observation]):
    attempt = reserved()
    history = [(RESERVED, T0)]
    ends = 0
    for fact in seen:
        ended_before = attempt.end is not None
        attempt, events = observe(attempt, fact)
        assert not (ended_before and events)
        ends += sum(isinstance(e, happened.Ended) for e in events)
        history += [(e, fact.at) for e in events if not isinstance(e, BedTurned)]
    assert ends == (attempt.end is not None)
    assert attempt.place == len(history)
    assert recall(ATTEMPT, history) == attempt


@given(histories())
def test_completed_is_said_only_by_the_printer_of_our_file(seen: list[Observation]):
    attempt = starting()
    for fact in seen:
        attempt, _ = observe(attempt, fact)
    if attempt.end is not None and attempt.end.outcome == "completed":
        runs = [f.run if isinstance(f, Progress) else getattr(f, "printer", IDLE).run for f in seen]
        assert any(r is not None and r.phase == "completed" and r.file.startswith("bracket-1.t") for r in runs)


@given(histories(), st.text(), st.text())
def test_every_event_is_read_back_as_it_was_written(seen: list[Observation], who: str, why: str):
    attempt = starting()
    for fact in seen:
        attempt, events = observe(attempt, fact)
        for event in events:
            assert event_of(entry_of(event, attempt.id, fact.at, who, why)) == event
