"""What every request of the hub passes first: who asks, how often, and how much it brings."""

import math

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from layerworks.app.hub.admission import Admission
from layerworks.web.bodies import bounded
from layerworks.web.guarding import Buckets
from layerworks.web.problems import problem
from layerworks.words import say

OPEN_PATHS = frozenset({"/api/v1/claim", "/api/openapi.json"})
RIMS_OF_THEIR_OWN = ("/to/", "/mtconnect/")  # doors that speak to programs of others: let in and answered in their ways
STREAMED = frozenset({"/api/v1/queue"})  # whose bodies are programs, bounded where they are written to the disk
WRITING_COSTS = 2.5  # as much as so many requests that only look


class Rim:
    """The way in.

    calls: of those we know, by name, what changes something costs more; strangers: of others, by address.
    """

    def __init__(
        self, app: ASGIApp, admission: Admission, calls: Buckets | None = None, strangers: Buckets | None = None
    ) -> None:
        self._app, self._admission = app, admission
        self._known, self._unknown = calls or Buckets(50.0, 250.0), strangers or Buckets(0.2, 10.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["method"] == "HEAD":  # the server leaves the body out
            scope = {**scope, "method": "GET"}
        path: str = scope["path"]
        if path.startswith(RIMS_OF_THEIR_OWN):
            return await self._app(scope, receive, send)
        bearer = self._admission.bearer_of(token_shown(scope))
        scope["bearer"], scope["who"] = bearer, bearer.name if bearer is not None else "claim"
        cost = 1.0 if bearer is None or scope["method"] == "GET" else WRITING_COSTS
        bucket, caller = (self._known, bearer.name) if bearer is not None else (self._unknown, address_of(scope))
        if not bucket.take(caller, cost):
            wait = {"Retry-After": str(math.ceil(bucket.wait_s(caller, cost)))}
            answer = problem(Request(scope), 429, say("app.hub_too_many"), say("app.hub_too_many_remedy"), wait)
        elif bearer is None and path not in OPEN_PATHS:
            shown = {"WWW-Authenticate": "Bearer"}
            answer = problem(Request(scope), 401, say("app.hub_no_token"), say("app.hub_token_remedy"), shown)
        else:
            return await self._app(scope, receive if path in STREAMED else bounded(receive), send)
        await answer(scope, receive, send)


def address_of(scope: Scope) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return client[0] if client else ""


def token_shown(scope: Scope) -> str:
    """Return the bearer's token of a request, nothing where there is none."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return value.decode("latin-1").removeprefix("Bearer ")
    return ""
