"""Many machines at once, and callers who ask too often."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from layerworks.cli.door import run

NAMES = [f"v{n}" for n in range(250)] + ["x1"]


@pytest.fixture(scope="module")
def hub(house):
    hub = house.hub()
    rows = [
        {
            "name": name,
            "address": "http://127.0.0.1:9",
            "brand": "moonraker",
            "machine_type": "voron-2-4-350" if name != "x1" else "prusa-mk4s",
        }
        for name in NAMES
    ]
    hub.do("POST", "machines", {"machines": rows, "why": "new"})
    return hub


def field_of(hub, field):
    return {name: state[field] for name, state in hub.do("GET", "machines")["machines"].items()}


def test_hundreds_are_loaded_and_cleared_at_once(hub, speaking, capsys):
    assert run(["machines", "load", "v*", "--material", "pla", "--nozzle", "0.4", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["done"]) == 250
    assert run(["machines", "clear", "--all", "--type", "voron-2-4-350"]) == 0
    beds, materials = field_of(hub, "bed"), field_of(hub, "material")
    assert {beds[n] for n in NAMES[:-1]} == {"clear"}
    assert {materials[n] for n in NAMES[:-1]} == {"pla"}
    assert (beds["x1"], materials["x1"]) == ("unknown", None)
    assert run(["machines", "out-of-service", "v1", "x*"]) == 0
    assert sorted(n for n, on in field_of(hub, "in_service").items() if not on) == ["v1", "x1"]


@pytest.mark.parametrize(
    ("act", "body", "code"),
    [
        ("clear", {}, "app.hub_choose_machines"),
        ("clear", {"machines": ["v1", "nobody*"]}, "app.hub_no_machine"),
        ("clear", {"machines": "v1"}, "app.hub_bad_request"),
        ("explode", {"all": True}, "app.hub_bad_request"),
        ("load", {"all": True, "material": "pla"}, "app.hub_bad_request"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_done(hub, act, body, code):
    before = field_of(hub, "bed")
    status, told = hub.ask("POST", f"bulk/{act}", body)
    assert (status >= 400, told["code"]) == (True, code)
    assert field_of(hub, "bed") == before


def test_who_asks_too_often_is_told_when_to_come_back(hub):
    request = Request(f"{hub.url}/api/v1/machines/v1", headers={"Authorization": "Bearer wrong"})
    for _ in range(50):
        try:
            urlopen(request, timeout=60).close()
        except HTTPError as error:
            with error:
                code, after = error.code, error.headers["Retry-After"]
            if code == 429:
                break
    assert code == 429
    assert 1 <= int(after) <= 5
    assert hub.do("GET", "machines/v1")["link"] in ("closed", "opening")  # others are not held up by it
