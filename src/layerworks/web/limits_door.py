"""Limits of alarms and wear over HTTP. Docs: docs/guides/fleet.md."""

from typing import Any, cast

from aiohttp import web

from layerworks.app.hub.catalogued import machine_named
from layerworks.app.hub.house import Hub
from layerworks.app.hub.limits import Scope
from layerworks.app.hub.wearing import wear_of
from layerworks.errors import Rejected
from layerworks.web.rim import HUB, WHO, bad, body_of, language_asked
from layerworks.words import render, say

routes = web.RouteTableDef()


@routes.get("/api/v1/limits")
async def limits(request: web.Request) -> web.Response:
    """The limits that hold for the shop, for a `type` or for a `machine`, and which were set there."""
    hub, asked = request.app[HUB], request.query
    scope = _scope(hub, asked.get("machine", ""), asked.get("type", ""))
    return web.json_response(_shown(request, hub, scope))


@routes.post("/api/v1/limits")
async def change(request: web.Request) -> web.Response:
    """Set limits (`set`: values by key) or let them be as usual (`unset`: keys), for the same."""
    hub, body = request.app[HUB], await body_of(request)
    scope = _scope(hub, str(body.get("machine", "")), str(body.get("type", "")))
    values, keys, why = body.get("set", {}), body.get("unset", []), str(body.get("why", ""))
    if not isinstance(values, dict) or not isinstance(keys, list):
        raise bad("set, unset")
    held = hub.attention.limits
    if values:
        held.set(scope, cast("dict[str, Any]", values), hub.now(), request[WHO], why)
    if keys:
        held.unset(scope, [str(key) for key in cast("list[Any]", keys)], hub.now(), request[WHO], why)
    return web.json_response(_shown(request, hub, scope))


@routes.get("/api/v1/machines/{machine}/wear")
async def wear(request: web.Request) -> web.Response:
    """How far each part of a machine that wears is used up."""
    hub = request.app[HUB]
    name = hub.known(request.match_info["machine"])
    post = hub.floor.posts[name]
    rules = hub.attention.limits.of(name, post.machine.machine_type).wear
    parts = [
        {"part": part.name, "used": round(part.used, 2), "limit": part.limit, "share": round(part.used / part.limit, 4)}
        for part in wear_of(post.equipment, rules)
    ]
    return web.json_response({"machine": name, "parts": parts})


def _shown(request: web.Request, hub: Hub, scope: Scope) -> dict[str, Any]:
    held, language = hub.attention.limits, language_asked(request)
    machine = scope.name if scope.level == "machine" else ""
    machine_type = hub.floor.posts[machine].machine.machine_type if machine else scope.name
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
        return Scope("machine", hub.known(machine))
    if machine_type:
        return Scope("type", machine_named(machine_type).id)
    return Scope()
