"""Tokens over HTTP: made, listed, withdrawn. Docs: docs/guides/outward.md."""

from aiohttp import web

from layerworks.app.hub.tokens import make_token, right_of, withdraw_token
from layerworks.web.rim import HUB, WHO, body_of

routes = web.RouteTableDef()


@routes.get("/api/v1/tokens")
async def tokens(request: web.Request) -> web.Response:
    """Who has a token, and what for."""
    bearers = request.app[HUB].admission.bearers()
    return web.json_response({"tokens": [{"name": b.name, "right": b.right, "machines": b.machines} for b in bearers]})


@routes.post("/api/v1/tokens")
async def add_token(request: web.Request) -> web.Response:
    """Make a token: `name`, `right` (one of `RIGHTS`), `machines`, `why`. It is told this once."""
    body = await body_of(request)
    name, right = str(body.get("name", "")), right_of(str(body.get("right", "")))
    machines = str(body.get("machines", ""))
    token = make_token(request.app[HUB], name, right, request[WHO], str(body.get("why", "")), machines)
    told = {"name": name, "right": right, "machines": machines, "token": token}
    return web.json_response(told, status=201)


@routes.delete("/api/v1/tokens/{name}")
async def remove_token(request: web.Request) -> web.Response:
    """Make a token good for nothing."""
    body = await body_of(request)
    withdraw_token(request.app[HUB], request.match_info["name"], request[WHO], str(body.get("why", "")))
    return web.json_response({"ok": True})
