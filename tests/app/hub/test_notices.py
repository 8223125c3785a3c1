"""Who is told of alarms: what is due is told once, through kills and silent services, and never in quiet hours."""

import base64
import hashlib
import hmac
import json
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hub.test_attention import Notes
from layerworks.app.hub.notices.due import due
from layerworks.app.hub.notices.message import message_of, trial_of
from layerworks.app.hub.notices.notifier import Notifier
from layerworks.app.hub.notices.receiver import Quiet, Receiver, quiet_of, receiver_of
from layerworks.app.hub.notices.sending import credentials_of, send
from layerworks.errors import Conflict, Missing, Rejected, Unreachable
from layerworks.fleet.alarms import Alarm, AlarmBoard, Severity, acknowledge
from layerworks.words import say

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
RUNOUT = Alarm("m1", "runout", "", Severity.HIGH, NOON, say("notices.service_refused"), say("notices.add_again"))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


class AtOnce(Executor):
    """Does at once what threads would do later."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class Vault(dict[str, str]):
    def put(self, name: str, text: str) -> None:
        self[name] = text

    def forget(self, name: str) -> None:
        del self[name]


class Line:
    """A service that takes messages, or does not."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.up = True
        self.tried = 0

    def __call__(self, receiver: Receiver, credentials: str, message: Any) -> None:
        self.tried += 1
        if not self.up:
            raise Unreachable(say("notices.service_refused"))
        self.taken.append((receiver.name, message.title))


def notifier(notes: Notes, vault: Vault, line: Line) -> Notifier:
    return Notifier(notes, vault, line, AtOnce(), "hub")


def told(*receivers: Receiver) -> tuple[Notes, Vault, Line, Notifier]:
    notes, vault, line = Notes(), Vault(), Line()
    telling = notifier(notes, vault, line)
    for receiver in receivers:
        telling.add(receiver, "{}", NOON, "me", "new")
    return notes, vault, line, telling


def receiver(name: str = "shift", **changes: Any) -> Receiver:
    return Receiver(name, "service", "mailtos://…", **changes)


def test_an_alarm_is_told_once_to_each_and_again_when_nobody_heard():
    _, _, line, telling = told(receiver(), receiver("owner", least=Severity.URGENT))
    for second in range(0, 60, 2):
        telling.look([RUNOUT], at(second))
    assert [name for name, _ in line.taken] == ["shift"]
    escalated = replace(RUNOUT, escalated=1)
    for second in range(60, 120, 2):
        telling.look([escalated], at(second))
    assert len(line.taken) == 2
    assert "nobody" in line.taken[1][1]


def test_a_service_that_is_away_is_tried_again_ever_more_rarely_and_a_kill_loses_nothing():
    notes, vault, line, telling = told(receiver())
    line.up = False
    for second in range(0, 3600, 2):
        telling.look([RUNOUT], at(second))
    assert 6 <= line.tried <= 12  # at first, then after 30 s, 60 s, 120 s …
    assert telling.troubles["shift"].code == "notices.service_refused"
    assert line.taken == []
    line.up = True
    anew = notifier(notes, vault, line)  # killed, and begun again
    anew.look([RUNOUT], at(3600))
    anew.look([RUNOUT], at(3602))
    assert len(line.taken) == 1
    third = notifier(notes, vault, line)
    third.look([RUNOUT], at(3700))
    third.look([RUNOUT], at(3702))
    assert len(line.taken) == 1  # what was taken is not told by the next process either
    assert third.troubles == {}


def test_what_is_known_or_gone_is_told_to_nobody_any_more():
    _, _, line, telling = told(receiver())
    line.up = False
    telling.look([RUNOUT], at(0))
    telling.look([RUNOUT], at(2))
    line.up = True
    board, _ = acknowledge(AlarmBoard({RUNOUT.key: RUNOUT}), RUNOUT.key, "me", at(3))
    for second in range(4, 4000, 50):
        telling.look(board.heard(at(second)), at(second))
    assert line.taken == []


def test_a_full_disk_tells_nothing_twice():
    notes, _, line, telling = told(receiver())
    notes.full = True
    for second in range(0, 100, 2):
        telling.look([RUNOUT], at(second))
    assert len(line.taken) == 1


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439))
def test_quiet_hours_may_go_over_midnight(start: int, end: int, now: int):
    quiet = Quiet(start, end)
    minutes = {(start + m) % 1440 for m in range((end - start) % 1440)}
    assert quiet.holds(datetime(2026, 1, 1, now // 60, now % 60, tzinfo=UTC)) == (now in minutes)


def test_in_quiet_hours_only_what_is_urgent_is_told_and_the_rest_afterwards():
    asleep = receiver(quiet=quiet_of("22:00-07:00"), time_zone="Asia/Shanghai")  # 14:00 to 23:00 UTC
    urgent = replace(RUNOUT, severity=Severity.URGENT)
    night, morning = datetime(2026, 11, 25, 15, tzinfo=UTC), datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert due([asleep], [RUNOUT], set(), night) == ()
    assert [n.alarm for n in due([asleep], [urgent], set(), night)] == [urgent]
    assert [n.alarm for n in due([asleep], [RUNOUT], set(), morning)] == [RUNOUT]


def test_only_machines_asked_for():
    assert due([receiver(machines=("m2",))], [RUNOUT], set(), NOON) == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "a b", "address": "json://x"},
        {"name": "a", "address": "nonsense"},
        {"name": "a", "address": "ftp://x/", "webhook": True},
        {"name": "a", "address": "https://", "webhook": True},
        {"name": "a", "address": "json://x", "least": "grave"},
        {"name": "a", "address": "json://x", "quiet": "25:00-07:00"},
        {"name": "a", "address": "json://x", "time_zone": "../../etc/passwd"},
        {"name": "a", "address": "json://x", "time_zone": "Mars/Base"},
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(asked: dict[str, Any]):
    with pytest.raises(Rejected) as refusal:
        receiver_of(asked)
    assert refusal.value.remedy is not None


def test_names_are_unique_and_who_is_gone_is_gone():
    notes, vault, _, telling = told(receiver())
    with pytest.raises(Conflict):
        telling.add(receiver(), "{}", NOON, "me", "")
    telling.remove("shift", NOON, "me", "")
    assert (vault, notifier(notes, vault, Line()).receivers) == ({}, {})
    with pytest.raises(Missing):
        telling.try_out("shift", NOON)


def test_what_is_shown_of_an_address_holds_no_secret():
    service, _ = receiver_of({"name": "a", "address": "dingtalk://secret-token/13800000000"})
    webhook, _ = receiver_of({"name": "b", "address": "https://user:pw@example.com/hook?key=secret", "webhook": True})
    assert (service.shown, webhook.shown) == ("dingtalk://…", "https://example.com")


class Heard(BaseHTTPRequestHandler):
    """Takes what is posted; its server remembers it."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def service():
    server = HTTPServer(("127.0.0.1", 0), Heard)
    server.heard, server.status = [], 200
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_signed_over_id_time_and_body(service):
    hook, address = receiver_of(
        {"name": "w", "address": f"http://127.0.0.1:{service.server_port}/hook?x=1", "webhook": True}
    )
    credentials, secret = credentials_of(hook, address)
    send(hook, credentials, message_of("id", RUNOUT, "en"))
    ((path, headers, body),) = service.heard
    headers = {k.lower(): v for k, v in headers.items()}
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), text, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    assert (path, json.loads(body)["machine"]) == ("/hook?x=1", "m1")


@pytest.mark.parametrize("status", [301, 404, 500])
def test_an_answer_that_is_no_success_is_told(service, status: int):
    service.status = status
    hook, address = receiver_of(
        {"name": "w", "address": f"http://127.0.0.1:{service.server_port}/secret", "webhook": True}
    )
    credentials, _ = credentials_of(hook, address)
    with pytest.raises(Unreachable) as trouble:
        send(hook, credentials, trial_of("x", "zh"))
    assert "secret" not in str(trouble.value.text)
    assert len(service.heard) == 1  # nobody is followed elsewhere


def test_a_service_is_told_through_the_library(service):
    pytest.importorskip("apprise", reason="install the extra: pip install -e .[notices]")
    to, address = receiver_of({"name": "s", "address": f"json://127.0.0.1:{service.server_port}/"})
    credentials, secret = credentials_of(to, address)
    send(to, credentials, message_of("id", RUNOUT, "zh"))
    assert (secret, "m1" in json.loads(service.heard[0][2])["title"]) == ("", True)
    service.status = 500
    with pytest.raises(Unreachable):
        send(to, credentials, message_of("id", RUNOUT, "en"))


@pytest.mark.parametrize(
    "address",
    ["mailtos://user:password@example.com", "dingtalk://0123456789abcdef", "feishu://abcdefghij", "wecombot://botkey"],
)
def test_the_services_that_the_guide_names_are_known(address: str):
    pytest.importorskip("apprise", reason="install the extra: pip install -e .[notices]")
    credentials_of(*receiver_of({"name": "s", "address": address}))


def test_an_address_that_no_service_understands_is_refused():
    pytest.importorskip("apprise", reason="install the extra: pip install -e .[notices]")
    with pytest.raises(Rejected):
        credentials_of(*receiver_of({"name": "s", "address": "carrierpigeon://roof"}))
