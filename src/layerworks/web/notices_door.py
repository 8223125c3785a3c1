"""Who is told of alarms, over HTTP. Docs: docs/guides/notices.md."""

import asyncio
from typing import Any

from aiohttp import web

from layerworks.app.hub.notices.receiver import Quiet, Receiver, receiver_of
from layerworks.app.hub.notices.sending import credentials_of
from layerworks.web.rim import HUB, WHO, body_of, told

routes = web.RouteTableDef()


@routes.get("/api/v1/notices")
async def receivers(request: web.Request) -> web.Response:
    """Everybody who is told of alarms, and why the last notice was not taken."""
    notifier = request.app[HUB].notifier
    rows = [_row(r) | {"trouble": _trouble(request, r.name)} for r in notifier.receivers.values()]
    return web.json_response({"receivers": rows})


@routes.post("/api/v1/notices")
async def add(request: web.Request) -> web.Response:
    """Add a receiver; a webhook's signing secret is told this once."""
    hub, body = request.app[HUB], await body_of(request)
    receiver, address = receiver_of(body)
    credentials, secret = await asyncio.to_thread(credentials_of, receiver, address)
    hub.notifier.add(receiver, credentials, hub.now(), request[WHO], str(body.get("why", "")))
    return web.json_response(_row(receiver) | ({"secret": secret} if secret else {}), status=201)


@routes.post("/api/v1/notices/{name}/try")
async def try_out(request: web.Request) -> web.Response:
    """Send a message that only shows that the way is open."""
    hub = request.app[HUB]
    await asyncio.to_thread(hub.notifier.try_out, request.match_info["name"], hub.now())
    return web.json_response({"ok": True})


@routes.delete("/api/v1/notices/{name}")
async def remove(request: web.Request) -> web.Response:
    """Let a receiver go."""
    hub, body = request.app[HUB], await body_of(request)
    hub.notifier.remove(request.match_info["name"], hub.now(), request[WHO], str(body.get("why", "")))
    return web.json_response({"ok": True})


def _row(receiver: Receiver) -> dict[str, Any]:
    return {
        "name": receiver.name,
        "way": receiver.way,
        "address": receiver.shown,
        "least": receiver.least.name.lower(),
        "machines": list(receiver.machines),
        "quiet": _hours(receiver.quiet),
        "time_zone": receiver.time_zone,
        "language": receiver.language,
    }


def _hours(quiet: Quiet | None) -> str:
    if quiet is None:
        return ""
    start, end = (f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in (quiet.start_min, quiet.end_min))
    return f"{start}-{end}"


def _trouble(request: web.Request, name: str) -> str | None:
    trouble = request.app[HUB].notifier.troubles.get(name)
    return told(request, trouble)["text"] if trouble else None
