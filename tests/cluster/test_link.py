"""Hubs at a real NATS server, over TLS with a password; a server that was away has cost nobody anything."""

import asyncio
import logging
from collections.abc import Callable

import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext

from cluster.nats_server import PROGRAM, NatsServer
from layerworks.cluster.link import EventLink
from layerworks.cluster.messages import Readings, Shown, Sights, encoded
from layerworks.cluster.news_talk import NewsTalk
from layerworks.cluster.readings_talk import ReadingsTalk
from layerworks.cluster.server import EventServer, event_server_at
from layerworks.cluster.sights_talk import SightsTalk
from layerworks.cluster.streams import READINGS
from layerworks.errors import Unreachable
from layerworks.words import say

PASSWORD = "a-password-of-the-events"
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="nats-server is not installed: apt-get install nats-server")


class Files:
    """An outbox and an inbox in memory; the inbox refuses the first of each."""

    def __init__(self):
        self.waiting: dict[str, bytes] = {}
        self.kept: dict[tuple[str, str], bytes] = {}
        self.full = False

    def oldest(self):
        return next(iter(self.waiting.items()), None)

    def sent(self, name: str) -> None:
        del self.waiting[name]

    def take(self, hub: str, name: str, data: bytes) -> None:
        if self.full:
            raise Unreachable(say("storage.check_disk"), say("storage.check_disk"))
        self.kept[hub, name] = data


class Hub:
    """What stands behind a link, and the link."""

    def __init__(self, server: EventServer, name: str, password: str = PASSWORD):
        self.name, self.holder = name, f"{name}-run"
        self.number, self.state = 0, {"layer": 1}
        self.heard: dict[str, dict[str, object]] = {}
        self.numbers: list[int] = []
        self.files = Files()
        sights = SightsTalk(server, name, self.beat, self.hear)
        news = NewsTalk(server, name, self.holder, lambda: self.number, self.numbers.append)
        readings = ReadingsTalk(server, name, self.files, self.files)
        talks = (sights.tell, sights.hear, news.tell, news.hear, readings.tell, readings.hear)
        self.link = EventLink(server, password, name, talks)

    def beat(self, anew: bool):
        yield Sights(self.name, self.holder, {f"m-{self.name}": Shown(1, self.state, whole=anew)})

    def hear(self, sights: Sights) -> None:
        for machine, shown in sights.machines.items():
            self.heard[machine] = shown.fields


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60.0):
        while not so():
            await asyncio.sleep(0.02)


def test_what_one_says_the_other_hears_also_after_the_server_was_away(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    real = NatsServer(tmp_path, PASSWORD)
    server = event_server_at(real.url, real.certificate)

    async def talk() -> None:
        a, b = Hub(server, "a"), Hub(server, "b")
        a.files.waiting["early"] = b"x" * 1_500_000
        a.number = 5
        tasks = [asyncio.create_task(a.link.run())]
        await until(lambda: not a.files.waiting)
        tasks.append(asyncio.create_task(b.link.run()))  # who comes later finds what was said before
        await until(lambda: b.heard.get("m-a") == {"layer": 1} and b.numbers == [5])
        await until(lambda: b.files.kept == {("a", "early"): b"x" * 1_500_000})
        assert a.files.kept == {}
        real.stop()
        await until(lambda: not a.link.up and not b.link.up)
        a.files.waiting["late"] = b"y"
        a.number, a.state = 6, {"layer": 2}
        real.start()
        await until(lambda: b.heard.get("m-a") == {"layer": 2} and b.numbers[-1] == 6)
        await until(lambda: ("a", "late") in b.files.kept)
        assert not a.files.waiting
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    try:
        asyncio.run(talk())
    finally:
        real.stop()
    assert PASSWORD not in caplog.text


def test_parts_that_do_not_belong_together_break_nobody(tmp_path, caplog):
    real = NatsServer(tmp_path, PASSWORD)
    server = event_server_at(real.url, real.certificate)

    async def forge(_client: Client, jetstream: JetStreamContext) -> None:
        for part in (Readings("c", "n", 5, 10, b""), Readings("c", "n", 0, 2, b"x"), Readings("c", "n", 1, 2, b"y")):
            await jetstream.publish(server.subject(READINGS, "c"), encoded(part))
        await asyncio.Event().wait()

    async def talk() -> None:
        hub = Hub(server, "b")
        links = hub.link, EventLink(server, PASSWORD, "c", [forge])
        tasks = [asyncio.create_task(link.run()) for link in links]
        await until(lambda: bool(hub.files.kept) or "broke" in caplog.text)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert hub.files.kept == {("c", "n"): b"xy"}

    try:
        asyncio.run(talk())
    finally:
        real.stop()
    assert "broke" not in caplog.text


def test_with_a_wrong_password_nothing_is_said_and_nothing_breaks(tmp_path, caplog):
    real = NatsServer(tmp_path, PASSWORD)

    async def talk() -> None:
        hub = Hub(event_server_at(real.url, real.certificate), "a", "wrong")
        task = asyncio.create_task(hub.link.run())
        await until(lambda: "no events" in caplog.text)
        assert not hub.link.up
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    try:
        asyncio.run(talk())
    finally:
        real.stop()
    assert "wrong" not in caplog.text
