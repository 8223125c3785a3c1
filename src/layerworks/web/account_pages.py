"""Pages to sign in, to make an account, and to look after one's own: forms that work without any script."""

import contextlib
import math
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import segno
from fastapi import Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from layerworks.app.hub import totp
from layerworks.app.hub.admission import Bearer
from layerworks.errors import Missing, Trouble
from layerworks.web.account_door import OF_PEOPLE, accounts_of, desk_of, invited, session_of
from layerworks.web.bodies import LARGEST_FORM
from layerworks.web.cookies import forget, remember
from layerworks.web.pages.devices import device_name
from layerworks.web.pages.rendering import page
from layerworks.web.problems import status_of
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.showroom_door import shown, visitor
from layerworks.words import Text, render, say

routes = router("pages")
HOME = "/account"
PLACES = {"account": HOME, "second_factor": HOME, "people": "/people"}  # of pages that answer a form of another address
MOST_FIELDS = 8
LARGEST_FIELD = 8192


@routes.get("/sign-in", include_in_schema=False)
async def sign_in_page(request: Request) -> Response:
    """Ask for name and password."""
    return _page(request, "sign_in", next=_inside(request.query_params.get("next", "")), name="")


@routes.post("/sign-in", include_in_schema=False)
async def sign_in(request: Request) -> Response:
    """Begin a session, or say why not."""
    told, desk = await _fields(request), desk_of(request)
    name, onwards = told.get("name", "").strip()[:64], _inside(told.get("next", ""))
    if (wait_s := desk.wait_s(name)) > 0.0:
        wrong = say("accounts.page_wait", seconds=math.ceil(wait_s))
        return _page(request, "sign_in", 429, wrong, next=onwards, name=name)
    try:
        bearer = await desk.known(name, told.get("password", ""), told.get("code", ""))
    except Trouble as trouble:
        return _page(request, "sign_in", 401, trouble.text, trouble.remedy, next=onwards, name=name)
    if bearer is None:
        return _page(
            request, "sign_in", 401, say("accounts.wrong"), say("accounts.wrong_remedy"), next=onwards, name=name
        )
    return _signed_in(request, bearer, onwards)


@routes.get("/join", include_in_schema=False)
async def join_page(request: Request) -> Response:
    """Ask for a code and a new password."""
    return _page(request, "join", code=request.query_params.get("code", "")[:64], name="")


@routes.post("/join", include_in_schema=False)
async def join(request: Request) -> Response:
    """Make an account by a code, or say why not."""
    told = await _fields(request)
    code, name = told.get("code", "")[:64], told.get("name", "").strip()[:64]
    try:
        if told.get("password") != told.get("again"):
            return _page(request, "join", 400, say("accounts.page_not_same"), code=code, name=name)
        bearer = await desk_of(request).join(code, name, told.get("password", ""), hub_of(request).now())
    except Trouble as trouble:
        return _page(request, "join", status_of(trouble), trouble.text, trouble.remedy, code=code, name=name)
    return _signed_in(request, bearer, HOME)


@routes.get("/account", include_in_schema=False)
async def account_page(request: Request) -> Response:
    """Show who is signed in, and where."""
    return _account(request)


@routes.post("/account/password", include_in_schema=False)
async def renew_password(request: Request) -> Response:
    """Take another password, or say why not."""
    told = await _fields(request)
    if told.get("new") != told.get("again"):
        return _account(request, 400, say("accounts.page_not_same"))
    try:
        now, session = hub_of(request).now(), session_of(request)
        await desk_of(request).renew(who_of(request), told.get("old", ""), told.get("new", ""), session, now)
    except Trouble as trouble:
        return _account(request, status_of(trouble), trouble.text, trouble.remedy)
    return RedirectResponse(f"{HOME}?done=password", 303)


@routes.post("/account/second-factor", include_in_schema=False)
async def new_second_factor(request: Request) -> Response:
    """Show a new secret for an authenticator app, or say why not."""
    return _second_factor(request, desk_of(request).new_second_factor(who_of(request)))


@routes.post("/account/second-factor/confirm", include_in_schema=False)
async def confirm_second_factor(request: Request) -> Response:
    """Want a second factor from now on, or say why not."""
    told = await _fields(request)
    try:
        desk_of(request).confirm_second_factor(who_of(request), told.get("code", ""), hub_of(request).now())
    except Trouble as trouble:
        why = status_of(trouble), trouble.text, trouble.remedy
        secret = desk_of(request).pending_second_factor(who_of(request))
        return _account(request, *why) if secret is None else _second_factor(request, secret, *why)
    return RedirectResponse(HOME, 303)


@routes.post("/account/second-factor/drop", include_in_schema=False)
async def drop_second_factor(request: Request) -> Response:
    """Want no second factor any more, or say why not."""
    told = await _fields(request)
    try:
        await desk_of(request).drop_second_factor(who_of(request), told.get("password", ""), hub_of(request).now())
    except Trouble as trouble:
        return _account(request, status_of(trouble), trouble.text, trouble.remedy)
    return RedirectResponse(HOME, 303)


@routes.post("/account/sessions/{id}/end", include_in_schema=False)
async def end_session(request: Request, id: str) -> Response:
    """End a session elsewhere, or this one."""
    who, here = who_of(request), session_of(request)
    with contextlib.suppress(Missing):  # ended meanwhile
        accounts_of(request).end(who, id, hub_of(request).now(), who, "signed out")
    if here is not None and here.id == id:
        gone = RedirectResponse("/sign-in", 303)
        forget(gone)
        return gone
    return RedirectResponse(HOME, 303)


@routes.get("/people", include_in_schema=False)
async def people_page(request: Request) -> Response:
    """Show the owner who has an account, and who is invited."""
    return _people(request)


@routes.post("/people", include_in_schema=False)
async def invite(request: Request) -> Response:
    """Make a code for somebody and show it, this once."""
    told = await _fields(request)
    name, machines = told.get("name", "").strip(), told.get("machines", "").strip()
    try:
        code = invited(request, name, told.get("right", ""), machines, "invited by a page")
    except Trouble as trouble:
        return _people(request, status_of(trouble), trouble.text, trouble.remedy)
    return _people(request, code=code, name=name)


@routes.post("/people/{name}/close", include_in_schema=False)
async def close(request: Request, name: str) -> Response:
    """Close an account, or take an invitation back."""
    try:
        accounts_of(request).close(name, hub_of(request).now(), who_of(request), "closed by a page")
    except Trouble as trouble:
        return _people(request, status_of(trouble), trouble.text, trouble.remedy)
    return RedirectResponse("/people", 303)


def _people(
    request: Request,
    status: int = 200,
    wrong: Text | None = None,
    remedy: Text | None = None,
    code: str = "",
    name: str = "",
) -> Response:
    accounts = accounts_of(request)
    return _page(
        request,
        "people",
        status,
        wrong,
        remedy,
        people=accounts.people(),
        invited=[invitation.bearer for invitation in accounts.invited(hub_of(request).now())],
        rights=OF_PEOPLE,
        code=code,
        invited_name=name,
        join_url=f"{request.url.scheme}://{request.url.netloc}/join",
    )


def _second_factor(
    request: Request, secret: bytes, status: int = 200, wrong: Text | None = None, remedy: Text | None = None
) -> Response:
    picture = segno.make(totp.address(secret, who_of(request)), micro=False).svg_inline(
        scale=4, border=4, omitsize=True
    )
    said = totp.secret_text(secret)
    return _page(request, "second_factor", status, wrong, remedy, secret=said, picture=Markup(picture))


def _account(request: Request, status: int = 200, wrong: Text | None = None, remedy: Text | None = None) -> Response:
    here = session_of(request)
    sessions = accounts_of(request).sessions_of(who_of(request), hub_of(request).now())
    done = request.query_params.get("done") == "password"
    bearer: Bearer = request.scope["bearer"]
    twofold = accounts_of(request).second_factor(bearer.name) is not None
    shown = {"me": bearer, "here": here, "sessions": sessions, "done": done, "twofold": twofold}
    return _page(request, "account", status, wrong, remedy, device=device_name, **shown)


def _page(
    request: Request,
    template: str,
    status: int = 200,
    wrong: Text | None = None,
    remedy: Text | None = None,
    **values: Any,
) -> Response:
    wanted = visitor(request)
    wanted = replace(wanted, path=PLACES.get(template, wanted.path))

    def a(key: str, **said: Any) -> str:
        return render(say(f"accounts.page_{key}", **said), wanted.language)

    text = page(f"{template}.html.j2", wanted, a=a, wrong=wrong, remedy=remedy, **values)
    answer = shown(request, wanted, text, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _signed_in(request: Request, bearer: Bearer, onwards: str) -> Response:
    begun = accounts_of(request).begin(bearer.name, request.headers.get("User-Agent", ""), hub_of(request).now())
    there = RedirectResponse(onwards, 303)
    remember(request, there, begun)
    return there


async def _fields(request: Request) -> dict[str, str]:
    if len(await request.body()) > LARGEST_FORM:
        raise HTTPException(413)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD)
    return {key: value for key, value in form.items() if isinstance(value, str)}


def _inside(path: str) -> str:
    """Return a path of this hub, the account's page for any other."""
    return quote(path, safe="/?=&%") if path.startswith("/") and not path.startswith(("//", "/\\")) else HOME
