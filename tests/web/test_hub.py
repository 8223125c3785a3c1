"""The hub's door: who gets in, what is refused, what a watcher sees, and the command line that speaks to it."""

import json
from urllib.request import Request, urlopen

import pytest

from connectors.even_program import even_text
from layerworks.cli.door import run
from layerworks.fleet import Quantity
from layerworks.storage.telemetry import Question, ask
from web.hub_process import KEY, until


@pytest.fixture(scope="module")
def printers(house):
    return house.printers(2)


@pytest.fixture(scope="module")
def hub(house, printers):
    hub = house.hub()
    hub.enrol(printers)
    return hub


def test_a_stranger_gets_nothing(hub):
    status, told = hub.ask("GET", "machines", token="wrong")
    assert (status, told["code"]) == (401, "app.hub_no_token")


def test_a_program_that_changes_the_firmware_is_refused_with_its_line(hub):
    program = b"G28\nG1 X10 F3000\nM92 X80\n  save_config\nM220 S100\n"
    status, told = hub.ask("POST", "queue?machine_type=voron-2-4-350&material=pla", program)
    assert status == 422
    assert [c["text"][:14] for c in told["complaints"]] == ["Line 3: M92 ch", "Line 4: SAVE_C"]


def test_a_program_hotter_than_the_machine_or_beyond_it_is_refused_with_its_line(hub):
    program = b"G28\nM104 S700\nG1 X900 Y10 Z1 F3000\n"
    status, told = hub.ask("POST", "queue?machine_type=voron-2-4-350&material=pla", program)
    assert status == 422
    assert {c["code"] for c in told["complaints"]} == {"motion.too_hot", "motion.outside"}


def test_a_claim_code_enrols_one_machine_once(hub, printers):
    code = hub.do("POST", "claims", {"why": "new site"})["code"]
    row = {"address": printers.url("m0"), "machine_type": "voron-2-4-350", "key": KEY, "name": "claimed"}
    status, told = hub.ask("POST", "claim", row | {"code": code}, token="")
    assert (status, told["enrolled"][0]["brand"]) == (201, "moonraker")
    for name in ("again", "m1"):  # nor does it tell a stranger which machines there are
        status, told = hub.ask("POST", "claim", row | {"code": code, "name": name}, token="")
        assert (status, told["code"]) == (400, "app.hub_bad_claim")
    hub.do("DELETE", "machines/claimed", {"why": "was a test"})


def test_what_does_not_answer_or_wants_a_key_is_not_enrolled(hub, printers):
    row = {"machine_type": "voron-2-4-350", "name": "x"}
    status, told = hub.ask("POST", "machines", row | {"address": "http://127.0.0.1:9"})
    assert (status, told["code"]) == (404, "app.hub_nobody_there")
    status, told = hub.ask("POST", "machines", row | {"address": printers.url("m0"), "key": "wrong"})
    assert (status, told["code"]) == (400, "app.hub_needs_key")


def test_no_request_makes_the_hub_read_a_file_of_its_own(hub, printers):
    row = {"machine_type": "/etc/hosts.toml", "name": "x", "address": printers.url("m0"), "key": KEY}
    code = hub.do("POST", "claims", {"why": "test"})["code"]
    asked = (
        ("machines", row),
        ("claim", row | {"code": code}),
        ("machines/m0/load", {"material": "a/b.toml", "nozzle_mm": 0.4}),
    )
    for path, body in asked:
        status, told = hub.ask("POST", path, body)
        assert (status, told["code"]) == (400, "app.hub_no_file")


def test_a_watcher_sees_all_and_then_what_changes(hub):
    headers = {"Authorization": f"Bearer {hub.token}"}
    with urlopen(Request(f"{hub.url}/api/v1/events", headers=headers), timeout=30) as stream:
        first = _next_event(stream)
        assert first["m0"]["machine_type"] == "voron-2-4-350"
        hub.do("POST", "machines/m1/out-of-service", {"why": "belt"})
        seen = _next_event(stream)
        while "in_service" not in seen.get("m1", {}):
            seen = _next_event(stream)
    assert seen["m1"]["in_service"] is False
    assert "machine_type" not in seen["m1"]
    hub.do("POST", "machines/m1/in-service", {"why": "done"})


def test_the_command_line_queues_explains_and_cancels(hub, speaking, tmp_path, capsys):
    program = tmp_path / "piece.gcode"
    program.write_bytes(even_text(2.0))
    assert run(["queue", "add", str(program), "--copies", "1", "--on", "m0", "--material", "petg", "--json"]) == 0
    job = json.loads(capsys.readouterr().out)["jobs"][0]
    assert run(["queue", "why", job]) == 0
    assert "another material" in capsys.readouterr().out
    assert run(["queue", "hold", job, "--why", "wait"]) == 0
    assert run(["queue", "start", job, "--on", "m0", "--why", "go"]) == 0
    assert "another material" in capsys.readouterr().out
    assert run(["machines", "audit", job, "--json"]) == 0
    done = json.loads(capsys.readouterr().out)["entries"]
    assert [e["what"] for e in done] == ["job.locked", "job.released", "job.held", "job.queued"]
    assert {(e["who"], e["why"]) for e in done[:2]} == {("owner", "go")}
    assert run(["queue", "list"]) == 0
    assert job in capsys.readouterr().out
    assert run(["queue", "cancel", job, "--why", "not wanted"]) == 0
    assert run(["queue", "why", job]) == 2
    assert run(["machines", "list", "--json"]) == 0
    assert "m0" in capsys.readouterr().out
    assert run(["machines", "pause", "m0"]) == 1
    assert run(["machines", "heat", "m0", "--heater", "bed", "--target", "40", "--why", "warm up"]) == 0
    assert run(["machines", "heat", "m0", "--heater", "bed", "--target", "0", "--json"]) == 0
    assert '"ok": true' in capsys.readouterr().out
    assert run(["machines", "audit", "m0", "--last", "2"]) == 0
    listed = capsys.readouterr().out
    assert "set a temperature" in listed
    assert "target_c=40" in listed
    assert "warm up" in listed


def test_limits_and_wear_from_the_command_line(hub, speaking, capsys):
    assert run(["alarms", "limits", "--machine", "m0", "--set", "alarm_stall_s=15 min", "--why", "slow", "--json"]) == 0
    held = {row["key"]: row for row in json.loads(capsys.readouterr().out)["limits"]}
    assert (held["alarm_stall_s"]["value"], held["alarm_stall_s"]["set_here"]) == (900.0, True)
    assert run(["alarms", "limits", "--type", "voron-2-4-350"]) == 0
    assert "alarm_stall_s *" not in capsys.readouterr().out
    for wrong in (["--set", "alarm_stall_s=1"], ["--set", "nonsense"], ["--type", "voron-2-4-350", "--set", "x=1"]):
        assert run(["alarms", "limits", "--machine", "m0", *wrong]) != 0
    assert run(["alarms", "limits", "--machine", "m0", "--unset", "alarm_stall_s"]) == 0
    capsys.readouterr()
    assert run(["machines", "changed", "m0", "nozzle", "--why", "worn"]) == 0
    assert run(["machines", "changed", "m0", "soul"]) != 0
    assert run(["machines", "wear", "m0", "--json"]) == 0
    assert {p["part"] for p in json.loads(capsys.readouterr().out)["parts"]} == {"nozzle", "belts", "bed", "filter"}


def test_a_job_is_printed_and_paused_on_the_way(hub, speaking, capsys):
    job = hub.queue(even_text(5.0), 1)[0]

    def running() -> str | None:
        told = hub.do("GET", f"queue/{job}")
        return told["machine"] if told["state"] == "running" else None

    until(lambda: running() is not None)
    machine = running()
    until(lambda: hub.do("GET", "machines")["machines"][machine]["attempt_state"] == "running")
    hub.do("POST", f"machines/{machine}/pause", {"why": "look"})
    until(lambda: hub.do("GET", f"machines/{machine}")["attempt_state"] == "paused")
    until(lambda: hub.do("GET", f"machines/{machine}")["ends_at"] is not None)
    (listed,) = (j for j in hub.do("GET", "queue")["jobs"] if j["job"] == job)
    assert listed["left_s"] >= 0
    status, told = hub.ask("POST", f"machines/{machine}/skip", {"part": "of another plate"})
    assert (status, told["code"]) == (404, "app.hub_no_part_printed")
    assert run(["machines", "show", machine]) == 0
    assert job in capsys.readouterr().out
    hub.do("POST", f"machines/{machine}/resume", {"why": "fine"})
    until(lambda: job not in [j["job"] for j in hub.do("GET", "queue")["jobs"]])
    assert hub.do("GET", "machines")["machines"][machine]["bed"] == "occupied"


def test_a_heater_is_set_within_what_the_machine_allows(hub):
    hub.do("POST", "machines/m0/heat", {"heater": "bed", "target_c": 40.0, "why": "dry the plate"})
    until(lambda: hub.do("GET", "machines")["machines"]["m0"]["temperatures"]["bed"][1] == 40.0)
    status, told = hub.ask("POST", "machines/m0/heat", {"heater": "nozzle", "target_c": 900.0})
    assert (status, told["code"]) == (400, "app.hub_too_hot")
    assert hub.ask("POST", "machines/m0/heat", {"heater": "bed", "target_c": "NaN"})[0] == 400
    status, told = hub.ask("POST", "machines/m0/heat", {"heater": "nozzle7", "target_c": 40.0})
    assert (status, told["code"]) == (404, "app.hub_no_heater")
    assert hub.ask("POST", "machines/m0/skip", {"part": "a"})[0] == 409
    hub.do("POST", "machines/m0/heat", {"heater": "bed", "target_c": 0})


def test_a_stranger_who_guesses_is_slowed_down(own_house):
    hub = own_house.hub()  # one of its own: strangers come to the shared one as well
    statuses = [hub.ask("GET", "machines", token="guess")[0] for _ in range(15)]
    assert statuses[-1] == 429
    assert hub.ask("GET", "machines")[0] == 200


def test_only_one_hub_has_a_folder(hub, capsys):
    assert run(["serve", str(hub.folder), "--port", "0"]) == 1
    assert "runs in" in capsys.readouterr().err
    assert run(["serve", str(hub.folder), "--host", "0.0.0.0"]) == 2


def test_alarms_metrics_and_telemetry_are_told(hub, speaking, capsys):
    assert run(["alarms", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["alarms"] == []
    assert run(["alarms", "acknowledge", "m0", "too_hot", "--of", "bed"]) == 2
    assert "no alarm" in capsys.readouterr().err
    status, told = hub.ask("POST", "alarms/m0/silent/shelve", {"hours": 10_000})
    assert (status, told["code"]) == (400, "app.hub_bad_request")
    assert hub.do("GET", "telemetry?machine=nobody")["series"] == []
    assert hub.ask("GET", "telemetry?quantity=love")[0] == 400
    headers = {"Authorization": f"Bearer {hub.token}"}
    with urlopen(Request(f"{hub.url}/metrics", headers=headers), timeout=30) as answer:
        assert 'layerworks_online{machine="m0"}' in answer.read().decode()


def test_what_is_to_be_done_at_machines_is_told(hub, speaking, printers, capsys):
    row = {"name": "fresh", "address": printers.url("m0"), "machine_type": "voron-2-4-350", "key": KEY}
    hub.do("POST", "machines", row)
    until(lambda: hub.do("GET", "machines")["machines"]["fresh"]["device"] == "idle")
    mine = [e["kind"] for e in hub.do("GET", "alarms")["errands"] if e["machine"] == "fresh"]
    assert mine == ["load_material", "look_at_bed"]
    hub.do("POST", "machines/fresh/load", {"material": "pla", "nozzle_mm": 0.4})
    assert run(["alarms", "list"]) == 0
    told = capsys.readouterr().out
    assert "Look whether the bed is clear" in told
    assert "Load material" not in told
    hub.do("POST", "machines/fresh/clear", {"why": "looked"})
    assert "fresh" not in {e["machine"] for e in hub.do("GET", "alarms")["errands"]}
    hub.do("DELETE", "machines/fresh", {"why": "was a test"})


def test_notices_are_sent_and_their_secrets_stand_nowhere(hub, speaking, capsys, monkeypatch):
    dead = "http://user:hush-hush@127.0.0.1:9/hook/very-secret"
    monkeypatch.setenv("LAYERWORKS_NOTICES_ADDRESS", dead)
    assert run(["notices", "add", "erp", "--webhook", "--least", "low"]) == 0
    secret = capsys.readouterr().out.split()[-1]
    assert secret.startswith("whsec_")
    assert run(["notices", "try", "erp"]) == 1
    assert "no answer" in capsys.readouterr().err
    assert run(["notices", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["receivers"]
    assert (row["address"], row["least"]) == ("http://127.0.0.1", "low")
    kept = [f.read_bytes() for f in hub.folder.rglob("*") if f.is_file()] + [hub.log.read_bytes(), str(row).encode()]
    assert not any(hush in text for text in kept for hush in (b"hush-hush", b"very-secret", secret[6:].encode()))
    assert run(["notices", "remove", "erp"]) == 0
    assert run(["notices", "remove", "erp"]) == 2


def test_what_was_heard_is_on_the_disk_when_the_hub_has_ended(printers, own_house):
    hub = own_house.hub()
    hub.enrol(printers)
    until(lambda: hub.do("GET", "machines")["machines"]["m0"]["temperatures"] != {})
    hub.process.terminate()
    hub.process.wait(60)
    told = ask(hub.folder / "telemetry", Question(machine="m0", owners=("bed",), quantities=(Quantity.ACTUAL_C,)))
    assert [s.value.size > 0 for s in told.series] == [True]


def _next_event(stream):
    for line in stream:
        if line.startswith(b"data: "):
            return json.loads(line[6:])
    raise AssertionError("the stream ended")
