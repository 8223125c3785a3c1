"""Who is told of alarms, over HTTP. Docs: docs/guides/notices.md."""

import asyncio
from typing import Any

from fastapi import Request
from starlette.responses import Response

from layerworks.app.hub.notices.receiver import Quiet, Receiver, receiver_of
from layerworks.app.hub.notices.sending import credentials_of
from layerworks.web.answers import DONE, answer
from layerworks.web.problems import told
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import people as shapes
from layerworks.web.shapes.base import NO_REASON, Done, Reasons

routes = router("notices")


@routes.get("/api/v1/notices", response_model=shapes.Receivers)
async def receivers(request: Request) -> Response:
    """Everybody who is told of alarms, and why the last notice was not taken."""
    notifier = hub_of(request).notifier
    rows = [_row(r) | {"trouble": _trouble(request, r.name)} for r in notifier.receivers.values()]
    return answer({"receivers": rows})


@routes.post("/api/v1/notices", status_code=201, response_model=shapes.MadeReceiver)
async def add(request: Request, body: shapes.ToReceive) -> Response:
    """Add a receiver; a webhook's signing secret is told this once."""
    hub = hub_of(request)
    receiver, address = receiver_of(body.model_dump(exclude_unset=True))
    credentials, secret = await asyncio.to_thread(credentials_of, receiver, address)
    hub.notifier.add(receiver, credentials, hub.now(), who_of(request), body.why)
    return answer(_row(receiver) | ({"secret": secret} if secret else {}), 201)


@routes.post("/api/v1/notices/{name}/try", response_model=Done)
async def try_out(request: Request, name: str, body: Reasons = NO_REASON) -> Response:
    """Send a message that only shows that the way is open."""
    hub = hub_of(request)
    await asyncio.to_thread(hub.notifier.try_out, name, hub.now())
    return answer(DONE)


@routes.delete("/api/v1/notices/{name}", response_model=Done)
async def remove(request: Request, name: str, body: Reasons = NO_REASON) -> Response:
    """Let a receiver go."""
    hub = hub_of(request)
    hub.notifier.remove(name, hub.now(), who_of(request), body.why)
    return answer(DONE)


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


def _trouble(request: Request, name: str) -> str | None:
    trouble = hub_of(request).notifier.troubles.get(name)
    return told(request, trouble)["text"] if trouble else None
