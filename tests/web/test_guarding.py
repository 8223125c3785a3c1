"""How often somebody may ask."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from layerworks.app.hub.accounts import Accounts
from layerworks.app.hub.admission import Admission
from layerworks.storage import open_journal
from layerworks.storage.vault import open_vault
from layerworks.web.guarding import MOST_CALLERS, Buckets
from layerworks.web.rim import Rim
from layerworks.web.streams import while_let_in

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@given(st.lists(st.floats(0, 3), max_size=60))
def test_nobody_gets_more_than_flows_in_and_was_kept(waits):
    now = [0.0]
    buckets = Buckets(2.0, 5.0, lambda: now[0])
    taken = 0
    for wait in waits:
        now[0] += wait
        taken += buckets.take("a")
    assert taken <= 5.0 + 2.0 * now[0] + 1e-6


def test_callers_are_apart_and_old_ones_are_forgotten():
    buckets = Buckets(0.0, 1.0, lambda: 0.0)
    assert buckets.take("a")
    assert not buckets.take("a")
    assert all(buckets.take(str(n)) for n in range(MOST_CALLERS))
    assert buckets.take("a")


@given(st.floats(0.1, 10), st.integers(1, 20))
def test_who_waits_as_told_is_let_in(per_s: float, before: int):
    now = [0.0]
    buckets = Buckets(per_s, 1.0, lambda: now[0])
    for _ in range(before):
        buckets.take("a")
    now[0] += buckets.wait_s("a") + 1e-6
    assert buckets.take("a")


@pytest.fixture
def rim(tmp_path):
    with open_journal(tmp_path / "journal.sqlite", NOW) as journal:
        admission = Admission(journal)
        accounts = Accounts(journal, open_vault(tmp_path / "vault", tmp_path / "key", {}), admission)
        yield Rim(Response(), admission, accounts, lambda: NOW)


def test_nobody_looks_at_the_showroom_without_end_and_others_still_may(rim):
    statuses = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        statuses.append(message.get("status"))

    async def look(host):
        scope = {"type": "http", "method": "GET", "path": "/showroom", "headers": [], "client": (host, 1)}
        await rim(scope, receive, send)

    async def all_looks():
        for _ in range(2_000):
            await look("10.0.0.1")
        statuses.append("another")
        await look("10.0.0.2")

    asyncio.run(all_looks())
    assert statuses[0] == 200
    assert 429 in statuses
    assert 200 in statuses[statuses.index("another") :]


def test_whose_token_is_withdrawn_is_told_no_more(rim):
    left = []
    tokens = {
        name: rim._admission.make_token(name, NOW, "li", "viewer" if name == "mei" else "all") for name in ("li", "mei")
    }

    async def watching(scope, receive, send):
        async def pieces():
            for number in range(4):
                yield b"%d" % number

        async for piece in while_let_in(pieces(), "viewer", scope["ask_again"]):
            left.append(piece)
            if piece == b"1":
                rim._admission.withdraw_token("mei", NOW, "li", "left")

    rim._app = watching
    headers = [(b"authorization", f"Bearer {tokens['mei']}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/api/v1/events", "headers": headers, "client": ("10.0.0.1", 1)}
    asyncio.run(rim(scope, None, None))
    assert left == [b"0", b"1"]
