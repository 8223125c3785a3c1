"""Numbers that go the short way lead to what the long way leads to."""

import json
from datetime import UTC, datetime, timedelta
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.connectors.moonraker import Call, Conversation
from layerworks.fleet import Channel, Measured, Quantity

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
STATUS = {
    "webhooks": {"state": "ready", "state_message": ""},
    "print_stats": {
        "state": "printing",
        "filename": "a-1.t1.gcode",
        "total_duration": 10.0,
        "filament_used": 5.0,
        "message": "",
        "info": {"current_layer": 1},
    },
    "virtual_sdcard": {"file_position": 100},
    "gcode_move": {"gcode_position": [1.0, 2.0, 3.0, 4.0], "speed_factor": 1.0, "extrude_factor": 1.0},
    "exclude_object": {"excluded_objects": []},
    "extruder": {"temperature": 205.0, "target": 210.0, "power": 0.5},
    "heater_bed": {"temperature": 60.0, "target": 60.0, "power": 0.2},
    "fan": {"speed": 0.0},
    "filament_switch_sensor runout": {"enabled": True, "filament_detected": True},
}
JOB = {"job_id": "1", "filename": "a-1.t1.gcode", "status": "in_progress", "start_time": T0.timestamp() - 10.0}
ANSWERS = {
    "server.info": {"klippy_state": "ready"},
    "machine.proc_stats": {"moonraker_stats": [{"time": T0.timestamp()}]},
    "server.history.list": {"jobs": [JOB]},
    "printer.info": {"process_id": 7},
    "server.files.list": [],
    "printer.objects.list": {"objects": list(STATUS)},
    "printer.objects.subscribe": {"status": STATUS, "eventtime": 100.0},
    "printer.objects.query": {"status": {}, "eventtime": 100.0},
}

numbers = st.floats(0.0, 300.0, width=32)
DIFFERENCES = st.fixed_dictionaries(
    {},
    optional={
        "print_stats": st.fixed_dictionaries(
            {},
            optional={
                "total_duration": numbers,
                "filament_used": numbers,
                "state": st.sampled_from(["printing", "printing", "paused", "complete"]),
                "info": st.fixed_dictionaries({"current_layer": st.integers(1, 3)}),
            },
        ),
        "virtual_sdcard": st.fixed_dictionaries({"file_position": st.integers(0, 500)}),
        "gcode_move": st.fixed_dictionaries({"gcode_position": st.tuples(numbers, numbers, numbers, numbers)}),
        "extruder": st.fixed_dictionaries(
            {}, optional={"temperature": numbers | st.none(), "target": st.sampled_from([0.0, 210.0]), "power": numbers}
        ),
        "fan": st.fixed_dictionaries({"speed": numbers}),
        "filament_switch_sensor runout": st.fixed_dictionaries({"filament_detected": st.booleans()}),
    },
)


class Told:
    """A conversation in the middle of a print, and what it told since."""

    def __init__(self) -> None:
        self.talk, self.seen, self.rows = Conversation("test", "1"), [], 0
        self.run(self.talk.begin(T0), T0)

    def run(self, reply, now: datetime) -> None:
        seen, requests = reply
        self.seen += seen
        for request in requests:
            if isinstance(request, Call) and request.method in ANSWERS:
                answer = {"id": request.number, "result": ANSWERS[request.method]}
                self.run(self.talk.hear(json.dumps(answer).encode(), now), now)

    def hear(self, message: bytes, now: datetime) -> None:
        self.run(self.talk.hear(message, now), now)

    def follow_or_hear(self, message: bytes, now: datetime) -> None:
        rows = self.talk.follow(message, now.timestamp())
        self.rows += len(rows)
        if not rows:
            self.hear(message, now)

    def readings(self):
        return [seen for seen in self.talk.readings() if not isinstance(seen, Measured)]


def update(status: object, event_s: float) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": "notify_status_update", "params": [status, event_s]}).encode()


@given(st.lists(st.tuples(DIFFERENCES, st.booleans()), max_size=12))
def test_the_short_way_leads_where_the_long_one_does(told):
    short, long = Told(), Told()
    for place, (status, look) in enumerate(told, 1):
        now = T0 + timedelta(seconds=place)
        message = update(status, 100.0 + place)
        short.follow_or_hear(message, now)
        long.hear(message, now)
        assert short.seen == long.seen
        if look:
            assert {type(r): r for r in long.readings()}.items() <= {type(r): r for r in short.readings()}.items()


def test_a_row_tells_all_that_is_known():
    told = Told()
    settled = update({"extruder": {"temperature": 209.0}}, 101.0)
    told.hear(settled, T0 + timedelta(seconds=1))
    message = update({"print_stats": {"total_duration": 12.0}, "extruder": {"power": 0.4}}, 102.0)
    ((layout, taken_s, values),) = told.talk.follow(message, T0.timestamp() + 2.5)
    row = dict(zip(layout.channels, values, strict=True))
    assert taken_s == T0.timestamp() + 2.0  # the message came late, the reading is from before
    assert row[Channel("run", Quantity.PRINTED_S)] == 12.0
    assert row[Channel("run", Quantity.BYTE_OFFSET)] == 100.0
    assert row[Channel("head", Quantity.Z_MM)] == 3.0
    assert row[Channel("nozzle", Quantity.ACTUAL_C)] == 209.0
    assert row[Channel("nozzle", Quantity.POWER_SHARE)] == 0.4
    assert row[Channel("runout", Quantity.FILAMENT_PRESENT)] == 1.0


def test_a_clock_that_was_set_forward_makes_no_reading_old():
    told = Told()
    told.hear(update({"extruder": {"temperature": 209.0}}, 101.0), T0 + timedelta(seconds=1))
    later_s = T0.timestamp() + 86400.0
    ((_, taken_s, _),) = told.talk.follow(update({"extruder": {"power": 0.4}}, 102.0), later_s)
    assert taken_s == later_s
    told.hear(update({"extruder": {"temperature": 209.5}}, 103.0), T0 + timedelta(seconds=86401))
    assert {seen.at for seen in told.readings()} == {T0 + timedelta(seconds=86401)}


def test_a_machine_that_prints_nothing_tells_no_run():
    told = Told()
    told.hear(update({"print_stats": {"state": "complete"}}, 101.0), T0 + timedelta(seconds=1))
    ((layout, _, values),) = told.talk.follow(update({"fan": {"speed": 0.5}}, 102.0), T0.timestamp() + 2.0)
    row = dict(zip(layout.channels, values, strict=True))
    assert isnan(row[Channel("run", Quantity.PRINTED_S)])
    assert row[Channel("fan", Quantity.FAN_SHARE)] == 0.5


def test_its_computer_is_a_sign_of_life():
    told = Told()
    told.hear(update({}, 101.0), T0 + timedelta(seconds=1))
    stats = {"system_cpu_usage": {"cpu": 50.0}, "system_memory": {"total": 4, "used": 1}, "cpu_temp": None}
    message = json.dumps({"method": "notify_proc_stat_update", "params": [stats]}).encode()
    now = T0 + timedelta(seconds=9)
    (_, _, host), (_, taken_s, _) = told.talk.follow(message, now.timestamp())
    assert host[:2] == [0.5, 0.25]
    assert isnan(host[2])
    assert taken_s == now.timestamp()
    assert {reading.at for reading in told.talk.readings()} == {now}


@pytest.mark.parametrize(
    "message",
    [
        b'{"id": 5, "result": {"x": "notify_status_update"}}',
        b'{"method": "notify_status_update", "params": []}',
        b'{"method": "notify_status_update"}',
        b'{"method": "notify_proc_stat_update", "params": "x"}',
        b'"notify_status_update"',
        b"",
    ],
)
def test_what_is_no_update_is_left_to_the_long_way(message: bytes):
    assert Told().talk.follow(message, T0.timestamp() + 1.0) == ()
