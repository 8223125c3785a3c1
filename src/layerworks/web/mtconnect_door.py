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
from typing import Any

from aiohttp import web

from layerworks.app.hub.following import Seen, keep_telling, lasting_id
from layerworks.app.hub.house import Hub
from layerworks.catalogue import machine as machine_of
from layerworks.outward.mtconnect.agent import Agent, Answer, CannotAnswer
from layerworks.outward.mtconnect.model import Device, device_of
from layerworks.outward.sight import Sight
from layerworks.web.credentials import token_in
from layerworks.web.guarding import Buckets
from layerworks.web.rim import HUB, Handler

PREFIX = "/mtconnect"
EVERY_S = 1.0  # observations of a machine are taken that often: what is finer is in the hub's own telemetry
HEARTBEAT_MS = 10_000
SLOWEST_MS = 3_600_000
STREAMS = 32
ONE = r"/{device:[^/]+}"
AGENT = web.AppKey("agent", Agent)
NEWS = web.AppKey("news", asyncio.Condition)
FREE = web.AppKey("free", asyncio.Semaphore)
routes = web.RouteTableDef()


def mtconnect_door(hub: Hub) -> web.Application:
    """Return the application of the agent, to be mounted at its prefix."""
    app = web.Application(middlewares=[_rim(hub)])
    now = hub.now()
    app[HUB] = hub
    sender = socket.gethostname()
    own = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"layerworks.{sender}"))
    app[AGENT] = Agent(int(now.timestamp()), sender, own, now, lambda sight, heaters: _model(hub, sight, heaters))
    app[NEWS] = asyncio.Condition()
    app[FREE] = asyncio.Semaphore(STREAMS)
    app.add_routes(routes)
    app.cleanup_ctx.append(_look)
    return app


@routes.get("/")
@routes.get("/probe")
@routes.get(f"{ONE}/probe")
async def probe(request: web.Request) -> web.Response:
    """Tell what devices there are."""
    return await _document(request, request.app[AGENT].probe(_device(request)))


@routes.get("/current")
@routes.get(f"{ONE}/current")
async def current(request: web.Request) -> web.StreamResponse:
    """Tell the latest of everything, once or over and over."""
    agent, device, path = request.app[AGENT], _device(request), request.query.get("path")
    if (interval := _number(request, "interval", 0, SLOWEST_MS)) is None:
        return await _document(request, agent.current(device, path, _number(request, "at", 0)))
    if "at" in request.query:
        raise CannotAnswer("INVALID_REQUEST", "'at' and 'interval' do not go together")
    agent.current(device, path)
    return await _stream(request, interval, lambda _: agent.current(device, path), every_time=True)


@routes.get("/sample")
@routes.get(f"{ONE}/sample")
async def sample(request: web.Request) -> web.StreamResponse:
    """Tell observations from a number on, once or as they come."""
    agent, device, path = request.app[AGENT], _device(request), request.query.get("path")
    start, count = _number(request, "from", 0), _number(request, "count", 1) or 100
    first = agent.sample(device, path, start or None, count)
    if (interval := _number(request, "interval", 0, SLOWEST_MS)) is None:
        return await _document(request, first)
    begin = start or first.following
    return await _stream(request, interval, lambda at: agent.sample(device, path, at or begin, count))


@routes.get("/assets")
@routes.get("/asset")
@routes.get(f"{ONE}/assets")
async def assets(request: web.Request) -> web.Response:
    """Say that there are no assets."""
    return await _document(request, request.app[AGENT].assets())


@routes.get("/asset/{ids}")
@routes.get("/assets/{ids}")
async def asset(request: web.Request) -> web.Response:
    """Say that there is no such asset."""
    raise CannotAnswer("ASSET_NOT_FOUND", f"there is no asset '{request.match_info['ids']}'")


def _model(hub: Hub, sight: Sight, known: tuple[str, ...]) -> Device:
    """Return the model of a machine: with the heaters of its type, those known so far, and those heard now."""
    kind = machine_of(sight.machine_type)
    heaters = ["nozzle", *(["bed"] if kind.bed_max_c else []), *(["chamber"] if kind.chamber_max_c else []), *known]
    heard = [heater.name for heater in sight.heaters]
    return device_of(
        sight.machine, lasting_id(hub, sight.machine), kind.maker, kind.name.en, tuple(dict.fromkeys(heaters + heard))
    )


async def _look(app: web.Application) -> AsyncGenerator[None]:
    """Let the agent see the hub's machines as long as the door is open."""

    async def look(seen: Seen) -> None:
        if app[AGENT].see(seen, app[HUB].now()):
            async with app[NEWS]:
                app[NEWS].notify_all()

    task = asyncio.get_running_loop().create_task(keep_telling(app[HUB], EVERY_S, look))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _rim(hub: Hub) -> Any:
    known, unknown, guessing = Buckets(50.0, 200.0), Buckets(5.0, 50.0), Buckets(0.2, 10.0)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        token = token_in(request)
        bearer = hub.admission.bearer_of(token)
        strangers = guessing if token else unknown  # clients of Basic ask without a password first
        if not (known.take(bearer.name) if bearer else strangers.take(request.remote or "")):
            return _error(request, CannotAnswer("TOO_MANY", "too many requests"), 429)
        if bearer is None or not bearer.may("read"):
            answer = _error(request, CannotAnswer("UNAUTHORIZED", "a token with the right to read is wanted"), 401)
            answer.headers["WWW-Authenticate"] = 'Basic realm="layerworks"'
            return answer
        try:
            return await handler(request)
        except CannotAnswer as why:
            return _error(request, why, 404 if why.code in ("NO_DEVICE", "ASSET_NOT_FOUND") else 400)
        except web.HTTPMethodNotAllowed:
            return _error(request, CannotAnswer("UNSUPPORTED", f"{request.method} is not supported"), 405)
        except web.HTTPNotFound:
            return _error(request, CannotAnswer("INVALID_URI", f"there is no '{request.path}'"), 404)

    return middleware


def _device(request: web.Request) -> str | None:
    return request.match_info.get("device") or request.query.get("device")


def _number(request: web.Request, key: str, least: int, most: int = 2**63) -> int | None:
    text = request.query.get(key)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise CannotAnswer("INVALID_REQUEST", f"'{key}' is no whole number: {text}")
    if not least <= int(text) <= most:
        raise CannotAnswer("OUT_OF_RANGE", f"'{key}' is from {least} to {most}")
    return int(text)


async def _document(request: web.Request, answer: Answer) -> web.Response:
    text = await asyncio.to_thread(answer.document, request.app[HUB].now())
    return web.Response(body=text, content_type="text/xml", headers={"Cache-Control": "no-store"})


def _error(request: web.Request, why: CannotAnswer, status: int) -> web.Response:
    text = request.app[AGENT].error(why, datetime.now(UTC))
    return web.Response(body=text, status=status, content_type="text/xml", headers={"Cache-Control": "no-store"})


async def _stream(
    request: web.Request, interval_ms: int, next_of: Callable[[int], Answer], *, every_time: bool = False
) -> web.StreamResponse:
    """Send documents one after the other: what is new, at most once an interval; an empty one as a sign of life.

    next_of: the answer from a number on, 0 at first. every_time: send whether there is anything new or not.
    """
    heartbeat_ms = _number(request, "heartbeat", 1, SLOWEST_MS) or HEARTBEAT_MS
    app, boundary, following = request.app, secrets.token_hex(16), 0
    if app[FREE].locked():
        raise CannotAnswer("TOO_MANY", f"there are {STREAMS} streams already")
    async with app[FREE]:
        kind = f"multipart/x-mixed-replace;boundary={boundary}"
        stream = web.StreamResponse(headers={"Content-Type": kind, "Cache-Control": "no-store"})
        await stream.prepare(request)
        while True:
            try:
                answer = next_of(following)
                document = await asyncio.to_thread(answer.document, app[HUB].now())
            except CannotAnswer as why:  # the client was so slow that what it wants next is gone
                await stream.write(_part(boundary, app[AGENT].error(why, app[HUB].now())))
                return stream
            following = answer.following
            await stream.write(_part(boundary, document))
            await asyncio.sleep(max(interval_ms, 1) / 1000.0)
            if not every_time:
                await _news(app, following, heartbeat_ms / 1000.0)


async def _news(app: web.Application, following: int, longest_s: float) -> None:
    """Wait until there are observations from a number on, or for a heartbeat's time."""
    with contextlib.suppress(TimeoutError):
        async with app[NEWS], asyncio.timeout(longest_s):
            await app[NEWS].wait_for(lambda: app[AGENT].following > following)


def _part(boundary: str, document: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-type: text/xml\r\nContent-length: {len(document)}\r\n\r\n"
    return head.encode() + document + b"\r\n"
