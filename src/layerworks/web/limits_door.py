"""Limits of alarms and wear over HTTP. Docs: docs/guides/fleet.md."""

from typing import Annotated, Any

from fastapi import Body, Query, Request
from starlette.responses import Response

from layerworks.app.hub.catalogued import machine_named
from layerworks.app.hub.house import Hub
from layerworks.app.hub.limits import Scope
from layerworks.app.hub.wearing import wear_of
from layerworks.errors import Rejected
from layerworks.web.answers import answer
from layerworks.web.problems import language_asked
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import attention as shapes
from layerworks.web.shapes.machines import WearOfMachine
from layerworks.words import render, say

routes = router("attention")


@routes.get("/api/v1/limits", response_model=shapes.Limits)
async def limits(
    request: Request, machine: str = "", type: Annotated[str, Query(description="A machine type")] = ""
) -> Response:
    """The limits that hold for the shop, for a `type` or for a `machine`, and which were set there."""
    hub = hub_of(request)
    return answer(_shown(request, hub, _scope(hub, machine, type)))


@routes.post("/api/v1/limits", response_model=shapes.Limits)
async def change(request: Request, body: Annotated[shapes.ToLimit, Body()] = shapes.NO_CHANGE) -> Response:
    """Set limits (`set`: values by key) or let them be as usual (`unset`: keys), for the same."""
    hub, who = hub_of(request), who_of(request)
    scope = _scope(hub, body.machine, body.type)
    held = hub.attention.limits
    if body.set:
        held.set(scope, body.set, hub.now(), who, body.why)
    if body.unset:
        held.unset(scope, body.unset, hub.now(), who, body.why)
    return answer(_shown(request, hub, scope))


@routes.get("/api/v1/machines/{machine}/wear", response_model=WearOfMachine)
async def wear(request: Request, machine: str) -> Response:
    """How far each part of a machine that wears is used up."""
    hub = hub_of(request)
    name = hub.known(machine)
    post = hub.floor.posts[name]
    rules = hub.attention.limits.of(name, post.machine.machine_type).wear
    parts = [
        {"part": part.name, "used": round(part.used, 2), "limit": part.limit, "share": round(part.used / part.limit, 4)}
        for part in wear_of(post.equipment, rules)
    ]
    return answer({"machine": name, "parts": parts})


def _shown(request: Request, hub: Hub, scope: Scope) -> dict[str, Any]:
    held, language = hub.attention.limits, language_asked(request)
    machine = scope.name if scope.level == "machine" else ""
    machine_type = hub.machine_type(machine) if machine else scope.name
    chosen = held.chosen(scope)
    rows = [
        {
            "key": key,
            "value": value,
            "set_here": key in chosen,
            "meaning": render(say(f"settings_alarms.{key}"), language),
        }
        for key, value in held.of(machine, machine_type).as_dict().items()
    ]
    return {"level": scope.level, "name": scope.name, "limits": rows}


def _scope(hub: Hub, machine: str, machine_type: str) -> Scope:
    if machine and machine_type:
        raise Rejected(say("app.hub_no_limits_scope"), say("app.hub_no_limits_scope_remedy"))
    if machine:
        return Scope("machine", hub.enrolled(machine))
    if machine_type:
        return Scope("type", machine_named(machine_type).id)
    return Scope()
