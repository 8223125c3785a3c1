"""Uploads that go on after the line broke: the tus protocol 1.0.0, core and creation (tus.io/protocols).

Whoever puts these routes into an application decides who may use them, and what becomes of a whole file.
"""

import base64
import binascii
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from layerworks.app.incoming import Incoming, append, arrived, begin
from layerworks.errors import Rejected
from layerworks.words import say

SPOKEN = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
LARGEST_FILE = 512 * 1024 * 1024
LARGEST_NAME = 200  # letters
PIECES = "application/offset+octet-stream"


def upload_door(
    folder: Path, path: str, whole: Callable[[Incoming], None], most_bytes: int = LARGEST_FILE
) -> APIRouter:
    """Return the routes below `path`. whole: hears of each file that is complete, before the sender does."""
    routes = APIRouter(include_in_schema=False)
    writing = Lock()

    @routes.post(path)
    def announce(request: Request) -> Response:
        size, name = _number(request, "Upload-Length"), _name(request)
        begun = begin(folder, secrets.token_hex(16), name, size, most_bytes)
        return Response(status_code=201, headers={**SPOKEN, "Location": f"{path}/{begun.token}"})

    @routes.api_route(path + "/{token}", methods=["GET", "HEAD"])
    def so_far(token: str) -> Response:
        return _told(arrived(folder, token), 200)

    @routes.patch(path + "/{token}")
    async def piece(request: Request, token: str) -> Response:
        if request.headers.get("Content-Type") != PIECES:
            raise Rejected(say("uploads.unspoken", header="Content-Type"), say("uploads.unspoken_remedy"))
        offset = _number(request, "Upload-Offset")
        return _told(await run_in_threadpool(add, token, offset, await request.body()), 204)

    def add(token: str, offset: int, piece: bytes) -> Incoming:
        with writing:
            now = append(folder, token, offset, piece)
            if now.got_bytes == now.size_bytes and piece:
                whole(now)
            return now

    return routes


def _told(file: Incoming, status: int) -> Response:
    headers = {"Upload-Offset": str(file.got_bytes), "Upload-Length": str(file.size_bytes)}
    return Response(status_code=status, headers=SPOKEN | headers)


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Rejected(say("uploads.unspoken", header=header), say("uploads.unspoken_remedy"))
    return int(value)


def _name(request: Request) -> str:
    """Return the name of the file, out of `filename <base64>, …`; it is shown, and never becomes a path."""
    pairs = (entry.strip().partition(" ") for entry in request.headers.get("Upload-Metadata", "").split(","))
    coded = next((value for key, _, value in pairs if key == "filename"), "")
    try:
        name = base64.b64decode(coded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        name = ""
    shown = "".join(letter for letter in name if letter.isprintable())[:LARGEST_NAME]
    if not shown:
        raise Rejected(say("uploads.unspoken", header="Upload-Metadata"), say("uploads.unspoken_remedy"))
    return shown
