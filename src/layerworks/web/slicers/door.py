"""The door for slicers: who gets in, and troubles in a form that each slicer shows to its user."""

import asyncio
import secrets
import time
from typing import Any

from aiohttp import web

from layerworks.app.hub.admission import Bearer
from layerworks.app.hub.house import Hub
from layerworks.app.hub.tokens import REALM, sealed_digest
from layerworks.errors import Trouble
from layerworks.web.credentials import token_in
from layerworks.web.digests import Digests, answer_in
from layerworks.web.guarding import Buckets
from layerworks.web.rim import HUB, WHO, Handler, language_asked, status_of
from layerworks.web.slicers import moonraker, octoprint, prusalink
from layerworks.web.slicers.address import address_of
from layerworks.web.slicers.sending import ADDRESS, AT_ONCE, UPLOADS, NotQueued
from layerworks.words import Text, render, say

MOONRAKER = ("/server/", "/printer/", "/access/")


def slicer_door(hub: Hub) -> web.Application:
    """Return the application for slicers, to be mounted at its prefix."""
    app = web.Application(middlewares=[_rim(hub, Digests(REALM, secrets.token_bytes(32)))])
    app[HUB] = hub
    app[UPLOADS] = asyncio.Semaphore(AT_ONCE)
    for brand in (octoprint, moonraker, prusalink):
        app.add_routes(brand.routes)
    return app


def _rim(hub: Hub, digests: Digests) -> Any:
    """Return the middleware. Whoever shows nothing is asked to; whoever shows something wrong may not do so often."""
    known, unknown, guessing = Buckets(50.0, 200.0), Buckets(5.0, 50.0), Buckets(0.2, 10.0)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        remote, shown = request.remote or "", "Authorization" in request.headers or "X-Api-Key" in request.headers
        bearer, stale = _bearer(request, hub, digests)
        if not (known.take(bearer.name) if bearer else (guessing if shown and not stale else unknown).take(remote)):
            return _told(request, 429, say("app.hub_too_many"))
        if bearer is None:
            answer = _told(request, 401, say("app.hub_no_key"))
            answer.headers["WWW-Authenticate"] = digests.challenge(time.time(), stale=stale)
            return answer
        if not bearer.may("queue"):
            return _told(request, 403, say("app.hub_not_allowed", name=bearer.name))
        request[WHO] = bearer.name
        try:
            if "at" in request.match_info:
                address = request[ADDRESS] = address_of(request, hub)
                if request.method != "GET" and not bearer.minds(next(iter(address.only_on), "")):
                    return _told(request, 403, say("app.hub_not_allowed", name=bearer.name))
            return await handler(request)
        except NotQueued as refused:
            return _told(request, 422, *refused.complaints)
        except Trouble as trouble:
            return _told(request, status_of(trouble), trouble.text, *filter(None, [trouble.remedy]))
        except TimeoutError:
            return _told(request, 408, say("app.hub_send_again"))

    return middleware


def _bearer(request: web.Request, hub: Hub, digests: Digests) -> tuple[Bearer | None, bool]:
    """Return who asks, and whether an answer to a challenge was right but too old."""
    answer = answer_in(request.headers.get("Authorization", ""))
    if answer is None:
        return hub.admission.bearer_of(token_in(request)), False
    sealed = sealed_digest(hub, answer.get("username", ""))
    if sealed is None or not digests.right(answer, request.method, request.raw_path, sealed[1]):
        return None, False
    fresh = digests.fresh(answer, time.time())
    return (sealed[0] if fresh else None), not fresh


def _told(request: web.Request, status: int, *texts: Text) -> web.Response:
    """Answer with sentences: as Moonraker's error where Moonraker is asked, else as text, which slicers show."""
    sentences = "\n".join(render(text, language_asked(request)) for text in texts)
    if any(part in request.path for part in MOONRAKER):
        return web.json_response({"error": {"code": status, "message": sentences}}, status=status)
    return web.Response(status=status, body=sentences.encode(), headers={"Content-Type": "text/plain"})
