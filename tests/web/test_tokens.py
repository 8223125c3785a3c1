"""Tokens with a right of their own, from the command line to the hub's door."""

import json

import pytest

from layerworks.cli.door import run
from web.hub_process import HubProcess


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = HubProcess(tmp_path_factory.mktemp("tokens") / "shop")
    yield hub
    hub.kill()


@pytest.fixture
def speaking(hub, monkeypatch):
    monkeypatch.setenv("LAYERWORKS_TOKEN", hub.token)
    monkeypatch.setenv("LAYERWORKS_HUB", hub.url)


def test_a_token_for_the_queue_opens_nothing_else_and_ends_when_withdrawn(hub, speaking, capsys):
    assert run(["tokens", "add", "slicer", "--json"]) == 0
    token = json.loads(capsys.readouterr().out)["token"]
    status, told = hub.ask("GET", "machines", token=token)
    assert (status, told["error"]["code"]) == (403, "app.hub_not_allowed")
    assert hub.ask("POST", "tokens", {"name": "more", "right": "all"}, token=token)[0] == 403
    assert run(["tokens", "list", "--json"]) == 0
    assert {"name": "slicer", "right": "queue"} in json.loads(capsys.readouterr().out)["tokens"]
    assert run(["tokens", "withdraw", "slicer", "--why", "left"]) == 0
    assert hub.ask("GET", "machines", token=token)[0] == 401


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["owner"], "has a token"), (["a/b"], "cannot be the name"), (["x", "--right", "love"], "no right")],
)
def test_names_and_rights_that_cannot_be_are_refused(speaking, capsys, arguments, told):
    assert run(["tokens", "add", *arguments]) != 0
    assert told in capsys.readouterr().err


def test_the_last_owner_cannot_lock_the_door(speaking, capsys):
    assert run(["tokens", "withdraw", "owner"]) != 0
    assert "the last" in capsys.readouterr().err


def test_no_file_of_the_hub_is_read_because_a_request_names_it(hub):
    status, told = hub.ask("POST", "queue?machine_type=/etc/x.toml&material=pla", b"G1 X1 F3000\n")
    assert (status, told["error"]["code"]) == (400, "app.hub_no_file")
