"""The door for slicers: who gets in, and troubles in a form that each slicer shows to its user."""

import secrets
import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from layerworks.app.hub.admission import Bearer
from layerworks.app.hub.house import Hub
from layerworks.app.hub.tokens import REALM, sealed_digest
from layerworks.errors import Trouble
from layerworks.web.answers import answer
from layerworks.web.credentials import token_in
from layerworks.web.digests import Digests, answer_in
from layerworks.web.guarding import Buckets
from layerworks.web.problems import language_asked, status_of
from layerworks.web.rim import address_of
from layerworks.web.slicers import moonraker, octoprint, prusalink
from layerworks.web.slicers.address import NotThere
from layerworks.web.slicers.sending import NotQueued
from layerworks.words import Text, render, say

MOONRAKER = ("/server/", "/printer/", "/access/")


def slicer_door(hub: Hub) -> Starlette:
    """Return the application for slicers, to be mounted at its prefix."""
    app = Starlette(
        routes=[*octoprint.ROUTES, *moonraker.ROUTES, *prusalink.ROUTES],
        middleware=[Middleware(_Rim, hub=hub, digests=Digests(REALM, secrets.token_bytes(32)))],
        exception_handlers={
            NotQueued: _not_queued,
            NotThere: _not_there,
            Trouble: _trouble,
            TimeoutError: _too_late,
            ClientDisconnect: _too_late,
            HTTPException: _no_route,
        },
    )
    app.router.redirect_slashes = False
    app.state.hub = hub
    return app


class _Rim:
    """The way in. Whoever shows nothing is asked to; whoever shows something wrong may not do so often."""

    def __init__(self, app: ASGIApp, hub: Hub, digests: Digests) -> None:
        self._app, self._hub, self._digests = app, hub, digests
        self._known, self._unknown, self._guessing = Buckets(50.0, 200.0), Buckets(5.0, 50.0), Buckets(0.2, 10.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        shown = "Authorization" in request.headers or "X-Api-Key" in request.headers
        bearer, stale = _bearer(request, self._hub, self._digests)
        strangers = self._guessing if shown and not stale else self._unknown
        if not (self._known.take(bearer.name) if bearer else strangers.take(address_of(scope))):
            refusal = _told(request, 429, say("app.hub_too_many"))
        elif bearer is None:
            refusal = _told(request, 401, say("app.hub_no_key"))
            refusal.headers["WWW-Authenticate"] = self._digests.challenge(time.time(), stale=stale)
        elif not bearer.may("queue"):
            refusal = _told(request, 403, say("app.hub_not_allowed", name=bearer.name))
        else:
            scope["bearer"], scope["who"] = bearer, bearer.name
            return await self._app(scope, receive, send)
        await refusal(scope, receive, send)


def _bearer(request: Request, hub: Hub, digests: Digests) -> tuple[Bearer | None, bool]:
    """Return who asks, and whether an answer to a challenge was right but too old."""
    shown = answer_in(request.headers.get("Authorization", ""))
    if shown is None:
        return hub.admission.bearer_of(token_in(request.headers)), False
    sealed = sealed_digest(hub, shown.get("username", ""))
    if sealed is None or not digests.right(shown, request.method, _asked(request.scope), sealed[1]):
        return None, False
    fresh = digests.fresh(shown, time.time())
    return (sealed[0] if fresh else None), not fresh


def _asked(scope: Scope) -> str:
    """Return the path and query of a request as they were sent."""
    query: bytes = scope["query_string"]
    return (scope["raw_path"] + (b"?" + query if query else b"")).decode("latin-1")


async def _not_queued(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, NotQueued)
    return _told(request, 422, *refused.complaints)


async def _not_there(request: Request, refused: Exception) -> Response:
    return _told(request, 403, say("app.hub_not_allowed", name=request.scope["who"]))


async def _trouble(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, Trouble)
    return _told(request, status_of(trouble), trouble.text, *filter(None, [trouble.remedy]))


async def _too_late(request: Request, error: Exception) -> Response:
    return _told(request, 408, say("app.hub_send_again"))


async def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != 404:
        return _told(request, error.status_code, say("web.no_method", method=request.method, path=request.url.path))
    name = request.url.path.removeprefix(request.scope["root_path"])
    return _told(request, 404, say("app.hub_no_address", name=name), say("app.hub_address_form"))


def _told(request: Request, status: int, *texts: Text) -> Response:
    """Answer with sentences: as Moonraker's error where Moonraker is asked, else as text, which slicers show."""
    sentences = "\n".join(render(text, language_asked(request)) for text in texts)
    if any(part in request.url.path for part in MOONRAKER):
        return answer({"error": {"code": status, "message": sentences}}, status)
    return Response(sentences.encode(), status, {"Content-Type": "text/plain"})
