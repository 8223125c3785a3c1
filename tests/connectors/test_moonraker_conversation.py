"""Talk with Moonraker as values: no socket, no clock."""

import json
from datetime import UTC, datetime, timedelta

from layerworks.connectors.moonraker import Access, Call, Conversation, HangUp
from layerworks.fleet import Answered, Equipped, Measured, Progress, Snapshot, Start, StateChanged, Temperatures

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
STATUS = {
    "webhooks": {"state": "ready", "state_message": "Printer is ready"},
    "print_stats": {"state": "standby", "filename": "", "total_duration": 0.0, "filament_used": 0.0, "message": ""},
    "virtual_sdcard": {"file_position": 0},
    "extruder": {"temperature": 25.0, "target": 0.0},
    "extruder1": {"temperature": 26.0, "target": 0.0},
}


class Server:
    """Answers a conversation's calls from a table; what it does not know is an error, as Moonraker says it."""

    def __init__(self, **answers: object):
        self.talk = Conversation("test", "1")
        self.answers = {
            "server.connection.identify": {"connection_id": 1},
            "server.info": {"klippy_state": "ready"},
            "machine.proc_stats": {"moonraker_stats": [{"time": T0.timestamp()}]},
            "server.history.list": {"jobs": []},
            "printer.info": {"process_id": 7},
            "server.files.list": [{"path": "a-1.t1.gcode", "size": 5}, {"path": "foreign.gcode", "size": 9}],
            "printer.objects.list": {"objects": list(STATUS)},
            "printer.objects.subscribe": {"status": STATUS, "eventtime": 100.0},
            "printer.objects.query": {"status": {}, "eventtime": 100.0},
            **answers,
        }
        self.seen: list = []
        self.called: list[str] = []
        self.hung_up: list[str] = []

    def run(self, reply, now: datetime = T0) -> None:
        seen, requests = reply
        self.seen += seen
        for request in requests:
            if isinstance(request, HangUp):
                self.hung_up.append(request.why)
            elif isinstance(request, Call):
                self.called.append(request.method)
                answer = {"id": request.number, "error": {"code": -32601, "message": "Method not found"}}
                if request.method in self.answers:
                    answer = {"id": request.number, "result": self.answers[request.method]}
                self.run(self.talk.hear(json.dumps(answer), now), now)

    def status(self, status: dict, event_s: float, now: datetime) -> None:
        message = {"method": "notify_status_update", "params": [status, event_s]}
        self.run(self.talk.hear(json.dumps(message), now), now)


def opened(**answers: object) -> Server:
    server = Server(**answers)
    server.run(server.talk.begin(T0))
    return server


def test_the_snapshot_waits_for_everything_and_tells_our_files_only():
    server = opened()
    (snapshot,) = server.seen
    assert isinstance(snapshot, Snapshot)
    assert [f.name for f in snapshot.printer.files] == ["a-1.t1.gcode"]
    assert [t.heater for t in snapshot.printer.temperatures] == ["nozzle", "nozzle1"]
    assert server.called[-2:] == ["printer.objects.subscribe", "server.webcams.list"]


def test_readings_carry_the_time_they_were_taken():
    server = opened()
    server.status({"extruder": {"temperature": 26.0}}, 101.0, T0 + timedelta(seconds=1.4))  # came late
    (readings,) = server.talk.readings()
    assert isinstance(readings, Temperatures)
    assert readings.at == T0 + timedelta(seconds=1)
    assert server.talk.readings() == ()


def test_what_else_is_told_in_numbers_is_told_when_it_is_new():
    objects = {
        **STATUS,
        "extruder": {**STATUS["extruder"], "power": 0.25},
        "fan": {"speed": 0.5},
        "heater_fan hotend": {"speed": None},
        "motion_report": {"live_velocity": 480.0, "live_extruder_velocity": 12.0},
        "gcode_move": {"gcode_position": [1.0, 2.0, 3.0, 4.0], "speed_factor": 1.5, "extrude_factor": 0.98},
        "filament_switch_sensor runout": {"enabled": True, "filament_detected": True},
    }
    names = {"printer.objects.list": {"objects": list(objects)}}
    server = opened(**names, **{"printer.objects.subscribe": {"status": objects, "eventtime": 100.0}})

    def told() -> dict[tuple[str, str], float]:
        (measured,) = [o for o in server.talk.readings() if isinstance(o, Measured)]
        return {(r.channel.of, r.channel.quantity): r.value for r in measured.readings}

    assert told() == {
        ("nozzle", "power_share"): 0.25,
        ("fan", "fan_share"): 0.5,
        ("head", "speed_mm_s"): 480.0,
        ("nozzle", "feed_mm_s"): 12.0,
        ("head", "speed_factor"): 1.5,
        ("head", "flow_factor"): 0.98,
        ("runout", "filament_present"): 1.0,
    }
    assert server.talk.readings() == ()
    server.status({"heater_fan hotend": {"speed": 1.0}}, 101.0, T0 + timedelta(seconds=1))
    assert told() == {("hotend", "fan_share"): 1.0}
    assert [type(o) for o in server.seen] == [Snapshot]  # a fan is no news


def test_without_a_history_the_start_of_a_run_is_supposed_after_a_while():
    server = opened()
    printing = {"print_stats": {"state": "printing", "filename": "a-1.t1.gcode", "total_duration": 2.0}}
    server.status(printing, 105.0, T0 + timedelta(seconds=5))
    assert not [o for o in server.seen if isinstance(o, StateChanged)]
    for second in range(6, 13):
        server.run(server.talk.tick(T0 + timedelta(seconds=second)), T0 + timedelta(seconds=second))
    (changed,) = [o for o in server.seen if isinstance(o, StateChanged)]
    assert changed.printer.run.file == "a-1.t1.gcode"
    assert changed.printer.run.started_at < T0 + timedelta(seconds=12)
    server.status({"virtual_sdcard": {"file_position": 50}}, 110.0, T0 + timedelta(seconds=13))
    (progress,) = [o for o in server.talk.readings() if isinstance(o, Progress)]
    assert progress.run.position.byte_offset == 50


def test_an_error_of_a_start_is_a_refusal_only_when_nothing_can_have_been_done():
    for message, answered in (("SD busy", True), ("Klippy Disconnected", False), ("Error in macro", False)):
        server = opened()
        _, (look,) = server.talk.ask(Start("a-1.t1.gcode"), T0)
        found = {"id": look.number, "result": server.answers["printer.objects.query"]}
        _, (start,) = server.talk.hear(json.dumps(found), T0)
        assert start.method == "printer.print.start"
        failed = {"id": start.number, "error": {"code": 400, "message": message}}
        seen, _ = server.talk.hear(json.dumps(failed), T0)
        assert [o.verdict for o in seen if isinstance(o, Answered)] == (["refused"] if answered else [])


def test_klipper_that_does_not_come_up_ends_the_connection():
    server = opened(**{"server.info": {"klippy_state": "startup"}})
    for second in (3, 6, 21):
        server.run(server.talk.tick(T0 + timedelta(seconds=second)))
    assert server.seen == []
    assert server.hung_up == ["Klipper is not running"]


def test_clocks_that_differ_are_mapped_late_rather_than_early():
    ahead_s = 3601.0
    job = {"job_id": "1", "filename": "b.gcode", "start_time": T0.timestamp() + ahead_s - 60.0, "status": "in_progress"}
    printing = {**STATUS, "print_stats": {**STATUS["print_stats"], "state": "printing", "filename": "b.gcode"}}
    server = opened(
        **{
            "machine.proc_stats": {"moonraker_stats": [{"time": T0.timestamp() + ahead_s}]},
            "server.history.list": {"jobs": [job]},
            "printer.objects.subscribe": {"status": printing, "eventtime": 100.0},
        }
    )
    (snapshot,) = server.seen
    begun_at = T0 - timedelta(seconds=60)
    assert begun_at <= snapshot.printer.run.started_at <= begun_at + timedelta(seconds=10)


def test_a_camera_is_told_by_its_whole_address_after_the_snapshot():
    cameras = [{"enabled": False, "stream_url": "/off"}, {"name": "bed", "stream_url": "/webcam/?action=stream"}]
    server = Server(**{"server.webcams.list": {"webcams": cameras}})
    server.talk = Conversation("test", "1", Access("https://10.0.0.7:7130").site)
    server.run(server.talk.begin(T0))
    kinds = [type(seen) for seen in server.seen]
    assert kinds == [Snapshot, Equipped]
    assert server.seen[1].camera == "http://10.0.0.7/webcam/?action=stream"
