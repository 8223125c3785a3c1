"""The floor with machines that do as they are told, and some that do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
from layerworks.errors import Conflict, Missing, Unreachable
from layerworks.fleet import Abilities, Cancel, LinkLost, Pause, Resume, SetTemperature, StopAll
from layerworks.words import say
from layerworks.workshop import PatienceSettings
from layerworks.workshop.dispatching import Circuits, WhyNot
from layerworks.workshop.equipment import MaterialLoaded, PutIntoService, PutOutOfService
from layerworks.workshop.floor import Floor
from layerworks.workshop.post import FloorMachine
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import Queued, Ranked, Released
from workshop.list_journal import ListJournal

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
PATIENCE = PatienceSettings(poll_s=30.0, silence_s=200.0)


class Hall:
    """A floor in virtual time."""

    def __init__(self, machines=("m1",), mishaps=None, circuits=None, clears_itself=False):
        self.clock, self.journal, self.programs = VirtualClock(T0), ListJournal(), {}
        self.printers = {
            m: SimulatedPrinter(m, RamMemory(), even_player, (mishaps or {}).get(m, Mishaps()), T0) for m in machines
        }
        floor_machines = [
            FloorMachine(SimulatedConnector(p, self.clock), "big", "A", clears_itself) for p in self.printers.values()
        ]
        self.floor = Floor(
            self.journal, floor_machines, Queue(self.journal, [], "hub"), self.program, "hub", T0, PATIENCE,
            circuits or Circuits({}),
        )  # fmt: skip
        for machine in machines:
            self.floor.clear(machine, T0, "person", "new")
            self.floor.refit(machine, MaterialLoaded("pa-cf", "L1", 500.0, 0.6), T0, "person", "new")

    def program(self, digest):
        if digest not in self.programs:
            raise Missing(say("storage.no_artefact", digest=digest))
        return self.programs[digest]

    def queue(self, name, copies=1, length_s=600.0, kept=True, **needs):
        job = even_job(length_s, name)
        if kept:
            self.programs[job.digest] = job.text
        event = Queued(job.digest, len(job.text), job.parts, length_s, "big", "pa-cf", 0.6, 20.0, **needs)
        self.floor.queue.put([f"{name}c{i}" for i in range(copies)], event, self.clock.now(), "person", "ordered")
        self.floor.look_again(self.clock.now())

    def go(self, seconds):
        until = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < until:
            self.clock.wait(min(max(self.floor.tend(self.clock.now()), 0.01), 30.0))

    def what(self, prefix):
        return [e.what for e in self.journal.entries if e.what.startswith(prefix)]


def test_copies_go_to_any_capable_machine_and_use_its_material():
    hall = Hall(("m1", "m2"))
    hall.queue("bracket", copies=2)
    hall.go(3600)
    assert len(hall.floor.queue) == 0
    assert hall.what("job.done") == ["job.done"] * 2
    records = [e for e in hall.journal.entries if e.what == "part.recorded"]
    assert [(r.body["outcome"], r.body["who"], r.body["making"]["lot"]) for r in records] == [
        ("completed", "person", "L1")
    ] * 2
    assert [p.equipment.loaded.remaining_g for p in hall.floor.posts.values()] == [480.0, 480.0]


def test_the_most_urgent_job_goes_first_and_the_other_is_told_why_it_waits():
    hall = Hall()
    hall.queue("slow")
    hall.queue("fast", urgency=1)
    hall.go(60)
    assert hall.floor.queue["fastc0"].state == "running"
    assert hall.floor.why("slowc0") == (WhyNot("busy", "m1"),)
    assert hall.floor.why("fastc0") == ()


def test_an_earlier_due_date_goes_first():
    hall = Hall()
    hall.queue("later", due_at=T0 + timedelta(days=2))
    hall.queue("sooner", due_at=T0 + timedelta(days=1))
    hall.go(60)
    assert hall.floor.queue["soonerc0"].state == "running"


def test_a_machine_that_calls_has_its_turn_at_once():
    hall = Hall(("m1", "m2"))
    hall.go(60)
    hall.floor.tend(hall.clock.now())
    heard_at = {name: post.watch.heard_at for name, post in hall.floor.posts.items()}
    hall.clock.wait(1.0)
    now = hall.clock.now()
    hall.floor.call(["m1", "gone"], now)
    hall.floor.tend(now)
    assert [post.watch.heard_at > heard_at[name] for name, post in hall.floor.posts.items()] == [True, False]
    hall.floor.visit(["m2", "gone"], now)
    assert hall.floor.posts["m2"].watch.heard_at > heard_at["m2"]


def test_a_machine_in_trouble_keeps_its_pause():
    hall = Hall()
    hall.go(60)
    post, now = hall.floor.posts["m1"], hall.clock.now()
    post.trouble, due_at = say("workshop.turn_failed", machine="m1", detail="x"), post.due_at
    hall.floor.call(["m1"], now)
    hall.floor.visit(["m1"], now)
    assert post.due_at == due_at


def test_nothing_starts_until_someone_clears_the_bed():
    hall = Hall()
    hall.queue("bracket", copies=2)
    hall.go(7200)
    assert hall.what("attempt.started") == ["attempt.started"]
    assert hall.floor.why("bracketc1") == (WhyNot("bed_occupied", "m1"),)
    hall.printers["m1"].put_right(hall.clock.now())
    hall.floor.clear("m1", hall.clock.now(), "person", "taken off")
    hall.go(3600)
    assert len(hall.floor.queue) == 0


def test_a_machine_that_clears_itself_prints_on():
    hall = Hall(clears_itself=True)
    hall.queue("bracket", copies=3)
    hall.go(20_000)
    assert len(hall.floor.queue) == 0


def test_a_failed_print_queues_again_and_is_held_after_three():
    hall = Hall(mishaps={"m1": Mishaps((Mishap("thermal", 5.0),))}, clears_itself=True)
    hall.queue("bracket")
    for _ in range(4):
        hall.go(1200)
        hall.printers["m1"].put_right(hall.clock.now())
        hall.go(300)  # what is said before the machine was heard again is asked once more
        if hall.floor.posts["m1"].bed.state != "clear":
            hall.floor.clear("m1", hall.clock.now(), "person", "taken off")
    assert hall.what("job.returned") == ["job.returned"] * 3
    assert hall.floor.queue["bracketc0"].held_for == "failed_too_often"
    assert hall.floor.why("bracketc0") == (WhyNot("held"),)


def test_a_job_without_its_program_is_held():
    hall = Hall()
    hall.queue("bracket", kept=False)
    hall.go(60)
    assert hall.floor.queue["bracketc0"].held_for == "program_missing"
    job = even_job(600.0, "bracket")
    hall.programs[job.digest] = job.text
    hall.floor.queue.change("bracketc0", Released(), hall.clock.now(), "person", "made again")
    hall.floor.look_again(hall.clock.now())
    hall.go(3600)
    assert len(hall.floor.queue) == 0


def test_a_program_that_vanishes_before_it_was_sent_ends_the_attempt():
    hall = Hall()
    hall.queue("bracket")
    while hall.floor.posts["m1"].attempt is None:
        hall.clock.wait(1.0)
        hall.floor.tend(hall.clock.now())
    hall.programs.clear()
    hall.floor.posts["m1"].job = None  # as after a kill of the hub
    hall.go(3600)
    assert hall.floor.queue["bracketc0"].held_for == "program_missing"
    assert hall.what("attempt.started") == []


def test_one_bad_connector_delays_no_other():
    hall = Hall(("m1", "m2"))

    def broken():
        raise OSError("a bug")

    hall.floor.posts["m1"].machine.connector.observations = broken
    hall.queue("bracket")
    hall.go(3600)
    assert len(hall.floor.queue) == 0
    assert hall.floor.posts["m1"].trouble == say("workshop.turn_failed", machine="m1", detail="OSError")


def test_a_full_disk_loses_nothing(monkeypatch):
    hall = Hall()
    hall.queue("bracket")
    hall.go(300)

    def full(*entries):
        raise Unreachable(say("storage.not_kept", detail="full"))

    with monkeypatch.context() as filled:
        filled.setattr(hall.journal, "append", full)
        hall.go(3600)
        assert hall.floor.posts["m1"].trouble is not None
    hall.go(1200)
    assert hall.what("job.done") == ["job.done"]


def test_machines_of_a_circuit_heat_one_after_the_other():
    hall = Hall(("m1", "m2"), circuits=Circuits({"A": 1}))
    hall.queue("bracket", copies=2)
    hall.go(2)
    running = [j.job for j in hall.floor.queue if j.state == "running"]
    assert running == ["bracketc0"]
    assert hall.floor.why("bracketc1")[0].obstacle == "circuit_busy"
    hall.go(7200)
    assert len(hall.floor.queue) == 0


def test_pause_resume_and_cancel_are_wishes_until_they_come_true():
    hall = Hall()
    hall.queue("bracket")
    hall.go(300)
    hall.floor.wish("m1", Pause, hall.clock.now(), "person", "look")
    hall.go(60)
    assert hall.floor.posts["m1"].attempt.state == "paused"
    hall.floor.wish("m1", Resume, hall.clock.now(), "person", "fine")
    hall.go(60)
    assert hall.floor.posts["m1"].attempt.state == "running"
    hall.floor.wish("m1", Cancel, hall.clock.now(), "person", "warped")
    hall.go(120)
    assert hall.floor.queue["bracketc0"].held_for == "cancelled"
    asked = [(e.body["for"], e.who, e.why) for e in hall.journal.entries if e.what == "machine.asked"]
    assert asked == [("Pause", "person", "look"), ("Resume", "person", "fine"), ("Cancel", "person", "warped")]


class WatchedOnly(SimulatedConnector):
    """A machine that takes no commands."""

    @property
    def abilities(self):
        return Abilities(frozenset())


def test_a_machine_is_not_asked_for_what_it_cannot_do_and_what_could_not_be_sent_is_written_down_as_such():
    hall = Hall()
    hall.queue("bracket")
    hall.go(300)
    post = hall.floor.posts["m1"]
    post.hang_up(hall.clock.now())
    with pytest.raises(Unreachable):
        hall.floor.ask("m1", SetTemperature("bed", 50.0), hall.clock.now(), "person", "warm")
    post.machine = replace(post.machine, connector=WatchedOnly(hall.printers["m1"], hall.clock))
    for asked in (lambda: hall.floor.ask("m1", StopAll(), hall.clock.now(), "person", ""),
                  lambda: hall.floor.wish("m1", Pause, hall.clock.now(), "person", "")):  # fmt: skip
        with pytest.raises(Conflict):
            asked()
    (entry,) = [e for e in hall.journal.entries if e.what == "machine.asked"]
    assert (entry.body["for"], entry.body["values"], entry.body["sent"]) == (
        "SetTemperature", {"heater": "bed", "target_c": 50.0}, False
    )  # fmt: skip


def test_stop_all_reaches_who_is_there_and_names_who_is_not():
    hall = Hall(("m1", "m2"))
    hall.queue("bracket", only_on=("m1",))
    hall.go(300)
    hall.floor.posts["m2"].hang_up(hall.clock.now())
    assert hall.floor.stop_all(hall.clock.now(), "person", "smoke") == ("m2",)
    assert hall.printers["m1"].look(hall.clock.now()).device == "error"


class WithoutStop(SimulatedConnector):
    @property
    def abilities(self):
        return Abilities(frozenset({Cancel}))


def test_stop_all_cancels_where_nothing_stops_at_once():
    hall = Hall()
    hall.queue("bracket")
    hall.go(300)
    post = hall.floor.posts["m1"]
    stopping = WithoutStop(hall.printers["m1"], hall.clock)
    stopping.open()
    post.machine = replace(post.machine, connector=stopping)
    assert hall.floor.stop_all(hall.clock.now(), "person", "smoke") == ("m1",)
    run = hall.printers["m1"].look(hall.clock.now()).run
    assert run is not None
    assert run.phase == "cancelled"


def test_what_cannot_be_is_refused():
    hall = Hall()
    hall.queue("bracket")
    with pytest.raises(Conflict):
        hall.floor.wish("m1", Pause, hall.clock.now(), "person", "")
    with pytest.raises(Missing):
        hall.floor.queue.change("nobody", Ranked(1, None), hall.clock.now(), "person", "")
    hall.go(300)
    with pytest.raises(Conflict):
        hall.floor.queue.change("bracketc0", Released(), hall.clock.now(), "person", "")
    with pytest.raises(Conflict):
        hall.floor.clear("m1", hall.clock.now(), "person", "no")
    with pytest.raises(Conflict):
        hall.floor.dismiss("m1")


def test_a_machine_out_of_service_gets_no_job():
    hall = Hall()
    hall.floor.refit("m1", PutOutOfService(), T0, "person", "belt")
    hall.queue("bracket")
    hall.go(300)
    assert hall.floor.why("bracketc0") == (WhyNot("out_of_service", "m1"),)
    hall.floor.refit("m1", PutIntoService(), hall.clock.now(), "person", "done")
    hall.go(3600)
    assert len(hall.floor.queue) == 0


def test_a_lost_link_is_called_again():
    hall = Hall()
    hall.go(60)
    hall.floor.posts["m1"].machine.connector._heard.append(LinkLost(hall.clock.now()))
    hall.go(300)
    assert hall.floor.posts["m1"].watch.link == "online"


def test_a_history_that_nobody_understands_stops_no_other_machine(monkeypatch):
    hall = Hall(("m1", "m2"))
    connector, about = hall.floor.posts["m1"].machine.connector, hall.journal.about

    def broken(subject):
        if subject == "m1":
            raise ValueError
        return about(subject)

    with monkeypatch.context() as patched:
        patched.setattr(hall.journal, "about", broken)
        patched.setattr(connector, "observations", lambda: broken("m1"))
        hall.go(60)
        assert hall.floor.posts["m1"].trouble is not None
        assert hall.floor.posts["m2"].watch.link == "online"
    hall.go(300)
    assert hall.floor.posts["m1"].watch.link == "online"
    assert hall.floor.posts["m1"].trouble is None


def test_a_machine_that_comes_while_the_journal_is_away_is_read_before_its_first_turn(monkeypatch):
    hall = Hall()
    post = hall.floor.posts["m1"]
    hall.floor.give_up("m1")

    def away(subject):
        raise Unreachable(say("storage.database_away", detail="away"))

    with monkeypatch.context() as patched:
        patched.setattr(hall.journal, "about", away)
        hall.floor.add(post.machine, hall.clock.now())
        hall.go(60)
        assert hall.floor.posts["m1"].bed.state == "unknown"
    hall.go(60)
    hall.queue("bracket")
    hall.go(3600)
    assert hall.what("job.done") == ["job.done"]
