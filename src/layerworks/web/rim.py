"""What every request of the hub passes first: who asks, how often, how much it brings, and from whose page it comes."""

import math
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from layerworks.app.hub.accounts import Accounts
from layerworks.app.hub.admission import Admission, Bearer
from layerworks.web.bodies import LARGEST_BODY, LARGEST_OF_STRANGERS, bounded
from layerworks.web.cookies import from_our_page, session_shown
from layerworks.web.guarding import Buckets
from layerworks.web.problems import problem
from layerworks.words import say

SIGNING_IN = frozenset({"/api/v1/me/session", "/api/v1/join", "/sign-in", "/join"})
OPEN_PATHS = SIGNING_IN | {"/api/v1/claim", "/api/openapi.json"}
RIMS_OF_THEIR_OWN = ("/to/", "/mtconnect/")  # doors that speak to programs of others: let in and answered in their ways
SHOWN = ("/showroom", "/materials", "/look", "/static/", "/islands/")  # to everybody; nothing there changes anything
STREAMED = frozenset({"/api/v1/queue"})  # whose bodies are programs, bounded where they are written to the disk
WRITING_COSTS = 2.5  # as much as so many requests that only look


class Rim:
    """The way in. What it learns stands in the scope: `bearer` (None for a stranger), `who`, `session` of a browser.

    `ask_again` there returns the bearer as of then, for answers that go on.

    Those we know are counted by name, what changes something costs more; others are counted by address.
    """

    def __init__(self, app: ASGIApp, admission: Admission, accounts: Accounts, now: Callable[[], datetime]) -> None:
        self._app, self._admission, self._accounts, self._now = app, admission, accounts, now
        self._known, self._strangers, self._signing_in = Buckets(50.0, 250.0), Buckets(0.2, 10.0), Buckets(1.0, 60.0)
        self._looking = Buckets(30.0, 300.0)  # at the showroom: a page costs some 5 ms and brings a dozen files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if scope["method"] == "HEAD":  # the server leaves the body out
            scope = {**scope, "method": "GET"}
        path: str = scope["path"]
        if path.startswith(RIMS_OF_THEIR_OWN):
            return await self._app(scope, receive, send)
        if path == "/" or path.startswith(SHOWN):
            app = self._app if self._looking.take(address_of(scope)) else _too_many(scope, 1.0)
            return await app(scope, receive, send)
        bearer = scope["bearer"] = self._bearer(scope)
        scope["ask_again"] = lambda: self._bearer(dict(scope))
        scope["who"] = bearer.name if bearer is not None else "claim"
        refusal = self._refusal(scope, bearer, path)
        if refusal is None:
            most = LARGEST_BODY if bearer is not None else LARGEST_OF_STRANGERS
            return await self._app(scope, receive if path in STREAMED else bounded(receive, most), send)
        await refusal(scope, receive, send)

    def _bearer(self, scope: Scope) -> Bearer | None:
        scope["session"] = None
        if token := token_shown(scope):
            return self._admission.bearer_of(token)
        if shown := session_shown(scope):
            found = self._accounts.session(shown, self._now())
            if found is not None:
                scope["session"], bearer = found
                return bearer
        return None

    def _refusal(self, scope: Scope, bearer: Bearer | None, path: str) -> Response | None:
        writes, signs_in = scope["method"] != "GET", bearer is None and path in SIGNING_IN
        cost = WRITING_COSTS if bearer is not None and writes else 1.0
        if bearer is not None:
            bucket, caller = self._known, bearer.name
        else:
            bucket, caller = self._signing_in if signs_in else self._strangers, address_of(scope)
        if not bucket.take(caller, cost):
            return _too_many(scope, bucket.wait_s(caller, cost))
        if bearer is None and path not in OPEN_PATHS:
            if not writes and _wants_page(scope):
                return RedirectResponse(f"/sign-in?next={quote(path)}", 303)
            shown = {"WWW-Authenticate": "Bearer"}
            return problem(Request(scope), 401, say("app.hub_no_token"), say("app.hub_token_remedy"), shown)
        browses = scope["session"] is not None
        if writes and (browses or signs_in) and not from_our_page(scope, must_say=browses):
            return problem(Request(scope), 403, say("web.other_page"), say("web.other_page_remedy"))
        return None


def _too_many(scope: Scope, wait_s: float) -> Response:
    wait = {"Retry-After": str(math.ceil(wait_s))}
    return problem(Request(scope), 429, say("app.hub_too_many"), say("app.hub_too_many_remedy"), wait)


def _wants_page(scope: Scope) -> bool:
    """Tell whether a person looks, not a program."""
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


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
