"""Alarms, telemetry and metrics over HTTP. Docs: docs/guides/fleet.md."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import Body, Query, Request
from starlette.responses import Response

from layerworks.app.hub.errands import errands
from layerworks.app.hub.metrics import metrics_of
from layerworks.errors import Missing
from layerworks.fleet import Quantity
from layerworks.fleet.alarms import Alarm, plain
from layerworks.web.answers import DONE, answer
from layerworks.web.problems import bad, told
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import attention as shapes
from layerworks.web.shapes.base import Done, OrNothing
from layerworks.words import say

routes = router("attention")
METRICS: dict[str, Any] = {"text/plain": {"schema": {"type": "string"}, "example": 'layerworks_online{machine="v1"} 1'}}


@routes.get("/api/v1/alarms", response_model=shapes.Attention)
async def alarms(
    request: Request, shelved: Annotated[bool, Query(description="With those that were put aside")] = False
) -> Response:
    """All alarms that are not over, in the order in which they want attention; and what is to be done anyway."""
    hub = hub_of(request)
    heard = hub.attention.board.all if shelved else hub.attention.board.heard(hub.now())
    to_do = [{"machine": errand.machine, "kind": errand.kind} for errand in errands(hub.floor.posts)]
    return answer({"alarms": [_alarm(request, alarm) for alarm in heard], "errands": to_do})


@routes.post("/api/v1/alarms/{machine}/{rule}/acknowledge", response_model=Done)
async def acknowledge(
    request: Request, machine: str, rule: str, body: Annotated[shapes.OfAlarm, Body()] = shapes.THE_ONLY_ONE
) -> Response:
    """Say that somebody knows of an alarm."""
    hub = hub_of(request)
    hub.attention.acknowledge((machine, rule, body.of), who_of(request), body.why, hub.now())
    return answer(DONE)


@routes.post("/api/v1/alarms/{machine}/{rule}/shelve", response_model=Done)
async def shelve(
    request: Request, machine: str, rule: str, body: Annotated[shapes.ToShelve, Body()] = shapes.FOR_A_SHIFT
) -> Response:
    """Put an alarm aside for a while."""
    hub = hub_of(request)
    now = hub.now()
    until = now + timedelta(hours=body.hours)
    hub.attention.shelve((machine, rule, body.of), who_of(request), body.why, until, now)
    return answer(DONE)


@routes.get("/api/v1/telemetry", response_model=shapes.Telemetry)
async def telemetry(
    request: Request,
    machine: Annotated[str | None, Query(examples=["v1"])] = None,
    attempt: str | None = None,
    of: Annotated[tuple[str, ...], Query(description="Heaters and the like; repeatable", examples=[["nozzle"]])] = (),
    quantity: Annotated[tuple[Quantity, ...], Query(description="Repeatable")] = (),
    start: Annotated[datetime | None, OrNothing, Query(examples=["2026-11-25T16:00Z"])] = None,
    end: Annotated[datetime | None, OrNothing] = None,
    stretches: Annotated[int, Query(description="How finely the time is told: 1 to 10,000")] = 500,
) -> Response:
    """Kept readings by machine, attempt and time; `stretches` thins them, extremes kept."""
    try:
        from layerworks.storage.telemetry import Question, ask
    except ImportError:
        raise Missing(say("app.hub_no_telemetry"), say("app.hub_no_telemetry_remedy")) from None
    question = Question(
        machine=machine,
        attempt=attempt,
        owners=of,
        quantities=quantity,
        start=_aware(start),
        end=_aware(end),
        stretches=max(1, min(10_000, stretches)),
    )
    found = await asyncio.to_thread(ask, hub_of(request).telemetry, question)
    series = [
        {
            "machine": s.machine,
            "attempt": s.attempt,
            "of": s.channel.of,
            "quantity": s.channel.quantity.value,
            "taken_s": s.taken_s.tolist(),
            "value": s.value.tolist(),
        }
        for s in found.series
    ]
    return answer({"series": series})


@routes.get("/metrics", response_class=Response, responses={200: {"content": METRICS}})
async def metrics(request: Request) -> Response:
    """The state of the fleet for Prometheus."""
    hub = hub_of(request)
    text = metrics_of(hub.floor.posts, hub.floor.queue, hub.attention.board, hub.attention.courses)
    return Response(text, media_type="text/plain", headers={"Cache-Control": "no-store"})


def _alarm(request: Request, alarm: Alarm) -> dict[str, Any]:
    return plain(alarm) | {"what": told(request, alarm.what), "remedy": told(request, alarm.remedy)}


def _aware(time: datetime | None) -> datetime | None:
    if time is None:
        return None
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError as error:  # the first and the last day there is
        raise bad(str(error)) from None
