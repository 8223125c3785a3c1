"""Talk with OctoPrint as values: no socket, no clock."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.octoprint import Conversation, recognise
from layerworks.connectors.octoprint.frames import Login
from layerworks.connectors.octoprint.runs import Runs
from layerworks.connectors.talk import Ask, HangUp, Say, Store
from layerworks.digest import digest_bytes
from layerworks.fleet import Answered, Resume, Snapshot, Start, StateChanged, Upload

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
WITNESS = "layerworks-20261120T080000000000.gcode"
IDLE = {"operational": True, "ready": True}
OURS = "a-1.t1.gcode"


def current(flags: dict[str, bool], file: str | None = WITNESS, **more: Any) -> dict[str, Any]:
    return {
        "state": {"text": "whatever", "flags": flags, "error": ""},
        "job": {"file": {"path": file, "origin": "local", "size": 5, "upload": False}, "plate": 1},
        "progress": {
            "completion": None,
            "filepos": more.pop("filepos", None),
            "printTime": more.pop("printTime", None),
        },
        "health": {"count": 0},
        "currentZ": None,
        "currentTool": 0,
        "serverTime": T0.timestamp(),
        "temps": [{"time": 1, "tool0": {"actual": 20.5, "target": 0}, "chamber": {"actual": None, "target": None}}],
        "markings": [{"type": "connected", "label": "Connected", "time": 1.0}],
        **more,
    }


class Server:
    """Answers a conversation's requests from a table."""

    def __init__(self, webcam: dict[str, Any] | None = None, refused: str = "", **files: dict[str, Any]):
        self.talk = Conversation(Login("operator", "s1"), Runs(), "http://10.0.0.7")
        self.webcam, self.refused = webcam or {}, refused
        self.files: dict[str, dict[str, Any]] = {WITNESS: {"size": 90}, "foreign.gcode": {"size": 9}, **files}
        self.flags, self.job = IDLE, WITNESS
        self.seen: list[Any] = []
        self.said: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.stores: list[Upload] = []
        self.hung_up: list[str] = []
        self.stored_as = OURS

    def run(self, reply: Any, now: datetime = T0) -> None:
        seen, requests = reply
        self.seen += seen
        for request in requests:
            match request:
                case Say(message):
                    self.said.append(json.loads(message))
                case Ask(number, method, path, body):
                    self.asked.append((method, path, body))
                    self.run(self.talk.answered(number, *self.answer(method, path), now), now)
                case Store(upload):
                    self.stores.append(upload)
                    self.files[upload.file] = {"size": len(upload.text)}
                    answer = {"done": True, "files": {"local": {"path": self.stored_as}}}
                    self.run(self.talk.stored(upload, 201, json.dumps(answer).encode(), now), now)
                case HangUp(why):
                    self.hung_up.append(why)

    def answer(self, method: str, path: str) -> tuple[int, bytes]:
        if path == self.refused:
            return 403, b"{}"
        if method != "GET":
            told: Any = {"name": "operator", "session": "s2"} if path == "/api/login" else {}
        elif path == "/api/files/local":
            told = {"files": [{"path": name, "name": name, **more} for name, more in self.files.items()]}
        elif path == "/api/settings":
            told = {"webcam": self.webcam, "plugins": {}}
        elif path == "/api/job":
            told = {"job": {"file": {"path": self.job, "origin": "local"}}}
        else:
            told = {"state": {"flags": self.flags}}
        return 200, json.dumps(told).encode()

    def push(self, kind: str = "current", now: datetime = T0, **told: Any) -> None:
        self.run(self.talk.hear(json.dumps({kind: told}), now), now)


def opened(**files: dict[str, Any]) -> Server:
    server = Server(**files)
    server.run(server.talk.begin(T0))
    server.push("history", **current(IDLE))
    return server


def test_we_say_what_we_want_before_who_we_are():
    server = opened()
    assert [next(iter(message)) for message in server.said] == ["subscribe", "auth"]
    (snapshot,) = server.seen
    assert isinstance(snapshot, Snapshot)
    assert snapshot.printer.files == ()
    assert [t.heater for t in snapshot.printer.temperatures] == ["nozzle"]
    assert snapshot.printer.boot == WITNESS


def test_nothing_selected_is_memory_lost_and_a_new_witness_is_laid_down():
    server = Server()
    server.stored_as = ""
    server.run(server.talk.begin(T0))
    server.push("history", **current(IDLE, None))
    (snapshot,) = server.seen
    assert [u.file for u in server.stores] == [snapshot.printer.boot]
    assert snapshot.printer.boot > WITNESS
    assert snapshot.printer.booted_at == T0
    assert ("DELETE", f"/api/files/local/{WITNESS}", None) in server.asked


def test_what_was_deselected_while_we_listened_is_no_loss():
    server = opened()
    server.push(**current(IDLE, None))
    assert server.stores == []
    assert ("POST", f"/api/files/local/{WITNESS}", {"command": "select", "print": False}) in server.asked


def test_messages_of_2_0_tell_the_same():
    server = opened(**{OURS: {"size": 5}})
    mark = {"type": "print", "label": "Start", "time": T0.timestamp() - 30.25}
    printing = {"operational": True, "printing": True}
    server.push(**current(printing, OURS, filepos=3, printTime=29, markings=[mark, {"type": "printing", "time": 0.0}]))
    changed = server.seen[-1]
    assert isinstance(changed, StateChanged)
    assert (changed.printer.run.file, changed.printer.run.position.byte_offset) == (OURS, 3)
    assert changed.printer.run.started_at == T0 - timedelta(seconds=30.25)


def test_a_file_that_was_never_printed_has_no_prints_or_null():
    server = opened(**{OURS: {"size": 5, "prints": None, "gcodeAnalysis": None}})
    assert [f.name for f in server.seen[0].printer.files] == [OURS]


def test_an_end_is_told_when_it_is_written_down_and_then_alike_for_everybody():
    server = opened(**{OURS: {"size": 5}})
    server.push(**current({"operational": True, "printing": True}, OURS, filepos=3, printTime=20))
    seen = len(server.seen)
    server.push(**current(IDLE, OURS, filepos=5, printTime=21))
    assert len(server.seen) == seen
    last = {"date": T0.timestamp() + 1.0, "printTime": 21.5, "success": True}
    server.files[OURS] = {"size": 5, "prints": {"success": 1, "failure": 0, "last": last}}
    server.push("event", type="MetadataStatisticsUpdated", payload={"path": OURS})
    run = server.seen[-1].printer.run
    assert (run.phase, run.position.byte_offset, run.started_at) == ("completed", 5, T0 - timedelta(seconds=20.5))
    late = Server(**server.files)
    late.run(late.talk.begin(T0))
    late.push("history", **current(IDLE, OURS))
    assert late.seen[0].printer.mark == server.seen[-1].printer.mark


def test_an_end_that_nobody_wrote_down_is_told_by_what_was_heard():
    server = opened()
    server.push(**current({"operational": True, "printing": True}, OURS, filepos=3, printTime=20))
    server.push("event", type="Error", payload={"error": "Thermal Runaway, system stopped! Heater_ID: 0"})
    server.push("event", type="PrintFailed", payload={"path": OURS, "origin": "local", "reason": "error"})
    server.push(**current({}, None))
    server.run(server.talk.tick(T0 + timedelta(seconds=4)), T0 + timedelta(seconds=4))
    run = server.seen[-1].printer.run
    assert (run.phase, run.fault, server.seen[-1].printer.device) == ("failed", "thermal", "error")


def test_a_resume_is_not_asked_of_a_print_that_is_still_pausing():
    server = opened()
    server.job, server.flags = OURS, {"operational": True, "pausing": True}
    server.run(server.talk.ask(Resume(OURS), T0))
    assert [o.verdict for o in server.seen if isinstance(o, Answered)] == ["refused"]


@pytest.mark.parametrize("flag", ["printing", "paused", "pausing", "resuming", "cancelling", "finishing"])
def test_no_start_while_anything_goes_on(flag: str):
    server = opened()
    server.job, server.flags = "foreign.gcode", {"operational": True, flag: True}
    server.run(server.talk.ask(Start(OURS), T0))
    assert [o.verdict for o in server.seen if isinstance(o, Answered)] == ["refused"]
    assert not [path for method, path, _ in server.asked if method == "POST"]


def test_a_file_stored_under_another_name_is_refused():
    server = opened()
    server.stored_as = "a-1_t1.gcode"
    server.run(server.talk.ask(Upload(OURS, b"G28\n", digest_bytes(b"G28\n")), T0))
    (answer,) = [o for o in server.seen if isinstance(o, Answered)]
    assert answer.verdict == "refused"


def test_a_stale_session_is_renewed():
    server = opened()
    server.run(server.talk.hear('{"reauthRequired": {"reason": "stale"}}', T0))
    assert server.said[-1] == {"auth": "operator:s2"}


def test_it_is_recognised_with_and_without_a_key():
    version = {"/api/version": HttpAnswer(200, body=b'{"api":"0.1","server":"1.11.8","text":"OctoPrint 1.11.8"}')}
    assert recognise(version) == Found("octoprint", "1.11.8")
    refused = {"/api/version": HttpAnswer(403), "/plugin/appkeys/probe": HttpAnswer(204)}
    assert recognise(refused) == Found("octoprint", needs_key=True)
    other = {"/api/version": HttpAnswer(200, body=b'{"api":"2.0.0","text":"PrusaLink 1.0"}')}
    assert recognise(other) is None
    assert recognise({"/api/version": HttpAnswer(403)}) is None


LISTED = [
    {"name": "bed", "compat": {"stream": "/second/?action=stream"}},
    {"name": "classic", "compat": {"stream": None, "snapshot": "http://10.0.0.9/picture"}},
]


@pytest.mark.parametrize(
    ("webcam", "camera"),
    [
        ({"webcamEnabled": True, "streamUrl": "/webcam/?action=stream"}, "http://10.0.0.7/webcam/?action=stream"),
        ({"streamUrl": "", "defaultWebcam": "bed", "webcams": LISTED}, "http://10.0.0.7/second/?action=stream"),
        ({"streamUrl": None, "defaultWebcam": "classic", "webcams": LISTED[1:]}, "http://10.0.0.9/picture"),
        ({"streamUrl": None, "snapshotUrl": "http://10.0.0.9/one"}, "http://10.0.0.9/one"),
        ({"webcamEnabled": False, "streamUrl": "/webcam/?action=stream"}, ""),
        ({"webcams": [{"name": "modern", "compat": None}]}, ""),
        ({}, ""),
    ],
)
def test_a_camera_is_told_after_the_snapshot_by_its_whole_address(webcam: dict[str, Any], camera: str):
    server = Server(webcam=webcam)
    server.run(server.talk.begin(T0))
    server.push("history", **current(IDLE))
    assert isinstance(server.seen[0], Snapshot)
    assert [one.camera for one in server.seen[1:]] == ([camera] if camera else [])
    assert [path for _, path, _ in server.asked].count("/api/settings") == 1


def test_a_user_that_may_not_see_the_settings_is_told_of_no_camera():
    server = Server(refused="/api/settings")
    server.run(server.talk.begin(T0))
    server.push("history", **current(IDLE))
    assert len(server.seen) == 1
    assert server.hung_up == []
