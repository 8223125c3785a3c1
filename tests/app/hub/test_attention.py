"""The hub pays attention: alarms are journalled and survive a restart, readings go to telemetry."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from layerworks.app.hub.attention import SHOP, Attention, subject_of
from layerworks.app.hub.board import state_of
from layerworks.app.hub.courses import Courses
from layerworks.app.hub.limits import Limits, Scope
from layerworks.app.hub.metrics import metrics_of
from layerworks.app.hub.timelines import Timelines
from layerworks.errors import Missing, Misused, Rejected, Unreachable
from layerworks.fleet import Abilities, LinkLost, Position, PrinterState, Run, Snapshot, Temperature, Temperatures
from layerworks.fleet.readings import Channel, Quantity
from layerworks.fleet.tape import Layout, Strip
from layerworks.fleet.watch import hear, opened
from layerworks.words import say
from layerworks.workshop.attempt import begin
from layerworks.workshop.bed import Bed
from layerworks.workshop.equipment import MaterialLoaded, MaterialUsed, PartChanged, equipment_of, refitted
from layerworks.workshop.events import Reserved
from layerworks.workshop.post import FloorMachine, Post

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@dataclass
class Notes:
    """A journal in memory; full: it takes nothing."""

    entries: list[Any] = field(default_factory=list)
    full: bool = False

    def append(self, *entries: Any) -> None:
        if self.full:
            raise Unreachable(say("storage.not_kept", detail="full"))
        self.entries += entries

    def about(self, subject: str) -> list[Any]:
        return [e for e in self.entries if e.subject == subject]


@dataclass
class Readings:
    """Telemetry that only remembers what it was given."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    over: list[tuple[str, str]] = field(default_factory=list)
    written: int = 0

    def take(self, machine: str, attempt: str, seen: Any) -> None:
        self.taken.append((machine, attempt))

    def take_strips(self, strips: Any, names: Any, attempt_of: Any) -> None:
        """Rows are looked at elsewhere."""

    def write(self, now: datetime, *, all_of_it: bool = False) -> None:
        self.written += 1

    def write_behind(self, now: datetime) -> None:
        self.written += 1

    def attempt_over(self, machine: str, attempt: str) -> None:
        self.over.append((machine, attempt))


@dataclass
class Attempt:
    id: str


@dataclass
class Watched:
    """A connector of which nothing is asked but what it can."""

    machine: str
    abilities: Abilities = field(default_factory=lambda: Abilities(frozenset()))


def posts(count: int) -> dict[str, Post]:
    made = {}
    for k in range(count):
        made[f"m{k}"] = Post(FloorMachine(Watched(f"m{k}"), "voron-2-4-350"), equipment_of(()), Bed("clear", NOON))  # type: ignore
        made[f"m{k}"].watch = opened(made[f"m{k}"].watch, NOON)
    return made


def attention(machines: dict[str, Post], notes: Notes, now: datetime, readings: Readings | None = None) -> Attention:
    courses = Courses({}, Timelines(None, None))  # type: ignore[arg-type]
    return Attention(notes, machines, "hub", now, readings, courses, Limits(notes))  # type: ignore[arg-type]


def test_a_silent_machine_is_an_alarm_that_survives_a_restart_and_an_acknowledgement():
    machines, notes = posts(1), Notes()
    watching = attention(machines, notes, NOON)
    assert not watching.tend(at(30))
    assert watching.tend(at(65))
    (alarm,) = watching.board.heard(at(65))
    assert (alarm.machine, alarm.rule) == ("m0", "silent")
    again = attention(machines, notes, at(70))
    assert again.board.alarms == watching.board.alarms
    with pytest.raises(Missing):
        again.acknowledge(("m0", "too_hot", ""), "mei", "", at(71))
    again.acknowledge(alarm.key, "mei", "on my way", at(71))
    assert [e.what for e in notes.about(subject_of("m0"))] == ["alarm.raised", "alarm.acknowledged"]
    assert (notes.entries[-1].who, notes.entries[-1].why) == ("mei", "on my way")
    machines["m0"].watch = hear(machines["m0"].watch, Snapshot(at(80), PrinterState("idle", "1", None, ())))
    again.tend(at(80))
    assert again.tend(at(95))
    assert attention(machines, notes, at(100)).board.alarms == {}


def test_a_network_cut_is_one_alarm_and_not_one_a_machine():
    machines, notes = posts(20), Notes()
    watching = attention(machines, notes, NOON)
    for seconds in range(0, 300, 5):
        watching.tend(at(seconds))
    assert [(a.machine, a.rule) for a in watching.board.all] == [(SHOP, "network")]


def test_what_is_shelved_is_not_heard_and_what_nobody_takes_up_is_told_to_others():
    machines, notes = posts(1), Notes()
    watching = attention(machines, notes, NOON)
    watching.tend(at(65))
    watching.shelve(("m0", "silent", ""), "mei", "is moved today", at(4000), at(70))
    watching.tend(at(3990))
    assert watching.board.heard(at(3990)) == ()
    watching.tend(at(4001))
    assert [e.what for e in notes.about(subject_of("m0"))] == [
        "alarm.raised",
        "alarm.shelved",
        "alarm.unshelved",
        "alarm.escalated",
    ]


def test_alarms_of_a_machine_that_has_left_leave_the_board_for_good():
    machines, notes = posts(2), Notes()
    watching = attention(machines, notes, NOON)
    watching.tend(at(65))
    del machines["m0"]
    watching.dismiss("m0", "mei", "sold", at(70))
    assert [a.machine for a in watching.board.all] == ["m1"]
    assert [(e.what, e.who, e.why) for e in notes.about(subject_of("m0"))][1:] == [("alarm.over", "mei", "sold")]
    back = posts(2)
    assert [a.machine for a in attention(back, notes, at(80)).board.all] == ["m1"]


def test_who_comes_under_the_name_of_a_machine_that_went_need_not_be_on_the_tape():
    machines, readings = posts(1), Readings()
    watching = attention(machines, Notes(), NOON, readings)
    layout, told = Layout((Channel("bed", Quantity.ACTUAL_C),)), Temperatures(NOON, (Temperature("bed", 60.0, 60.0),))
    strip = Strip(layout)
    strip.machine.append(0)
    strip.taken_s.append(NOON.timestamp())
    strip.value.append(60.0)
    watching.read([strip], ["m0"])
    watching.hear("m0", None, told)
    assert readings.taken == []
    post = machines.pop("m0")
    watching.dismiss("m0", "mei", "sold", at(1))
    watching.read([strip], ["m0"])  # it had told that before it went
    machines["m0"] = post
    watching.hear("m0", None, told)
    assert readings.taken == [("m0", "")]
    watching.read([strip], ["m0"])
    watching.hear("m0", None, told)
    assert readings.taken == [("m0", "")]


def test_a_print_whose_job_another_hub_has_ended_meanwhile_is_looked_at_all_the_same():
    machines = posts(1)
    post = machines["m0"]
    run = Run("j.t1.gcode", "running", Position(0, -1, 0.0, 0.0, 0.0), 0.0, 1.0, NOON)
    post.watch = hear(post.watch, Snapshot(NOON, PrinterState("printing", "1", run, ())))
    post.attempt = replace(begin("j", Reserved("gone", "m0", "d", 1, 60.0), NOON), started_at=NOON)
    watching = attention(machines, Notes(), NOON)
    watching.tend(at(5))
    state = state_of("m0", post, watching.courses)
    assert (state["job"], state["share"], state["flow_mm3_s"]) == ("gone", None, None)
    assert watching.courses.used_g("m0", post) == {}


def test_people_set_limits_for_the_shop_a_type_or_a_machine_and_the_nearest_counts():
    machines, notes = posts(2), Notes()
    watching = attention(machines, notes, NOON)
    watching.limits.set(Scope("type", "voron-2-4-350"), {"alarm_silent_s": "600 s"}, NOON, "mei", "slow network")
    watching.limits.set(Scope("machine", "m1"), {"alarm_silent_s": 30.0}, NOON, "mei", "watch it")
    watching.tend(at(45))
    assert [a.machine for a in watching.board.all] == ["m1"]
    again = Limits(notes)
    assert again.of("m0", "voron-2-4-350").alarms.alarm_silent_s == 600.0
    assert again.of("m7", "prusa-mk4s").alarms.alarm_silent_s == 60.0
    again.unset(Scope("machine", "m1"), ["alarm_silent_s", "alarm_stall_s"], at(50), "mei", "")
    assert again.of("m1", "voron-2-4-350").alarms.alarm_silent_s == 600.0
    assert Limits(notes).chosen(Scope("machine", "m1")) == {}


@pytest.mark.parametrize("values", [{"alarm_silent_s": 0.0}, {"alarm_silnt_s": 60.0}, {"alarm_silent_s": "soon"}])
def test_limits_out_of_bounds_or_unheard_of_are_refused(values):
    notes = Notes()
    with pytest.raises(Misused):
        Limits(notes).set(Scope(), values, NOON, "mei", "")
    assert notes.entries == []


def test_what_is_the_shops_is_not_set_for_one_machine():
    with pytest.raises(Rejected):
        Limits(Notes()).set(Scope("machine", "m0"), {"alarm_high_told_s": 60.0}, NOON, "mei", "")


def test_how_long_nobody_may_answer_is_settable():
    machines, notes = posts(1), Notes()
    watching = attention(machines, notes, NOON)
    watching.limits.set(Scope(), {"alarm_medium_told_s": 120.0}, NOON, "mei", "night shift")
    for seconds in range(0, 400, 5):
        watching.tend(at(seconds))
    assert [e.what for e in notes.about(subject_of("m0"))] == ["alarm.raised", "alarm.escalated", "alarm.escalated"]


def test_a_nozzle_wears_faster_by_fibres_until_it_is_changed():
    machines, notes = posts(1), Notes()
    machines["m0"].watch = hear(machines["m0"].watch, Snapshot(NOON, PrinterState("idle", "1", None, ())))
    watching = attention(machines, notes, NOON)
    watching.limits.set(Scope("machine", "m0"), {"wear_nozzle_g": 1000.0}, NOON, "mei", "brass")

    times = iter(range(5, 100, 5))

    def worn_after(*events: object) -> list[str]:
        for event in events:
            machines["m0"].equipment = refitted(machines["m0"].equipment, event)  # type: ignore[arg-type]
        watching.tend(at(next(times)))
        return [alarm.of for alarm in watching.board.all if alarm.standing == "unacknowledged"]

    assert worn_after(MaterialUsed("a-1", 900.0, material="pla", printed_s=3600.0)) == []
    assert worn_after(MaterialUsed("a-2", 11.0, material="pa-cf", printed_s=3600.0)) == ["nozzle"]
    assert worn_after(PartChanged("nozzle")) == []
    assert worn_after(MaterialUsed("a-3", 900.0, material="pla")) == []


def test_a_disk_that_is_full_for_a_while_loses_no_alarm():
    machines, notes = posts(1), Notes(full=True)
    watching = attention(machines, notes, NOON)
    assert not watching.tend(at(65))
    assert watching.board.alarms == {}
    notes.full = False
    assert watching.tend(at(75))
    assert [a.rule for a in watching.board.all] == ["silent"]


def test_many_machines_are_looked_at_in_turns_and_each_once_a_round():
    machines, notes = posts(100), Notes()
    for k in range(0, 100, 10):  # a tenth is silent: too few for it to be the network
        machines[f"m{k}"].watch = opened(machines[f"m{k}"].watch, NOON)
    for k in range(100):
        if k % 10:
            state = Snapshot(at(3600), PrinterState("idle", "1", None, ()))
            machines[f"m{k}"].watch = hear(machines[f"m{k}"].watch, state)
    watching = attention(machines, notes, at(3590))
    found = []
    for tenth in range(1, 51):
        watching.tend(at(3590 + tenth / 10))
        found.append(len(watching.board.alarms))
    assert found[-1] == 10
    assert max(b - a for a, b in pairwise(found)) == 1


def test_readings_go_to_telemetry_by_attempt():
    machines, readings = posts(1), Readings()
    watching = attention(machines, Notes(), NOON, readings)
    warm = Temperatures(NOON, (Temperature("bed", 60.0, 60.0),))
    watching.hear("m0", None, warm)
    watching.hear("m0", Attempt("a-1"), warm)  # type: ignore[arg-type]
    watching.hear("m0", None, LinkLost(NOON))
    assert readings.taken == [("m0", ""), ("m0", "a-1"), ("m0", "")]
    assert readings.over == [("m0", "a-1")]
    watching.tend(at(11))
    watching.close(at(12))
    assert readings.written == 2


def test_metrics_tell_the_fleet_and_escape_names():
    machines = posts(1)
    state = PrinterState("idle", "1", None, (), (Temperature('no"zz\nle\\', 21.5, 0.0),))
    machines["m0"].watch = hear(machines["m0"].watch, Snapshot(NOON, state))
    machines["m0"].equipment = refitted(machines["m0"].equipment, MaterialLoaded("pla", "L1", 750.0, 0.4))
    watching = attention(machines, Notes(), NOON)
    text = metrics_of(machines, (), watching.board, watching.courses)
    assert 'layerworks_machines{device="idle"} 1\n' in text
    assert 'layerworks_temperature_celsius{machine="m0",heater="no\\"zz\\nle\\\\"} 21.5\n' in text
    assert 'layerworks_material_left_grams{machine="m0",tool="0"} 750\n' in text
    assert 'layerworks_online{machine="m0"} 1\n' in text


def test_a_stranger_a_wrong_key_and_a_machine_that_is_only_watched_are_told_of():
    machines, notes = posts(3), Notes()
    looking = attention(machines, notes, NOON)
    for name, by in (("m0", "certificate"), ("m1", "key")):
        machines[name].watch = hear(machines[name].watch, LinkLost(at(1), "not believed", by))
    machines["m2"].machine.connector.abilities = Abilities(frozenset(), observe_only="signed commands alone")
    seen = Snapshot(at(2), PrinterState("idle", "1", None, ()))
    machines["m2"].watch = hear(machines["m2"].watch, seen)
    for second in range(5, 200, 5):
        machines["m2"].watch = hear(machines["m2"].watch, replace(seen, at=at(second)))
        looking.tend(at(second))
    rules = {(alarm.machine, alarm.rule) for alarm in looking.board.all}
    assert rules == {("m0", "stranger"), ("m1", "not_let_in"), ("m2", "observe_only")}
    machines["m0"].watch = opened(machines["m0"].watch, at(201))
    machines["m0"].watch = hear(machines["m0"].watch, replace(seen, at=at(202)))
    for second in range(205, 260, 5):
        looking.tend(at(second))
    (stranger,) = (alarm for alarm in looking.board.all if alarm.machine == "m0" and alarm.rule == "stranger")
    assert stranger.returned_at is not None
