"""Troubles over HTTP, in the caller's language and with the remedy.

Source: RFC 9457 (“Problem Details for HTTP APIs”); `code`, `kind`, `remedy` and `complaints` are ours.
"""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from layerworks.errors import Conflict, Missing, Rejected, Trouble, Unreachable
from layerworks.web.answers import answer
from layerworks.web.misshapen import misshapen
from layerworks.words import Language, Text, language_of, render, say

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
STATUS: dict[type[Trouble], int] = {Missing: 404, Conflict: 409, Unreachable: 503, Rejected: 400}
TITLES = {
    400: "web.rejected",
    401: "web.unknown",
    403: "web.forbidden",
    404: "web.missing",
    409: "web.conflict",
    422: "web.refused",
    429: "web.limited",
    503: "web.unreachable",
}


def status_of(trouble: Trouble) -> int:
    """Return the status that tells a trouble."""
    return next((code for kind, code in STATUS.items() if isinstance(trouble, kind)), 500)


def language_asked(request: Request) -> Language:
    """Return the language that a request wants to be answered in."""
    return language_of(request.headers.get("Accept-Language", "en").split(",")[0])


def told(request: Request, text: Text) -> dict[str, Any]:
    """Return a text for JSON: its code and its sentence in the reader's language."""
    return {"code": text.code, "text": render(text, language_asked(request))}


def problem(
    request: Request,
    status: int,
    text: Text,
    remedy: Text | None,
    headers: Mapping[str, str] | None = None,
    complaints: tuple[Text, ...] = (),
) -> Response:
    """Return a problem, as a page where one is wanted. complaints: each reason by itself, where there are several."""
    if wants_page(request):
        return _page(request, status, text, remedy, headers)
    language = language_asked(request)
    title = TITLES.get(status, "web.failed" if status >= 500 else "web.rejected")
    body: dict[str, Any] = {
        "type": f"urn:layerworks:{text.code}",
        "title": render(say(title), language),
        "status": status,
        "detail": render(text, language),
        "code": text.code,
        "kind": title.partition(".")[2],
        "remedy": render(remedy, language) if remedy else None,
    }
    if complaints:
        body["complaints"] = [told(request, complaint) for complaint in complaints]
    shown = answer(body, status, PROBLEM)
    shown.headers["Content-Language"] = language
    shown.headers.update(headers or {})
    return shown


def wants_page(request: Request) -> bool:
    """Tell whether a person looks at the answer: a browser that follows a link or sends a form."""
    return "text/html" in request.headers.get("Accept", "") and not request.url.path.startswith("/api/")


def _page(
    request: Request, status: int, text: Text, remedy: Text | None, headers: Mapping[str, str] | None
) -> Response:
    from layerworks.web.pages.showroom_pages import missing_page
    from layerworks.web.showroom_door import shown, visitor

    wanted = visitor(request)
    answered = shown(request, wanted, missing_page(wanted, text, remedy), status)
    answered.headers.update(headers or {})
    return answered


def refused(request: Request, complaints: tuple[Text, ...]) -> Response:
    """Answer that a program is not let through, each reason with its line."""
    first = say("app.gate_refused", first=complaints[0])
    return problem(request, 422, first, say("app.gate_refused_remedy"), complaints=complaints)


def bad(detail: str | Text) -> Rejected:
    """Return the trouble of a request that cannot be understood."""
    return Rejected(say("app.hub_bad_request", detail=detail), say("app.hub_bad_request_remedy"))


def tell_problems(app: FastAPI) -> None:
    """Let an application answer all that goes wrong by problems."""
    app.add_exception_handler(Trouble, _of_trouble)
    app.add_exception_handler(RequestValidationError, _of_shape)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(ClientDisconnect, _of_nobody)
    app.add_exception_handler(Exception, _of_ours)


async def _of_trouble(request: Request, trouble: Exception) -> Response:
    assert isinstance(trouble, Trouble)
    return problem(request, status_of(trouble), trouble.text, trouble.remedy)


async def _of_shape(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    trouble = bad(misshapen(error.errors()[0]))
    return problem(request, 400, trouble.text, trouble.remedy)


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    method, path = request.method, request.url.path
    see_paths = None if wants_page(request) else say("web.see_paths")
    match error.status_code:
        case 404:
            text, remedy = say("web.no_path", path=path), see_paths
        case 405:
            text, remedy = say("web.no_method", method=method, path=path), see_paths
        case 408:
            text, remedy = say("web.too_slow"), say("app.hub_send_again")
        case 413:
            text, remedy = say("web.body_too_large"), say("web.body_remedy")
        case _:
            text, remedy = say("app.hub_bad_request", detail=str(error.detail)), say("app.hub_bad_request_remedy")
    return problem(request, error.status_code, text, remedy, error.headers)


async def _of_nobody(request: Request, gone: Exception) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def _of_ours(request: Request, error: Exception) -> Response:
    return problem(request, 500, say("web.own_fault"), say("web.own_fault_remedy"))
