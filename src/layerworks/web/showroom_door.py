"""The showroom over HTTP: open to everybody, nothing of it changes anything."""

import gzip
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from layerworks.app.showroom import Exhibit, Piece, piece
from layerworks.catalogue import materials
from layerworks.errors import Missing
from layerworks.web.pages.islands import islands_folder
from layerworks.web.pages.showroom_pages import gallery_page, look_page, materials_page, missing_page, part_page
from layerworks.web.pages.visitor import Visitor, kept_wishes, visitor_of
from layerworks.words import say

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Vary": "Accept-Language, Cookie"}  # beside those of `serving`
_YEAR_S = 365 * 24 * 3600
_STATIC = Path(__file__).parent / "pages" / "static"
_SHEETS = ("tokens.css", "base.css", "components.css", "showroom.css")
_TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".mesh": "application/gzip", ".toolpath": "application/gzip"}


def visitor(request: Request) -> Visitor:
    """Return how the page is wanted."""
    accepted = request.headers.get("Accept-Language", "")
    return visitor_of(request.url.path, request.query_params, request.cookies, accepted)


Wanted = Annotated[Visitor, Depends(visitor)]


def shown(request: Request, wanted: Visitor, html: str, status: int = 200) -> Response:
    """Return a page, and keep what its address wished for."""
    answer = packed(request, html.encode(), "text/html", HEADERS, status)
    for name, value in kept_wishes(wanted, request.query_params).items():
        answer.set_cookie(name, value, max_age=_YEAR_S, samesite="lax", httponly=True)
    return answer


def packed(request: Request, data: bytes, kind: str, headers: Mapping[str, str], status: int = 200) -> Response:
    """Return text, deflated where the browser takes that."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(data, status, headers, media_type=kind)
    return Response(_deflated(data), status, {**headers, "Content-Encoding": "gzip"}, media_type=kind)


def showroom_door(exhibit_of: Callable[[Piece], Exhibit], price: str | None = None) -> APIRouter:
    """Return the routes of the showroom.

    exhibit_of: makes an exhibit, or knows it; asked once for each. price: address of the price page, None where there
    is none.
    """
    routes = APIRouter(include_in_schema=False)
    making = Lock()

    @cache
    def kept(name: str) -> Exhibit:
        return exhibit_of(piece(name))

    def exhibit(name: str) -> Exhibit:
        with making:  # one at a time: each takes seconds of a core the first time
            return kept(name)

    @routes.get("/")
    def front() -> Response:
        return RedirectResponse("/showroom", 307)

    @routes.get("/showroom")
    def gallery(request: Request, wanted: Wanted) -> Response:
        return shown(request, wanted, gallery_page(wanted))

    @routes.get("/showroom/{name}")
    def part(request: Request, wanted: Wanted, name: str) -> Response:
        try:
            return shown(request, wanted, part_page(wanted, exhibit(name), price))
        except Missing as missing:
            return shown(request, wanted, missing_page(wanted, missing.text, missing.remedy), 404)

    @routes.get("/showroom/{name}/{file}")
    def file(name: str, file: str) -> Response:
        data = exhibit(name).files.get(file)
        if data is None:
            raise Missing(say("showroom.no_piece", id=f"{name}/{file}"), say("showroom.no_piece_remedy"))
        return Response(data, media_type=_TYPES[Path(file).suffix], headers={"Cache-Control": "public, max-age=86400"})

    @routes.get("/materials")
    def guide(request: Request, wanted: Wanted) -> Response:
        return shown(request, wanted, materials_page(wanted, materials()))

    @routes.get("/look")
    def look(request: Request, wanted: Wanted) -> Response:
        return shown(request, wanted, look_page(wanted))

    @routes.get("/static/pages.css")
    def sheets(request: Request) -> Response:
        return packed(request, _sheet(), "text/css", {"Cache-Control": "public, max-age=3600"})

    @routes.get("/static/icon.svg")
    def drawing() -> Response:
        return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml")

    @routes.get("/islands/{name}")
    def island(request: Request, name: str) -> Response:
        how = "public, max-age=31536000, immutable" if name.startswith("chunk-") else "no-cache"
        return packed(request, _island(name), "text/javascript", {"Cache-Control": how})

    return routes


@cache
def _sheet() -> bytes:
    return b"\n".join((_STATIC / name).read_bytes() for name in _SHEETS)


@lru_cache(maxsize=64)
def _deflated(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=6, mtime=0)


def _island(name: str) -> bytes:
    """Return a bundled script. Chunks bear a digest in their name and may be kept for good."""
    folder = islands_folder()
    known = {entry.name for entry in folder.iterdir()} if folder is not None and folder.is_dir() else set[str]()
    if folder is None or name not in known:  # a name from a list, never a path from a stranger
        raise Missing(say("pages.no_islands"), say("pages.no_islands_short"))
    return (folder / name).read_bytes()
