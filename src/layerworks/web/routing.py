"""Routes of the hub's door: each looks at the caller's right before anything of the request is read."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from layerworks.app.hub.admission import Bearer
from layerworks.app.hub.house import Hub
from layerworks.web.duties import DUTIES, allowed
from layerworks.web.handing_on import HubCaller, tender_of
from layerworks.web.problems import PROBLEM, problem
from layerworks.words import say

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "What went wrong, and what to do",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


class HubRoute(APIRoute):
    """A route behind the table of rights."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers requests of this route."""
        inner, takes_json = super().get_route_handler(), self.body_field is not None
        needed = {method: DUTIES.get((method, self.path), frozenset()) for method in self.methods or ()}

        async def handler(request: Request) -> Response:
            bearer: Bearer | None = request.scope["bearer"]
            method = request.scope["method"]
            if bearer is not None and not allowed(bearer, method, needed[method], request.path_params):
                text = say("app.hub_not_allowed", name=bearer.name)
                return problem(request, 403, text, say("app.hub_not_allowed_remedy"))
            member = tender_of(hub_of(request), method, self.path, request.path_params, Headers(scope=request.scope))
            if member is not None:
                caller: HubCaller = request.app.state.caller
                return await caller.hand_on(request, member)
            if takes_json and request.scope["session"] is None:  # JSON, whatever a program calls it (`curl -d`)
                headers = request.scope["headers"]
                request.scope["headers"] = [header for header in headers if header[0] != b"content-type"]
            return await inner(request)

        return handler


def router(tag: str) -> APIRouter:
    """Return an empty set of routes. tag: under which the description of the API lists them."""
    return APIRouter(route_class=HubRoute, tags=[tag], responses=PROBLEMS, strict_content_type=False)


def hub_of(request: Request) -> Hub:
    """Return the hub that a request is for."""
    return request.app.state.hub


def who_of(request: Request) -> str:
    """Return who asks."""
    return request.scope["who"]
