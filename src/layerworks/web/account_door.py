"""Accounts over HTTP: signing in, one's own sessions, and everybody's accounts. Docs: docs/guides/accounts.md."""

import math
from typing import Any

from fastapi import Request
from starlette.responses import Response

from layerworks.app.hub import totp
from layerworks.app.hub.accounts import Accounts, Session
from layerworks.app.hub.admission import Bearer, Right
from layerworks.app.hub.tokens import expect_name, expect_pattern, right_of
from layerworks.errors import Rejected
from layerworks.web.answers import DONE, answer
from layerworks.web.cookies import forget, remember
from layerworks.web.problems import problem
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import accounts as shapes
from layerworks.web.shapes.base import NO_REASON, Done, Reasons
from layerworks.web.signing_in import Desk
from layerworks.words import say

routes = router("accounts")
OPEN: dict[str, Any] = {"security": []}
OF_PEOPLE: tuple[Right, ...] = ("all", "planner", "operator", "viewer")


@routes.post("/api/v1/me/session", response_model=shapes.Person, openapi_extra=OPEN)
async def sign_in(request: Request, body: shapes.ToSignIn) -> Response:
    """Begin a session: the answer sets a cookie."""
    desk = desk_of(request)
    if (wait_s := desk.wait_s(body.name)) > 0.0:
        wait = {"Retry-After": str(math.ceil(wait_s))}
        return problem(request, 429, say("app.hub_too_many"), say("app.hub_too_many_remedy"), wait)
    bearer = await desk.known(body.name, body.password, body.code)
    if bearer is None:
        return problem(request, 401, say("accounts.wrong"), say("accounts.wrong_remedy"))
    return _signed_in(request, bearer)


@routes.delete("/api/v1/me/session", response_model=Done)
async def sign_out(request: Request) -> Response:
    """End the session that asks."""
    if (session := session_of(request)) is not None:
        hub = hub_of(request)
        accounts_of(request).end(session.name, session.id, hub.now(), session.name, "signed out")
    gone = answer(DONE)
    forget(gone)
    return gone


@routes.post("/api/v1/join", status_code=201, response_model=shapes.Person, openapi_extra=OPEN)
async def join(request: Request, body: shapes.ToJoin) -> Response:
    """Make the account that a code is good for, or give it another password; and begin a session."""
    return _signed_in(
        request, await desk_of(request).join(body.code, body.name, body.password, hub_of(request).now()), 201
    )


@routes.get("/api/v1/me", response_model=shapes.Me)
async def me(request: Request) -> Response:
    """Who asks, and what that is good for."""
    session = session_of(request)
    there = accounts_of(request).second_factor(who_of(request)) is not None
    shown = {"session": session.id if session else None, "second_factor": there}
    return answer(_person(request.scope["bearer"]) | shown)


@routes.post("/api/v1/me/password", response_model=Done)
async def renew_password(request: Request, body: shapes.ToRenewPassword) -> Response:
    """Choose another password; sessions elsewhere end."""
    await desk_of(request).renew(who_of(request), body.old, body.new, session_of(request), hub_of(request).now())
    return answer(DONE)


@routes.post("/api/v1/me/second-factor", status_code=201, response_model=shapes.SecondFactor)
async def new_second_factor(request: Request) -> Response:
    """Make a secret for an authenticator app; it counts once a code of it is shown."""
    secret, name = desk_of(request).new_second_factor(who_of(request)), who_of(request)
    return answer({"secret": totp.secret_text(secret), "address": totp.address(secret, name)}, 201)


@routes.put("/api/v1/me/second-factor", response_model=Done)
async def confirm_second_factor(request: Request, body: shapes.ToConfirm) -> Response:
    """Want a second factor from now on: a code of the app shows that it has the secret."""
    desk_of(request).confirm_second_factor(who_of(request), body.code, hub_of(request).now())
    return answer(DONE)


@routes.delete("/api/v1/me/second-factor", response_model=Done)
async def drop_second_factor(request: Request, body: shapes.ToDrop) -> Response:
    """Want no second factor any more."""
    await desk_of(request).drop_second_factor(who_of(request), body.password, hub_of(request).now())
    return answer(DONE)


@routes.get("/api/v1/me/sessions", response_model=shapes.Sessions)
async def sessions(request: Request) -> Response:
    """Where one is signed in."""
    here = session_of(request)
    found = accounts_of(request).sessions_of(who_of(request), hub_of(request).now())
    rows = [
        {
            "id": session.id,
            "device": session.device,
            "begun_at": session.begun_at.isoformat(timespec="seconds"),
            "until": session.until.isoformat(timespec="seconds"),
            "here": session == here,
        }
        for session in found
    ]
    return answer({"sessions": rows})


@routes.delete("/api/v1/me/sessions/{id}", response_model=Done)
async def end_session(request: Request, id: str) -> Response:
    """End one of one's sessions."""
    who = who_of(request)
    accounts_of(request).end(who, id, hub_of(request).now(), who, "signed out")
    return answer(DONE)


@routes.get("/api/v1/accounts", response_model=shapes.People)
async def people(request: Request) -> Response:
    """Who has an account, and who is invited."""
    accounts = accounts_of(request)
    invited = accounts.invited(hub_of(request).now())
    return answer(
        {
            "accounts": [_person(bearer) for bearer in accounts.people()],
            "invited": [_person(i.bearer) | {"until": i.until.isoformat(timespec="seconds")} for i in invited],
        }
    )


@routes.post("/api/v1/accounts", status_code=201, response_model=shapes.MadeInvitation)
async def invite(request: Request, body: shapes.ToInvite) -> Response:
    """Make a code with which somebody makes an account, or chooses a new password. It is told this once."""
    code = invited(request, body.name, body.right, body.machines, body.why)
    made = accounts_of(request).invitation(code, hub_of(request).now())
    assert made is not None
    return answer(_person(made.bearer) | {"until": made.until.isoformat(timespec="seconds"), "code": code}, 201)


@routes.put("/api/v1/accounts/{name}", response_model=shapes.Person)
async def change(request: Request, name: str, body: shapes.ToChange) -> Response:
    """Give an account another right."""
    accounts, right = accounts_of(request), _right(body.right, body.machines)
    accounts.change(name, right, body.machines, hub_of(request).now(), who_of(request), body.why)
    return answer(_person(accounts.account(name)))


@routes.delete("/api/v1/accounts/{name}", response_model=Done)
async def close(request: Request, name: str, body: Reasons = NO_REASON) -> Response:
    """Close an account, its sessions and its invitations."""
    accounts_of(request).close(name, hub_of(request).now(), who_of(request), body.why)
    return answer(DONE)


@routes.delete("/api/v1/accounts/{name}/sessions", response_model=Done)
async def end_sessions(request: Request, name: str, body: Reasons = NO_REASON) -> Response:
    """Sign somebody out everywhere."""
    accounts, now = accounts_of(request), hub_of(request).now()
    for session in accounts.sessions_of(accounts.account(name).name, now):
        accounts.end(name, session.id, now, who_of(request), body.why)
    return answer(DONE)


def invited(request: Request, name: str, right: str, machines: str, why: str) -> str:
    """Return a code for somebody. Raises Rejected, Conflict."""
    expect_name(name)
    chosen, now = _right(right, machines), hub_of(request).now()
    return accounts_of(request).invite(name, chosen, machines, now, who_of(request), why)


def accounts_of(request: Request) -> Accounts:
    """Return the accounts of the hub."""
    return request.app.state.accounts


def desk_of(request: Request) -> Desk:
    """Return where people sign in."""
    return request.app.state.desk


def session_of(request: Request) -> Session | None:
    """Return the session that asks, None for a token."""
    return request.scope["session"]


def _signed_in(request: Request, bearer: Bearer, status: int = 200) -> Response:
    device = request.headers.get("User-Agent", "")
    shown = answer(_person(bearer), status)
    remember(request, shown, accounts_of(request).begin(bearer.name, device, hub_of(request).now()))
    return shown


def _person(bearer: Bearer) -> dict[str, Any]:
    return {"name": bearer.name, "right": bearer.right, "machines": bearer.machines}


def _right(text: str, machines: str) -> Right:
    right = right_of(text)
    if right not in OF_PEOPLE:
        raise Rejected(say("accounts.no_right", right=text), say("accounts.rights"))
    expect_pattern(machines)
    return right
