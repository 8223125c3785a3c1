"""The same done at many machines over HTTP. Docs: docs/guides/fleet.md."""

from collections.abc import Callable
from typing import Any, cast

from aiohttp import web

from layerworks.app.hub.bulk import chosen, clear_all, refit_all
from layerworks.web.loading import loaded_of
from layerworks.web.rim import HUB, WHO, bad, body_of, told
from layerworks.workshop.equipment import MachineEvent, MaterialUnloaded, PutIntoService, PutOutOfService

routes = web.RouteTableDef()
EVENTS: dict[str, Callable[[dict[str, Any]], MachineEvent]] = {
    "load": loaded_of,
    "unload": lambda body: MaterialUnloaded(),
    "out-of-service": lambda body: PutOutOfService(),
    "in-service": lambda body: PutIntoService(),
}


@routes.post("/api/v1/bulk/{act}")
async def bulk(request: web.Request) -> web.Response:
    """Do the same at `machines` (names and patterns), at those of `machine_type`, or at `all`.

    Answers `done`, and of each machine that it was refused for, why.
    """
    hub, body, act = request.app[HUB], await body_of(request), request.match_info["act"]
    patterns, why = body.get("machines", []), str(body.get("why", ""))
    if not isinstance(patterns, list):
        raise bad("machines")
    named = [str(pattern) for pattern in cast("list[Any]", patterns)]
    machines = chosen(hub, named, str(body.get("machine_type", "")), every=body.get("all") is True)
    if act == "clear":
        refused = await clear_all(hub, machines, request[WHO], why)
    elif act in EVENTS:
        refused = await refit_all(hub, machines, EVENTS[act](body), request[WHO], why)
    else:
        raise bad(act)
    return web.json_response(
        {
            "done": [name for name in machines if name not in refused],
            "refused": [{"machine": name, **told(request, trouble.text)} for name, trouble in refused.items()],
        }
    )
