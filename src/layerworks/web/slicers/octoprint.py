"""OctoPrint's shape: what PrusaSlicer, OrcaSlicer and Cura ask of it before and while they send.

Source: OctoPrint, “REST API” (docs.octoprint.org). There is one printer and it is always ready: the queue takes
everything.
"""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from layerworks import __version__
from layerworks.web.answers import answer
from layerworks.web.routing import who_of
from layerworks.web.slicers.address import at
from layerworks.web.slicers.sending import send_form

SHAPE = "1.11.0"  # of OctoPrint, whose answers these are like
READY: dict[str, bool] = {
    "operational": True, "ready": True, "printing": False, "paused": False, "pausing": False, "resuming": False,
    "cancelling": False, "finishing": False, "error": False, "closedOrError": False, "sdReady": False,
}  # fmt: skip


async def version(request: Request) -> Response:
    """Say what this is. PrusaLink has the same question: its client takes this answer too, and sends by PUT."""
    text = f"OctoPrint {SHAPE} (layerworks {__version__})"
    told = {"api": "0.1", "server": SHAPE, "text": text, "capabilities": {"upload-by-put": True}}
    return answer(told)


async def server(request: Request) -> Response:
    """Say that nothing is restricted."""
    return answer({"version": SHAPE, "safemode": None})


async def settings(request: Request) -> Response:
    """Say that there is no card, no camera and no plugin."""
    return answer({"api": {}, "feature": {"sdSupport": False}, "webcam": {}, "plugins": {}})


async def printer(request: Request) -> Response:
    """Say that the printer is ready."""
    state = {"text": "Operational", "flags": READY}
    return answer({"state": state, "temperature": {}, "sd": {"ready": False}})


async def job(request: Request) -> Response:
    """Say that nothing is being printed: what becomes of a program is the queue's to tell."""
    file: dict[str, Any] = {"name": None, "path": None, "origin": None, "size": None, "date": None}
    progress: dict[str, Any] = {"completion": None, "filepos": None, "printTime": None, "printTimeLeft": None}
    return answer({"job": {"file": file}, "progress": progress, "state": "Operational"})


async def profiles(request: Request) -> Response:
    """Name the machine type that the address leads to."""
    name = request.path_params["at"]
    told = {"id": "_default", "name": name, "model": name, "default": True, "current": True}
    return answer({"profiles": {"_default": told}})


async def login(request: Request) -> Response:
    """Say whose key it is."""
    return answer({"name": who_of(request), "active": True, "admin": False, "user": True, "groups": ["users"]})


async def upload(request: Request) -> Response:
    """Put a program into the queue; without `print` a person has to release it."""
    sent = await send_form(request)
    below = request.url.path.removesuffix("/api/files/local")
    hub = f"{request.url.scheme}://{request.url.netloc}"
    place = f"{hub}{quote(below)}/api/files/local/{quote(sent.name, safe='')}"
    file = {"name": sent.name, "path": sent.name, "display": sent.name, "origin": "local", "refs": {"resource": place}}
    told = {"files": {"local": file}, "done": True, "effectiveSelect": False, "effectivePrint": False}
    queued = {"queued": list(sent.jobs), "held": sent.held}
    shown = answer(told | queued, 201)
    shown.headers["Location"] = place
    return shown


ROUTES = (
    *at("/api/version", version),
    *at("/api/server", server),
    *at("/api/settings", settings),
    *at("/api/printer", printer),
    *at("/api/job", job),
    *at("/api/printerprofiles", profiles),
    *at("/api/login", login, "POST"),
    *at("/api/files/local", upload, "POST"),
)
