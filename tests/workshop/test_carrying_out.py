"""An attempt from reservation to end, on a simulated printer, with all that may go wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from connectors.even_program import even_job, even_player
from layerworks.connectors.simulated import (
    Mishap,
    Mishaps,
    RamMemory,
    SimulatedConnector,
    SimulatedPrinter,
    VirtualClock,
)
from layerworks.errors import Conflict
from layerworks.fleet import (
    Cancel,
    CancelObject,
    Pause,
    Position,
    PrinterState,
    Resume,
    Run,
    Snapshot,
    Start,
    StateChanged,
    Upload,
)
from layerworks.fleet.watch import Watch, hear, opened
from layerworks.words import render
from layerworks.workshop import PatienceSettings, Station, bed_of, carry_out, clear_bed, find_attempt
from layerworks.workshop.attempt import begin
from layerworks.workshop.bed import Bed
from layerworks.workshop.events import Reserved
from layerworks.workshop.explaining import explain
from layerworks.workshop.observing import observe
from layerworks.workshop.steps import Close, Situation, Wait, next_step
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)
JOB = even_job(600.0)


class Floor:
    """One machine with a clear bed."""

    def __init__(self, *mishaps: Mishap):
        self.clock = VirtualClock(T0)
        self.printer = SimulatedPrinter("m1", RamMemory(), even_player, Mishaps(mishaps), T0)
        self.connector = SimulatedConnector(self.printer, self.clock)
        self.journal = ListJournal()
        clear_bed(self.journal, "m1", T0, "test", "clean")

    def make(self, job=JOB, number=1, **station):
        return carry_out(job, Station(self.connector, self.journal, "test", **station), self.clock, number)

    def starts(self):
        return [t for t in self.printer.told() if t.command == "Start"]


def test_a_print_is_made_and_written_down():
    floor = Floor()
    attempt = floor.make()
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.byte_offset) == ("completed", len(JOB.text))
    assert attempt.end.filament_mm == pytest.approx(1000.0)
    assert [e.what for e in floor.journal.about("bracket-1")] == [
        "attempt.reserved",
        "attempt.stored",
        "attempt.start_intended",
        "attempt.started",
        "attempt.ended",
    ]
    assert [e.body["bed"] for e in floor.journal.about("m1")] == ["clear", "unknown", "occupied"]
    assert find_attempt(floor.journal, "bracket-1") == attempt


@pytest.mark.parametrize(
    ("mishap", "outcome", "reason"),
    [
        (Mishap("drop", 100.0, 300.0), "completed", "printed"),
        (Mishap("drop", 100.0, 3000.0), "completed", "printed"),
        (Mishap("silence", 100.0, 3000.0), "completed", "printed"),
        (Mishap("drop", 0.0, 600.0), "completed", "printed"),
        (Mishap("silence", 0.0, 600.0), "completed", "printed"),
        (Mishap("stall", 300.0), "failed", "stall"),
        (Mishap("runout", 300.0), "failed", "runout"),
        (Mishap("thermal", 300.0), "failed", "thermal"),
        (Mishap("power", 300.0, 60.0), "failed", "cut_short"),
        (Mishap("power", 300.0, 600.0), "lost", "restarted"),
        (Mishap("drop", 100.0, 1e6), "lost", "unheard"),
        (Mishap("silence", 100.0, 1e6), "lost", "unheard"),
    ],
)
def test_each_mishap_has_its_outcome_and_the_file_is_started_once(mishap: Mishap, outcome: str, reason: str):
    floor = Floor(mishap)
    attempt = floor.make()
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == (outcome, reason)
    assert len(floor.starts()) == 1
    assert bed_of(floor.journal, "m1").state == "occupied"
    for language in ("en", "zh"):
        assert render(explain(attempt.end), language)


def test_somebody_loads_material_and_the_print_goes_on():
    def person(attempt, now):
        waited = attempt.state == "paused" and now - attempt.changed_at > timedelta(minutes=5)
        return Resume(attempt.file) if waited else None

    floor = Floor(Mishap("runout", 300.0))
    attempt = floor.make(attend=person)
    assert attempt.end is not None
    assert attempt.end.outcome == "completed"
    assert [kind for kind, _ in attempt.faults] == ["runout"]
    assert attempt.end.printed_s == pytest.approx(832.6 + 305.0, abs=10.0)


def test_a_wish_is_passed_on_once_and_a_cancel_is_written_down_first():
    def person(attempt, now):
        minutes = (now - T0).total_seconds() / 60.0
        if attempt.state == "running" and 5 <= minutes < 6:
            return Pause(attempt.file)
        if attempt.state == "paused" and minutes >= 8:
            return Resume(attempt.file)
        return Cancel(attempt.file) if minutes >= 10 else None

    floor = Floor()
    attempt = floor.make(attend=person)
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("cancelled", "asked")
    assert [t.command for t in floor.printer.told()] == ["Upload", "Start", "Pause", "Resume", "Cancel"]
    whats = [e.what for e in floor.journal.about("bracket-1")]
    assert whats.index("attempt.cancel_intended") < whats.index("attempt.ended")


def test_a_part_can_be_left_out():
    floor = Floor()
    wanted = iter([CancelObject("bracket-1.t1.gcode", "bracket")])
    attempt = floor.make(attend=lambda attempt, now: next(wanted, None) if attempt.state == "running" else None)
    assert attempt.skipped == ("bracket",)
    assert attempt.end is not None
    assert attempt.end.outcome == "completed"


def test_cancelled_before_its_start_nothing_is_printed():
    floor = Floor()
    attempt = floor.make(attend=lambda attempt, now: Cancel(attempt.file))
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.started_at) == ("cancelled", None)
    assert floor.starts() == []
    assert bed_of(floor.journal, "m1").state == "clear"


def test_only_a_clear_bed_receives_work():
    floor = Floor()
    floor.make()
    with pytest.raises(Conflict, match="on the bed of m1"):
        floor.make(number=2)
    assert len(floor.starts()) == 1
    floor.printer.put_right(floor.clock.now())
    clear_bed(floor.journal, "m1", floor.clock.now(), "test", "taken off")
    again = floor.make(number=2)
    assert again.end is not None
    assert again.end.outcome == "completed"


def test_doing_it_again_does_nothing():
    floor = Floor()
    attempt = floor.make()
    written = list(floor.journal.entries)
    assert floor.make() == attempt
    assert floor.journal.entries == written


def foreign_print(floor: Floor, duration_s: float):
    """Somebody prints past us, from the printer's screen."""
    job = even_job(duration_s, "benchy")
    now = floor.clock.now()
    assert floor.printer.receive(Upload("benchy.gcode", job.text, job.digest), now) == ""
    assert floor.printer.receive(Start("benchy.gcode"), now) == ""


def test_a_printer_busy_with_somebody_elses_print_is_left_alone():
    floor = Floor()
    foreign_print(floor, 7200.0)
    attempt = floor.make()
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("failed", "not_ready")
    assert bed_of(floor.journal, "m1").state == "occupied"
    assert [t.file for t in floor.starts()] == ["benchy.gcode"]


def test_a_bed_used_past_us_since_it_was_cleared_is_not_printed_on():
    floor = Floor()
    floor.clock.wait(60.0)
    foreign_print(floor, 60.0)
    floor.clock.wait(600.0)
    assert floor.printer.look(floor.clock.now()).device == "idle"
    attempt = floor.make()
    assert attempt.end is not None
    assert attempt.end.reason == "not_ready"
    assert [t.file for t in floor.starts()] == ["benchy.gcode"]


def test_a_printer_restarted_since_its_bed_was_cleared_may_have_forgotten_a_print():
    floor = Floor()
    floor.clock.wait(60.0)
    foreign_print(floor, 60.0)
    floor.clock.wait(600.0)
    floor.printer.switch_off_and_on(floor.clock.now())
    attempt = floor.make()
    assert attempt.end is not None
    assert attempt.end.reason == "not_ready"
    assert bed_of(floor.journal, "m1").state == "unknown"
    floor.printer.put_right(floor.clock.now())
    clear_bed(floor.journal, "m1", floor.clock.now(), "test", "looked")
    again = floor.make(number=2)
    assert again.end is not None
    assert again.end.outcome == "completed"


class _Interrupted(SimulatedConnector):
    """Somebody else is a moment faster with the printer."""

    def __init__(self, floor: Floor):
        super().__init__(floor.printer, floor.clock)
        self.floor = floor

    def send(self, command):
        if isinstance(command, Start) and not any(t.file == "benchy.gcode" for t in self.floor.starts()):
            foreign_print(self.floor, 7200.0)
        super().send(command)


def test_a_start_refused_because_somebody_was_faster_did_not_happen():
    floor = Floor()
    floor.connector = _Interrupted(floor)
    attempt = floor.make()
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason, attempt.started_at) == ("failed", "not_ready", None)
    assert [(t.file, t.refusal == "") for t in floor.starts()] == [
        ("benchy.gcode", True),
        ("bracket-1.t1.gcode", False),
    ]
    assert bed_of(floor.journal, "m1").state != "clear"


class _Swallowing(SimulatedConnector):
    """Loses the first starts on the way, as if they had been sent."""

    def __init__(self, floor: Floor, lost: int):
        super().__init__(floor.printer, floor.clock)
        self.floor, self.lost = floor, lost
        self.late: list[Start] = []

    def send(self, command):
        if isinstance(command, Start) and self.lost > len(self.late):
            self.late.append(command)
        else:
            super().send(command)


def test_a_start_that_came_to_nothing_is_tried_again_under_another_name():
    floor = Floor()
    floor.connector = connector = _Swallowing(floor, 2)
    attempt = floor.make()
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.tries) == ("completed", 3)
    assert [t.file for t in floor.starts()] == ["bracket-1.t3.gcode"]
    for start in connector.late:  # and had they only been late, nothing would have come of them
        floor.printer.put_right(floor.clock.now())
        assert floor.printer.receive(start, floor.clock.now()) == "there is no such file"


def test_a_start_that_never_takes_is_given_up_with_the_bed_still_clear():
    floor = Floor()
    floor.connector = _Swallowing(floor, 99)
    attempt = floor.make(patience=PatienceSettings(start_tries=3))
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason, attempt.tries) == ("failed", "not_taken", 4)
    assert floor.starts() == []
    assert bed_of(floor.journal, "m1").state == "clear"
    assert floor.printer.look(floor.clock.now()).files == ()


def test_two_processes_cannot_carry_out_the_same_attempt():
    floor = Floor()
    rival = Floor()
    rival.journal = floor.journal

    def meddle(attempt, seen):
        if attempt.state == "stored" and not rival.starts():
            rival.make()

    with pytest.raises(Conflict):
        floor.make(tell=meddle)
    assert (len(rival.starts()), len(floor.starts())) == (1, 0)


class SetForward:
    """The clock of a hub, which somebody sets forward during the print: the hub's link tells time by it too."""

    def __init__(self, floor: Floor, by_s: float):
        self.floor, self.by, self.set = floor, timedelta(seconds=by_s), timedelta(0)
        self.just_set = False

    def now(self):
        return self.floor.clock.now() + self.set

    def wait(self, seconds):
        self.floor.clock.wait(seconds)
        if not self.set and self.floor.clock.now() > T0 + timedelta(seconds=300):
            self.set, self.just_set = self.by, True

    def observations(self):
        if self.just_set:  # nothing has come since
            self.just_set = False
            return ()
        return [replace(seen, at=seen.at + self.set) for seen in self.floor.connector.observations()]


@pytest.mark.parametrize("by_s", [1000.0, 14.0 * 3600.0])
def test_a_clock_that_is_set_forward_ends_no_print(by_s: float):
    floor = Floor()
    clock = SetForward(floor, by_s)
    connector = SimpleNamespace(
        machine="m1",
        abilities=floor.connector.abilities,
        open=floor.connector.open,
        close=floor.connector.close,
        send=floor.connector.send,
        observations=clock.observations,
    )
    attempt = carry_out(JOB, Station(connector, floor.journal, "test"), clock)
    assert clock.set
    assert attempt.end is not None
    assert (attempt.end.outcome, attempt.end.reason) == ("completed", "printed")


def test_an_end_that_the_clock_of_an_earlier_hub_makes_seem_old_is_asked_for_again():
    """Their clock was ahead of ours, and the print ended just after we took its machine over."""
    taken_over_at, ended_at, now = (T0 + timedelta(seconds=s) for s in (100.0, 98.0, 105.0))
    reserved = Reserved(JOB.id, "m1", JOB.digest, len(JOB.text), JOB.predicted_s)
    attempt = replace(begin("bracket-1", reserved, taken_over_at), state="running", started_at=T0)
    run = Run(attempt.file, "completed", Position(9, 1, 0.0, 0.0, 0.2), 1000.0, 600.0, T0, ended_at)
    printing = PrinterState("printing", "1", replace(run, phase="running", ended_at=None), ())
    idle = PrinterState("idle", "1", run, ())
    watch = hear(opened(Watch(), T0), Snapshot(T0, printing))
    seen = StateChanged(ended_at, idle)
    assert observe(attempt, seen) == (attempt, ())
    situation = Situation(attempt, JOB, hear(watch, seen), Bed(), None, now, PatienceSettings())
    assert next_step(situation) == Close()
    told, _ = observe(attempt, Snapshot(ended_at, idle))
    assert told.end is not None
    assert told.end.outcome == "completed"
    still_printing = hear(watch, StateChanged(ended_at, printing))
    assert next_step(replace(situation, watch=still_printing)) == Wait(PatienceSettings().poll_s)
