"""Alarms, telemetry and metrics over HTTP. Docs: docs/guides/fleet.md."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from layerworks.app.hub.errands import errands
from layerworks.app.hub.metrics import metrics_of
from layerworks.errors import Missing
from layerworks.fleet import Quantity
from layerworks.fleet.alarms import Alarm, plain
from layerworks.web.rim import HUB, WHO, bad, body_of, told
from layerworks.words import say

routes = web.RouteTableDef()
LONGEST_SHELF_H = 24.0 * 7


@routes.get("/api/v1/alarms")
async def alarms(request: web.Request) -> web.Response:
    """All alarms that are not over, in the order in which they want attention; and what is to be done anyway."""
    hub = request.app[HUB]
    heard = hub.attention.board.heard(hub.now()) if request.query.get("shelved") != "true" else hub.attention.board.all
    to_do = [{"machine": errand.machine, "kind": errand.kind} for errand in errands(hub.floor.posts)]
    return web.json_response({"alarms": [_alarm(request, alarm) for alarm in heard], "errands": to_do})


@routes.post("/api/v1/alarms/{machine}/{rule}/{act}")
async def attend(request: web.Request) -> web.Response:
    """Acknowledge an alarm (`acknowledge`), or put it aside (`shelve`, with `hours` and `why`)."""
    hub, body = request.app[HUB], await body_of(request)
    key = (request.match_info["machine"], request.match_info["rule"], str(body.get("of", "")))
    why, now, who = str(body.get("why", "")), hub.now(), request[WHO]
    match request.match_info["act"]:
        case "acknowledge":
            hub.attention.acknowledge(key, who, why, now)
        case "shelve":
            hub.attention.shelve(key, who, why, now + timedelta(hours=_hours(body)), now)
        case other:
            raise bad(other)
    return web.json_response({"ok": True})


@routes.get("/api/v1/telemetry")
async def telemetry(request: web.Request) -> web.Response:
    """Kept readings by machine, attempt and time; `stretches` thins them, extremes kept."""
    try:
        from layerworks.storage.telemetry import Question, ask
    except ImportError:
        raise Missing(say("app.hub_no_telemetry"), say("app.hub_no_telemetry_remedy")) from None
    asked = request.query
    try:
        question = Question(
            machine=asked.get("machine"),
            attempt=asked.get("attempt"),
            owners=tuple(asked.getall("of", [])),
            quantities=tuple(Quantity(q) for q in asked.getall("quantity", [])),
            start=_time(asked.get("start")),
            end=_time(asked.get("end")),
            stretches=max(1, min(10_000, int(asked.get("stretches", "500")))),
        )
    except ValueError as error:
        raise bad(str(error)) from None
    answer = await asyncio.to_thread(ask, request.app[HUB].telemetry, question)
    series = [
        {
            "machine": s.machine,
            "attempt": s.attempt,
            "of": s.channel.of,
            "quantity": s.channel.quantity.value,
            "taken_s": s.taken_s.tolist(),
            "value": s.value.tolist(),
        }
        for s in answer.series
    ]
    return web.json_response({"series": series})


@routes.get("/metrics")
async def metrics(request: web.Request) -> web.Response:
    """The state of the fleet for Prometheus."""
    hub = request.app[HUB]
    text = metrics_of(hub.floor.posts, hub.floor.queue, hub.attention.board, hub.attention.courses)
    return web.Response(text=text, content_type="text/plain", charset="utf-8", headers={"Cache-Control": "no-store"})


def _alarm(request: web.Request, alarm: Alarm) -> dict[str, Any]:
    return plain(alarm) | {"what": told(request, alarm.what), "remedy": told(request, alarm.remedy)}


def _hours(body: dict[str, Any]) -> float:
    try:
        hours = float(body.get("hours", 8.0))
    except (TypeError, ValueError) as error:
        raise bad(str(error)) from None
    if not 0.0 < hours <= LONGEST_SHELF_H:
        raise bad(f"hours: 0 … {LONGEST_SHELF_H:g}")
    return hours


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
