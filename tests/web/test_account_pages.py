"""The pages to sign in, in both languages, as a browser without scripts uses them."""

import re
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import pytest

PASSWORD, ANOTHER = "a sentence of her own", "another sentence of hers"


class Browser:
    """Keeps cookies, sends forms, follows where it is sent."""

    def __init__(self, hub, language="en"):
        self.hub, self.language, self.cookies, self.at = hub, language, {}, ""

    def open(self, path, form=None, body=None):
        connection = HTTPConnection(urlsplit(self.hub.url).netloc, timeout=60)
        headers = {"Accept": "text/html", "Accept-Language": self.language, "Connection": "close"}
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if form is not None or body is not None:
            headers |= {"Origin": self.hub.url, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form) if form is not None else body
        connection.request("GET" if body is None else "POST", path, body, headers)
        with connection.getresponse() as answer:
            self.headers, self.text = answer.headers, answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        self.at = path
        if answer.status == 303:
            return self.open(answer.headers["Location"])
        return answer.status


@pytest.fixture(scope="module")
def hub(house):
    hub = house.hub()
    hub.owner = Browser(hub)
    form = {"code": hub.process.stdout.readline().split()[-1], "name": "li", "password": PASSWORD, "again": PASSWORD}
    assert hub.owner.open("/join", form | {"again": "other"}) == 400
    assert "not the same" in hub.owner.text
    assert hub.owner.open("/join", form) == 200
    assert (hub.owner.at, "everything (owner)" in hub.owner.text) == ("/account", True)
    return hub


def test_who_is_not_signed_in_is_led_to_the_page_and_from_there_to_where_it_was(hub):
    browser = Browser(hub)
    assert browser.open("/account") == 200
    assert browser.at == "/sign-in?next=/account"
    assert 'value="/account"' in browser.text
    assert browser.open("/sign-in", {"name": "li", "password": "wrong", "next": "/people"}) == 401
    assert "Name or password is not right." in browser.text
    assert browser.open("/sign-in", {"name": "li", "password": PASSWORD, "next": "/people"}) == 200
    assert browser.at == "/people"
    for elsewhere in ("//evil.example", "https://evil.example", r"/\evil.example", ""):
        assert browser.open("/sign-in", {"name": "li", "password": PASSWORD, "next": elsewhere}) == 200
        assert browser.at == "/account"


@pytest.mark.parametrize(("language", "title"), [("en", "Sign in"), ("zh-CN", "登录")])
def test_the_page_speaks_the_language_of_its_reader_and_remembers_another(hub, language, title):
    browser = Browser(hub, language)
    browser.open("/sign-in")
    assert f"<h1>{title}</h1>" in browser.text
    browser.open("/sign-in?lang=zh-CN")
    browser.open("/join")
    assert '<html lang="zh-CN"' in browser.text
    assert "创建账户" in browser.text


def test_no_script_stands_in_a_page_and_nothing_comes_from_elsewhere(hub):
    for path in ("/sign-in", "/join", "/account", "/people"):
        assert hub.owner.open(path) == 200
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=|javascript:", hub.owner.text)
        assert not re.search(r'(?:src|href|action)="(?!/|#)', hub.owner.text)
        policy = hub.owner.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert hub.owner.headers["Cache-Control"] == "no-store"


def test_the_owner_invites_and_the_invited_looks_after_the_account(hub):
    assert hub.owner.open("/people", {"name": "a b", "right": "viewer"}) == 400
    assert hub.owner.open("/people", {"name": "mei", "right": "operator", "machines": "hall2-*"}) == 200
    code = re.search(r"Code of mei, shown this once: ([0-9a-f-]+)", hub.owner.text)[1]
    mei, phone = Browser(hub), Browser(hub)
    assert mei.open("/join", {"code": code, "password": PASSWORD, "again": PASSWORD}) == 200
    assert "hall2-*" in mei.text
    assert mei.open("/people") == 403
    assert "<code>layerworks tokens list</code>" in mei.text
    assert phone.open("/sign-in", {"name": "mei", "password": PASSWORD}) == 200
    form = {"old": PASSWORD, "new": ANOTHER, "again": ANOTHER}
    assert mei.open("/account/password", form | {"new": "short", "again": "short"}) == 400
    assert mei.open("/account/password", form) == 200
    assert "The password was changed." in mei.text
    assert (phone.open("/account"), phone.at) == (200, "/sign-in?next=/account")
    [here] = re.findall(r"/account/sessions/(\w+)/end", mei.text)
    assert mei.open(f"/account/sessions/{here}/end", {}) == 200
    assert mei.at == "/sign-in"
    assert hub.owner.open("/people/li/close", {}) == 409
    assert hub.owner.open("/people/mei/close", {}) == 200
    assert Browser(hub).open("/sign-in", {"name": "mei", "password": ANOTHER}) == 401


def test_a_mistyped_code_keeps_the_secret_that_the_app_has_scanned(hub):
    assert hub.owner.open("/account/second-factor", {}) == 200
    [secret] = re.findall("<code>([A-Z2-7]+)</code>", hub.owner.text)
    assert hub.owner.open("/account/second-factor/confirm", {"code": "none"}) == 400
    assert secret in hub.owner.text
    assert "Type the six digits that your app shows now" in hub.owner.text
    assert 'href="/account?lang=zh-CN"' in hub.owner.text


@pytest.mark.parametrize(("path", "form", "status"), [("/nowhere", None, 404), ("/materials", {}, 405)])
def test_a_browser_that_went_astray_is_led_back_by_a_page(hub, path, form, status):
    assert hub.owner.open(path, form) == status
    assert '<a class="button first" href="/showroom">' in hub.owner.text
    assert hub.owner.open(f"/api/v1{path}", form) == 404
    assert hub.owner.headers["Content-Type"] == "application/problem+json"


def test_a_form_that_takes_long_to_read_is_not_read(hub):
    stranger, body = Browser(hub), "&" * 100_000
    assert stranger.open("/sign-in", body=body) == 413
    assert stranger.open("/api/v1/me/session", body="[" + "0," * 50_000 + "0]") == 413
    assert hub.owner.open("/account/password", body=body) == 413
