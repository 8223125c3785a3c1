"""The MTConnect agent over HTTP: probe, current, sample, assets, and streams of them. Docs: docs/guides/outward.md.

Source: MTConnect 2.0, part 1, 8 (“HTTP request and response”): paths, parameters, multipart streams, heartbeats.
"""

import asyncio
import contextlib
import secrets
import socket
import uuid
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from layerworks.app.hub.following import Seen, keep_telling, lasting_id
from layerworks.app.hub.house import Hub
from layerworks.catalogue import machine as machine_of
from layerworks.outward.mtconnect.agent import Agent, Answer, CannotAnswer
from layerworks.outward.mtconnect.model import Device, device_of
from layerworks.outward.sight import Sight
from layerworks.web.credentials import token_in
from layerworks.web.guarding import Buckets
from layerworks.web.rim import address_of
from layerworks.web.streams import Streams

PREFIX = "/mtconnect"
EVERY_S = 1.0  # observations of a machine are taken that often: what is finer is in the hub's own telemetry
HEARTBEAT_MS = 10_000
SLOWEST_MS = 3_600_000
STREAMS = 32
NO_STORE = {"Cache-Control": "no-store"}
XML, MIXED = "text/xml", "multipart/x-mixed-replace"
OF = ("", "/{device}")  # all devices, or one


class Desk:
    """The agent with its hub, and those who listen to it."""

    def __init__(self, hub: Hub) -> None:
        now, sender = hub.now(), socket.gethostname()
        own = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"layerworks.{sender}"))
        self.hub = hub
        self.agent = Agent(int(now.timestamp()), sender, own, now, lambda sight, heaters: _model(hub, sight, heaters))
        self.free = asyncio.Semaphore(STREAMS)
        self.closing = asyncio.Event()
        self._round = asyncio.Event()  # over when there is something to tell

    async def keep(self) -> None:
        """Let the agent see the hub's machines for ever."""

        async def look(seen: Seen) -> None:
            if self.agent.see(seen, self.hub.now()):
                self._turn()

        await keep_telling(self.hub, EVERY_S, look)

    async def pause(self, for_s: float) -> None:
        """Wait so long, or until the door is closed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(for_s):
                await self.closing.wait()

    async def newer(self, following: int, longest_s: float) -> None:
        """Wait until there are observations from a number on, for a heartbeat's time, or until the door is closed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                while self.agent.following <= following and not self.closing.is_set():
                    await self._round.wait()

    def close(self) -> None:
        """Say goodbye to all who listen."""
        self.closing.set()
        self._turn()

    def _turn(self) -> None:
        self._round, over = asyncio.Event(), self._round
        over.set()


def mtconnect_door(hub: Hub, streams: Streams) -> Starlette:
    """Return the application of the agent, to be mounted at its prefix. streams: what is kept with the door."""
    app = Starlette(
        routes=[
            *(Route(f"{of}/probe", probe) for of in OF),
            *(Route(f"{of}/current", current) for of in OF),
            *(Route(f"{of}/sample", sample) for of in OF),
            *(Route(f"{of}/assets", assets) for of in OF),
            Route("/", probe),
            Route("/asset", assets),
            Route("/asset/{ids}", asset),
            Route("/assets/{ids}", asset),
        ],
        middleware=[Middleware(_Rim, hub=hub)],
        exception_handlers={CannotAnswer: _cannot, HTTPException: _no_route},
    )
    app.router.redirect_slashes = False
    app.state.desk = desk = Desk(hub)
    streams.add(desk.keep, desk.close)
    return app


async def probe(request: Request) -> Response:
    """Tell what devices there are."""
    return await _document(request, _desk(request).agent.probe(_device(request)))


async def current(request: Request) -> Response:
    """Tell the latest of everything, once or over and over."""
    agent, device, path = _desk(request).agent, _device(request), request.query_params.get("path")
    if (interval := _number(request, "interval", 0, SLOWEST_MS)) is None:
        return await _document(request, agent.current(device, path, _number(request, "at", 0)))
    if "at" in request.query_params:
        raise CannotAnswer("INVALID_REQUEST", "'at' and 'interval' do not go together")
    agent.current(device, path)
    return _stream(request, interval, lambda _: agent.current(device, path), every_time=True)


async def sample(request: Request) -> Response:
    """Tell observations from a number on, once or as they come."""
    agent, device, path = _desk(request).agent, _device(request), request.query_params.get("path")
    start, count = _number(request, "from", 0), _number(request, "count", 1) or 100
    first = agent.sample(device, path, start or None, count)
    if (interval := _number(request, "interval", 0, SLOWEST_MS)) is None:
        return await _document(request, first)
    begin = start or first.following
    return _stream(request, interval, lambda at: agent.sample(device, path, at or begin, count))


async def assets(request: Request) -> Response:
    """Say that there are no assets."""
    return await _document(request, _desk(request).agent.assets())


async def asset(request: Request) -> Response:
    """Say that there is no such asset."""
    raise CannotAnswer("ASSET_NOT_FOUND", f"there is no asset '{request.path_params['ids']}'")


def _model(hub: Hub, sight: Sight, known: tuple[str, ...]) -> Device:
    """Return the model of a machine: with the heaters of its type, those known so far, and those heard now."""
    kind = machine_of(sight.machine_type)
    heaters = ["nozzle", *(["bed"] if kind.bed_max_c else []), *(["chamber"] if kind.chamber_max_c else []), *known]
    heard = [heater.name for heater in sight.heaters]
    return device_of(
        sight.machine, lasting_id(hub, sight.machine), kind.maker, kind.name.en, tuple(dict.fromkeys(heaters + heard))
    )


class _Rim:
    """The way in. Clients of Basic ask without a password first: that is no guess."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        self._app, self._hub = app, hub
        self._known, self._unknown, self._guessing = Buckets(50.0, 200.0), Buckets(5.0, 50.0), Buckets(0.2, 10.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        token = token_in(request.headers)
        bearer = self._hub.admission.bearer_of(token)
        strangers = self._guessing if token else self._unknown
        if not (self._known.take(bearer.name) if bearer else strangers.take(address_of(scope))):
            refusal = _error(request, CannotAnswer("TOO_MANY", "too many requests"), 429)
        elif bearer is None or not bearer.may("read"):
            refusal = _error(request, CannotAnswer("UNAUTHORIZED", "a token with the right to read is wanted"), 401)
            refusal.headers["WWW-Authenticate"] = 'Basic realm="layerworks"'
        else:
            return await self._app(scope, receive, send)
        await refusal(scope, receive, send)


async def _cannot(request: Request, why: Exception) -> Response:
    assert isinstance(why, CannotAnswer)
    return _error(request, why, 404 if why.code in ("NO_DEVICE", "ASSET_NOT_FOUND") else 400)


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return _error(request, CannotAnswer("UNSUPPORTED", f"{request.method} is not supported"), 405)
    return _error(request, CannotAnswer("INVALID_URI", f"there is no '{request.url.path}'"), 404)


def _desk(request: Request) -> Desk:
    return request.app.state.desk


def _device(request: Request) -> str | None:
    return request.path_params.get("device") or request.query_params.get("device")


def _number(request: Request, key: str, least: int, most: int = 2**63) -> int | None:
    text = request.query_params.get(key)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise CannotAnswer("INVALID_REQUEST", f"'{key}' is no whole number: {text}")
    if not least <= int(text) <= most:
        raise CannotAnswer("OUT_OF_RANGE", f"'{key}' is from {least} to {most}")
    return int(text)


async def _document(request: Request, answer: Answer) -> Response:
    text = await asyncio.to_thread(answer.document, _desk(request).hub.now())
    return Response(text, media_type=XML, headers=NO_STORE)


def _error(request: Request, why: CannotAnswer, status: int) -> Response:
    text = _desk(request).agent.error(why, datetime.now(UTC))
    return Response(text, status, media_type=XML, headers=NO_STORE)


def _stream(
    request: Request, interval_ms: int, next_of: Callable[[int], Answer], *, every_time: bool = False
) -> StreamingResponse:
    """Send documents one after the other: what is new, at most once an interval; an empty one as a sign of life.

    next_of: the answer from a number on, 0 at first. every_time: send whether there is anything new or not.
    """
    heartbeat_ms = _number(request, "heartbeat", 1, SLOWEST_MS) or HEARTBEAT_MS
    desk, boundary = _desk(request), secrets.token_hex(16)
    if desk.free.locked():
        raise CannotAnswer("TOO_MANY", f"there are {STREAMS} streams already")

    async def parts() -> AsyncGenerator[bytes]:
        following = 0
        async with desk.free:
            while not desk.closing.is_set():
                try:
                    answer = next_of(following)
                    document = await asyncio.to_thread(answer.document, desk.hub.now())
                except CannotAnswer as why:  # the client was so slow that what it wants next is gone
                    yield _part(boundary, desk.agent.error(why, desk.hub.now()))
                    return
                following = answer.following
                yield _part(boundary, document)
                await desk.pause(max(interval_ms, 1) / 1000.0)
                if not every_time:
                    await desk.newer(following, heartbeat_ms / 1000.0)

    return StreamingResponse(parts(), headers={"Content-Type": f"{MIXED};boundary={boundary}", **NO_STORE})


def _part(boundary: str, document: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-type: text/xml\r\nContent-length: {len(document)}\r\n\r\n"
    return head.encode() + document + b"\r\n"
