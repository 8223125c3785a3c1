"""People at the hub's door: the first account, invitations, sessions on devices, and pages of others."""

import json
import time
from base64 import b32decode
from http.cookies import SimpleCookie

import pytest

from layerworks.app.hub.totp import STEP_S, code_at
from layerworks.cli.door import run
from web.hub_process import HubProcess

OWNERS, MEIS, RENEWED = "correct horse battery", "an operator's long sentence", "another long sentence"


class Browser:
    """Somebody with a cookie."""

    def __init__(self, hub: HubProcess, agent: str = "Firefox"):
        self.hub, self.cookie, self.agent = hub, "", agent

    def ask(self, method, path, body=None, **headers):
        told = {
            "Authorization": "", "Cookie": self.cookie, "User-Agent": self.agent, "Origin": self.hub.url,
            "Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()},
        }  # fmt: skip
        sent = {name: text for name, text in told.items() if text} | {"Authorization": ""}
        answer = self.hub.open(method, f"/api/v1/{path}", sent, json.dumps(body).encode() if body is not None else None)
        if set_cookie := answer.headers["Set-Cookie"]:
            [(name, morsel)] = SimpleCookie(set_cookie).items()
            self.cookie, self.morsel = f"{name}={morsel.value}" if morsel.value else "", morsel
        return answer.status, json.load(answer)

    def sign_in(self, name, password):
        return self.ask("POST", "me/session", {"name": name, "password": password})


@pytest.fixture(scope="module")
def hub(house):
    hub = house.hub()
    hub.first = hub.process.stdout.readline().split()[-1]
    hub.owner = Browser(hub)
    status, told = hub.owner.ask("POST", "join", {"code": hub.first, "name": "li", "password": OWNERS})
    assert (status, told) == (201, {"name": "li", "right": "all", "machines": ""})
    return hub


def invited(hub, name, right="operator", machines="", password=MEIS, agent="Firefox"):
    """Return the browser of somebody who used an invitation."""
    asked = {"name": name, "right": right, "machines": machines, "why": "new here"}
    browser = Browser(hub, agent)
    code = hub.do("POST", "accounts", asked)["code"]
    status, told = browser.ask("POST", "join", {"code": code.upper().replace("-", " "), "password": password})
    assert (status, told["name"]) == (201, name)
    return browser


def test_the_code_of_the_first_start_makes_one_owner(hub):
    assert hub.owner.ask("GET", "me")[1]["right"] == "all"
    status, told = Browser(hub).ask("POST", "join", {"code": hub.first, "name": "eve", "password": OWNERS})
    assert (status, told["code"]) == (400, "accounts.bad_code")
    assert (hub.owner.morsel["httponly"], hub.owner.morsel["samesite"], hub.owner.morsel["path"]) == (True, "lax", "/")


def test_an_invitation_is_good_once_and_for_what_it_says(hub):
    code = hub.do("POST", "accounts", {"name": "mei", "right": "operator", "machines": "hall2-*"})["code"]
    assert [i["name"] for i in hub.do("GET", "accounts")["invited"]] == ["mei"]
    mei = Browser(hub)
    assert mei.ask("POST", "join", {"code": code, "password": "short"})[1]["code"] == "accounts.password_length"
    assert mei.ask("POST", "join", {"code": code, "password": "mei-mei-mei"})[1]["code"] == "accounts.password_name"
    assert mei.ask("POST", "join", {"code": code, "name": "li", "password": MEIS})[1]["name"] == "mei"
    assert Browser(hub).ask("POST", "join", {"code": code, "password": MEIS})[0] == 400
    assert mei.ask("GET", "machines")[0] == 200
    assert mei.ask("POST", "machines/hall2-1/pause", {})[0] == 404
    assert mei.ask("POST", "machines/hall1-1/pause", {})[0] == 403
    assert mei.ask("POST", "accounts", {"name": "eve"})[0] == 403
    assert mei.ask("GET", "accounts")[0] == 403


def test_a_code_is_good_for_no_more_than_its_person_may_today(hub):
    ning = invited(hub, "ning", "planner")
    old, new = (hub.do("POST", "accounts", {"name": "ning"})["code"] for _ in range(2))
    hub.do("PUT", "accounts/ning", {"right": "viewer"})
    assert ning.ask("POST", "join", {"code": old, "password": RENEWED})[1]["code"] == "accounts.bad_code"
    assert ning.ask("POST", "join", {"code": new, "password": RENEWED})[1]["right"] == "viewer"


def test_a_token_that_came_first_keeps_its_name(hub):
    code = hub.do("POST", "accounts", {"name": "qi"})["code"]
    hub.do("POST", "tokens", {"name": "qi", "right": "queue"})
    assert Browser(hub).ask("POST", "join", {"code": code, "password": MEIS})[1]["code"] == "accounts.name_taken"


def test_sessions_are_listed_ended_and_end_with_the_password(hub):
    here = invited(hub, "sun", "viewer", agent="Firefox")
    there = Browser(hub, "Safari")
    assert there.sign_in("sun", MEIS)[0] == 200
    shown = here.ask("GET", "me/sessions")[1]["sessions"]
    assert [(s["device"], s["here"]) for s in shown] == [("Firefox", True), ("Safari", False)]
    assert here.ask("DELETE", f"me/sessions/{shown[1]['id']}")[0] == 200
    assert there.ask("GET", "me")[0] == 401
    assert there.sign_in("sun", MEIS)[0] == 200
    assert here.ask("POST", "me/password", {"old": "wrong", "new": RENEWED})[1]["code"] == "accounts.wrong"
    assert here.ask("POST", "me/password", {"old": MEIS, "new": RENEWED})[0] == 200
    assert (here.ask("GET", "me")[0], there.ask("GET", "me")[0]) == (200, 401)
    assert Browser(hub).sign_in("sun", MEIS)[0] == 401
    kept = here.cookie
    assert here.ask("DELETE", "me/session")[0] == 200
    assert here.cookie == ""
    here.cookie = kept
    assert here.ask("GET", "me")[0] == 401


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": ""},
     {"Sec_Fetch_Site": "same-site"}],
)  # fmt: skip
def test_what_a_page_of_others_sends_is_refused(hub, headers):
    status, told = hub.owner.ask("POST", "stop-all", {}, **headers)
    assert (status, told["code"]) == (403, "web.other_page")
    assert hub.owner.ask("GET", "machines", **headers)[0] == 200


def test_a_form_of_others_cannot_pass_for_json(hub):
    assert hub.owner.ask("POST", "claims", {"why": "x"}, Content_Type="text/plain")[0] == 400


def test_names_and_rights_that_cannot_be_are_refused(hub):
    hub.do("POST", "tokens", {"name": "press", "right": "read"})
    for asked, code in (
        ({"name": "press"}, "accounts.name_taken"),
        ({"name": "a/b"}, "app.hub_token_name"),
        ({"name": "x", "right": "queue"}, "accounts.no_right"),
        ({"name": "x", "right": "love"}, "app.hub_no_right"),
        ({"name": "x", "machines": "a b"}, "app.hub_token_machines"),
    ):
        status, told = hub.ask("POST", "accounts", asked)
        assert (status >= 400, told["code"]) == (True, code)
    assert hub.ask("POST", "tokens", {"name": "li", "right": "read"})[1]["code"] == "accounts.name_taken"
    assert hub.ask("DELETE", "accounts/li")[1]["code"] == "accounts.last_owner"
    assert hub.ask("PUT", "accounts/li", {"right": "viewer"})[1]["code"] == "accounts.last_owner"


def test_who_guesses_at_a_name_has_to_wait(hub):
    invited(hub, "bo", "viewer")
    tried = [hub.ask("POST", "me/session", {"name": "bo", "password": "guess"}) for _ in range(12)]
    assert {status for status, _ in tried[:9]} == {401}
    assert {told["code"] for _, told in tried[:9]} == {"accounts.wrong"}
    assert tried[-1][0] == 429


def test_with_a_second_factor_the_password_alone_does_not_let_in(hub):
    browser, thief = invited(hub, "he", "viewer"), Browser(hub)
    secret = b32decode(browser.ask("POST", "me/second-factor")[1]["secret"])
    assert browser.ask("PUT", "me/second-factor", {"code": "000000"})[1]["code"] == "accounts.code_wrong"
    assert thief.sign_in("he", MEIS)[0] == 200
    step = int(time.time()) // STEP_S
    assert browser.ask("PUT", "me/second-factor", {"code": code_at(secret, step)})[0] == 200
    assert browser.ask("GET", "me")[1]["second_factor"] is True
    assert browser.ask("POST", "me/second-factor")[1]["code"] == "accounts.second_there"
    assert browser.ask("PUT", "me/second-factor", {"code": "1"})[1]["code"] == "accounts.second_there"
    assert thief.sign_in("he", MEIS)[1]["code"] == "accounts.code_wanted"
    asked = {"name": "he", "password": MEIS}
    assert thief.ask("POST", "me/session", asked | {"code": code_at(secret, step)})[0] == 400  # it was used
    assert thief.ask("POST", "me/session", asked | {"code": code_at(secret, step + 1)})[0] == 200
    assert browser.ask("DELETE", "me/second-factor", {"password": "wrong"})[0] == 400
    assert browser.ask("DELETE", "me/second-factor", {"password": MEIS})[0] == 200
    assert thief.sign_in("he", MEIS)[0] == 200


def test_the_command_line_invites_changes_and_closes(hub, speaking, capsys):
    assert run(["accounts", "invite", "wu", "--right", "planner", "--json"]) == 0
    code = json.loads(capsys.readouterr().out)["code"]
    wu = Browser(hub)
    assert wu.ask("POST", "join", {"code": code, "password": MEIS})[0] == 201
    assert run(["accounts", "change", "wu", "--right", "viewer", "--why", "on leave"]) == 0
    assert wu.ask("GET", "me")[1]["right"] == "viewer"
    assert run(["accounts", "sign-out", "wu"]) == 0
    assert wu.ask("GET", "me")[0] == 401
    assert run(["accounts", "invite", "wu"]) == 0
    assert "/join" in capsys.readouterr().out
    assert run(["accounts", "list"]) == 0
    assert "wu" in capsys.readouterr().out
    assert run(["accounts", "close", "wu", "--why", "left"]) == 0
    assert run(["accounts", "close", "wu"]) == 2
    assert wu.sign_in("wu", MEIS)[0] == 401
    assert run(["machines", "audit", "accounts", "--last", "3"]) == 0
    assert "account closed" in capsys.readouterr().out


def test_nothing_that_lets_in_is_written_down_and_a_hub_that_starts_again_knows_its_people(hub):
    browser = invited(hub, "gu", "viewer")
    hub.kill()
    secrets = [OWNERS, MEIS, RENEWED, hub.first, browser.cookie.partition("=")[2], "argon2"]
    files = [p for p in [hub.log, *hub.folder.rglob("*")] if p.is_file() and p.name != "credentials.key"]
    assert [(p.name, s) for p in files for s in secrets if s.encode() in p.read_bytes()] == []
    hub.start()
    assert browser.ask("GET", "me")[1]["name"] == "gu"
    assert Browser(hub).sign_in("li", OWNERS)[0] == 200
