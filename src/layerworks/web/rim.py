"""What every request of the hub passes: who asks, how often, and how troubles are told."""

import json
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web

from layerworks.app.hub.admission import Admission
from layerworks.app.hub.house import Hub
from layerworks.errors import Conflict, Missing, Rejected, Trouble, Unreachable
from layerworks.web.duties import allowed
from layerworks.web.guarding import Buckets
from layerworks.words import Language, Text, language_of, render, say

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
WHO = web.RequestKey("who", str)
HUB = web.AppKey("hub", Hub)
OPEN_PATHS = frozenset({"/api/v1/claim"})
RIMS_OF_THEIR_OWN = ("/to/", "/mtconnect/")  # doors that speak to programs of others: let in and answered in their ways
WRITING_COSTS = 2.5  # as much as so many requests that only look
STATUS: dict[type[Trouble], int] = {Missing: 404, Conflict: 409, Unreachable: 503, Rejected: 400}


def rim(admission: Admission, calls: Buckets | None = None, strangers: Buckets | None = None) -> Any:
    """Return the middleware. calls: of those we know, by name, what changes something costs more; strangers: of others,
    by address.
    """
    known, unknown = calls or Buckets(50.0, 250.0), strangers or Buckets(0.2, 10.0)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(RIMS_OF_THEIR_OWN):
            return await handler(request)
        remote = request.remote or ""
        bearer = admission.bearer_of(request.headers.get("Authorization", "").removeprefix("Bearer "))
        who = bearer.name if bearer is not None else None
        cost = 1.0 if who is None or request.method in ("GET", "HEAD") else WRITING_COSTS
        bucket, caller = (known, who) if who else (unknown, remote)
        if not bucket.take(caller, cost):
            answer = _trouble(request, 429, say("app.hub_too_many"), say("app.hub_too_many_remedy"), "limited")
            answer.headers["Retry-After"] = str(math.ceil(bucket.wait_s(caller, cost)))
            return answer
        if who is None and request.path not in OPEN_PATHS:
            return _trouble(request, 401, say("app.hub_no_token"), say("app.hub_token_remedy"), "unknown")
        if bearer is not None and not allowed(bearer, request):
            text = say("app.hub_not_allowed", name=bearer.name)
            return _trouble(request, 403, text, say("app.hub_not_allowed_remedy"), "forbidden")
        request[WHO] = who or "claim"
        try:
            return await handler(request)
        except Trouble as trouble:
            return _trouble(request, status_of(trouble), trouble.text, trouble.remedy, type(trouble).__name__.lower())

    return middleware


def status_of(trouble: Trouble) -> int:
    """Return the status that tells a trouble."""
    return next((code for kind, code in STATUS.items() if isinstance(trouble, kind)), 500)


def language_asked(request: web.Request) -> Language:
    """Return the language that a request wants to be answered in."""
    return language_of(request.headers.get("Accept-Language", "en").split(",")[0])


def refused(request: web.Request, complaints: tuple[Text, ...]) -> web.Response:
    """Answer that a program is not let through, each reason with its line."""
    told = [_told(request, text) for text in complaints]
    first = say("app.gate_refused", first=complaints[0])
    body = _error(request, "refused", first, say("app.gate_refused_remedy"))
    return web.json_response(body | {"complaints": told}, status=422)


def told(request: web.Request, text: Text) -> dict[str, Any]:
    """Return a text for JSON: its code and its sentence in the reader's language."""
    return _told(request, text)


async def body_of(request: web.Request) -> dict[str, Any]:
    """Return the JSON object of a request, an empty one for none. Raises Rejected."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        value: Any = json.loads(raw)
    except ValueError as error:
        raise bad(str(error)) from None
    if not isinstance(value, dict):
        raise bad("not an object")
    return cast("dict[str, Any]", value)


def number_of(body: dict[str, Any], key: str) -> float:
    """Return a finite number of a request. Raises Rejected."""
    try:
        number = float(body[key])
    except (KeyError, TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise bad(key)
    return number


def bad(detail: str) -> Rejected:
    """Return the trouble of a request that cannot be understood."""
    return Rejected(say("app.hub_bad_request", detail=detail), say("app.hub_bad_request_remedy"))


def _trouble(request: web.Request, status: int, text: Text, remedy: Text | None, kind: str) -> web.Response:
    return web.json_response(_error(request, kind, text, remedy), status=status)


def _error(request: web.Request, kind: str, text: Text, remedy: Text | None) -> dict[str, Any]:
    spoken = render(remedy, language_asked(request)) if remedy else None
    return {"error": {"kind": kind, "code": text.code, "text": render(text, language_asked(request)), "remedy": spoken}}


def _told(request: web.Request, text: Text) -> dict[str, Any]:
    return {"code": text.code, "text": render(text, language_asked(request))}
