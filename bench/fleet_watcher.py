"""A watcher at the hub's door for `bench.fleet`: what it sees of every machine, and how old that is when it sees it."""

import asyncio
import time
from array import array
from typing import Any

import aiohttp
import msgspec

BINS_A_SECOND, MOST_S = 200, 120.0


class _Shown(msgspec.Struct, gc=False):
    """What we read of a machine's changed fields."""

    link: str = ""
    position_mm: tuple[float, float, float] | None = None


_EVENT = msgspec.json.Decoder(dict[str, _Shown])


class Watcher:
    """One reader of the hub's events. every_s: between two states that a machine tells. lost: links seen to break."""

    def __init__(self, url: str, token: str, every_s: float) -> None:
        self._url = f"{url}/api/v1"
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {token}"}, timeout=aiohttp.ClientTimeout(total=None)
        )
        self._sent_s: dict[str, float] = {}
        self._every_s = every_s
        self._online: set[str] = set()
        self._delays = array("q", bytes(8 * int(BINS_A_SECOND * MOST_S + 1)))
        self._reading: asyncio.Task[None] | None = None
        self._begun_s = time.monotonic()
        self.lost = 0

    async def post(self, path: str, body: Any) -> Any:
        """Ask the hub for something."""
        async with self._session.post(f"{self._url}/{path}", data=msgspec.json.encode(body)) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def get(self, path: str) -> Any:
        """Ask the hub what it knows."""
        async with self._session.get(f"{self._url}/{path}") as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def send(self, path: str, data: bytes) -> Any:
        """Send the hub something that is no JSON."""
        async with self._session.post(f"{self._url}/{path}", data=data) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def try_to_post(self, path: str, body: Any) -> bool:
        """Ask the hub for something that it may refuse; tell whether it did not."""
        async with self._session.post(f"{self._url}/{path}", data=msgspec.json.encode(body)) as answer:
            await answer.read()
            return answer.status < 300

    def begin(self) -> None:
        """Watch from now on."""
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Watch no more."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._session.close()

    async def until_seen_since(self, since: float, machines: int, limit_s: float) -> None:
        """Wait until of so many machines something is shown that they sent since a moment of the monotonic clock."""
        begun = time.monotonic()
        while (there := self.seen_since(since)) < machines:
            assert time.monotonic() - begun < limit_s, f"not within {limit_s:g} s: {there} are there"
            await asyncio.sleep(0.1)

    def seen_since(self, since: float) -> int:
        """Return of how many machines something is shown that they sent since a moment of the monotonic clock."""
        return sum(sent_s > since for sent_s in self._sent_s.values())

    def forget(self) -> None:
        """Count delays and losses from now on."""
        self.lost = 0
        self._delays = array("q", bytes(8 * len(self._delays)))

    def percentile(self, share: float) -> float:
        """Return the delay, in seconds, within which this share of all that was sent was seen."""
        most, total = share * sum(self._delays), 0
        for place, count in enumerate(self._delays):
            total += count
            if total >= most:
                return (place + 1) / BINS_A_SECOND
        return MOST_S

    def unheard(self, machines: int, since_s: float) -> int:
        """Return how many machines have shown nothing for so long."""
        oldest = time.monotonic() - since_s
        return machines - sum(sent_s >= oldest for sent_s in self._sent_s.values())

    async def _read(self) -> None:
        kept = b""
        async with self._session.get(f"{self._url}/events", read_bufsize=2**22) as answer:
            async for piece in answer.content.iter_any():
                *events, kept = (kept + piece).split(b"\n\n")
                for event in events:
                    _, found, data = event.partition(b"data: ")
                    if found:
                        self._take(_EVENT.decode(data), time.monotonic())

    def _take(self, changes: dict[str, _Shown], now: float) -> None:
        for name, shown in changes.items():
            if shown.link == "online":
                self._online.add(name)
            elif shown.link and name in self._online:
                self._online.discard(name)
                self.lost += 1
            if shown.position_mm is None or shown.position_mm[0] < self._begun_s:  # where the print began
                continue
            sent_s = shown.position_mm[0]
            before = self._sent_s.get(name, sent_s)
            self._sent_s[name] = sent_s
            for earlier in range(round((sent_s - before) / self._every_s)):  # what came between is told by this one too
                delay_s = min(MOST_S, max(0.0, now - sent_s + earlier * self._every_s))
                self._delays[int(delay_s * BINS_A_SECOND)] += 1
