"""Tokens with a right of their own, from the command line to the hub's door."""

import json

import pytest

from layerworks.cli.door import run


@pytest.fixture(scope="module")
def hub(house):
    return house.hub()


def test_a_token_for_the_queue_opens_nothing_else_and_ends_when_withdrawn(hub, speaking, capsys):
    assert run(["tokens", "add", "slicer", "--json"]) == 0
    token = json.loads(capsys.readouterr().out)["token"]
    status, told = hub.ask("GET", "machines", token=token)
    assert (status, told["code"]) == (403, "app.hub_not_allowed")
    assert hub.ask("POST", "tokens", {"name": "more", "right": "all"}, token=token)[0] == 403
    assert run(["tokens", "list", "--json"]) == 0
    assert {"name": "slicer", "right": "queue", "machines": ""} in json.loads(capsys.readouterr().out)["tokens"]
    assert run(["tokens", "revoke", "slicer", "--why", "left"]) == 0
    assert hub.ask("GET", "machines", token=token)[0] == 401


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["owner"], "has a token"), (["a/b"], "cannot be the name"), (["x", "--right", "love"], "no right")],
)
def test_names_and_rights_that_cannot_be_are_refused(speaking, capsys, arguments, told):
    assert run(["tokens", "add", *arguments]) != 0
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("right", "looks", "audits", "queues", "works", "owns"),
    [
        ("viewer", True, False, False, False, False),
        ("operator", True, True, False, True, False),
        ("planner", True, True, True, False, False),
        ("all", True, True, True, True, True),
    ],
)
def test_a_role_opens_what_it_needs_and_nothing_else(hub, right, looks, audits, queues, works, owns):
    token = hub.do("POST", "tokens", {"name": f"a-{right}", "right": right})["token"]

    def let_in(method: str, path: str, body: object = None) -> bool:
        return hub.ask(method, path, body, token=token)[0] != 403

    assert let_in("GET", "machines") is looks
    assert let_in("GET", "audit") is audits
    assert let_in("POST", "queue?machine_type=none", b"G1") is queues
    assert let_in("POST", "machines/none/pause") is works
    assert [let_in("POST", path, {}) for path in ("tokens", "claims", "notices")] == [owns] * 3
    assert let_in("DELETE", "machines/none") is owns
    assert let_in("GET", "tokens") is owns
    hub.do("DELETE", f"tokens/a-{right}", {"why": "was a test"})


def test_a_token_for_a_hall_works_only_there(hub):
    made = {"name": "hall2", "right": "operator", "machines": "hall2-*"}
    token = hub.do("POST", "tokens", made)["token"]
    assert hub.ask("POST", "machines/hall2-1/pause", {}, token=token)[0] == 404
    assert hub.ask("POST", "machines/hall1-1/pause", {}, token=token)[0] == 403
    assert hub.ask("POST", "stop-all", {}, token=token)[0] == 403
    assert hub.ask("GET", "machines", token=token)[0] == 200


def test_the_last_owner_cannot_lock_the_door(speaking, capsys):
    assert run(["tokens", "withdraw", "owner"]) != 0
    assert "the last" in capsys.readouterr().err


def test_no_file_of_the_hub_is_read_because_a_request_names_it(hub):
    status, told = hub.ask("POST", "queue?machine_type=/etc/x.toml&material=pla", b"G1 X1 F3000\n")
    assert (status, told["code"]) == (400, "app.hub_no_file")
