"""OctoPrint's shape: what PrusaSlicer, OrcaSlicer and Cura ask of it before and while they send.

Source: OctoPrint, “REST API” (docs.octoprint.org). There is one printer and it is always ready: the queue takes
everything.
"""

from typing import Any
from urllib.parse import quote

from aiohttp import web

from layerworks import __version__
from layerworks.web.rim import WHO
from layerworks.web.slicers.address import AT
from layerworks.web.slicers.sending import send_form

SHAPE = "1.11.0"  # of OctoPrint, whose answers these are like
READY: dict[str, bool] = {
    "operational": True, "ready": True, "printing": False, "paused": False, "pausing": False, "resuming": False,
    "cancelling": False, "finishing": False, "error": False, "closedOrError": False, "sdReady": False,
}  # fmt: skip
routes = web.RouteTableDef()


@routes.get(f"{AT}/api/version")
async def version(request: web.Request) -> web.Response:
    """Say what this is. PrusaLink has the same question: its client takes this answer too, and sends by PUT."""
    text = f"OctoPrint {SHAPE} (layerworks {__version__})"
    told = {"api": "0.1", "server": SHAPE, "text": text, "capabilities": {"upload-by-put": True}}
    return web.json_response(told)


@routes.get(f"{AT}/api/server")
async def server(request: web.Request) -> web.Response:
    """Say that nothing is restricted."""
    return web.json_response({"version": SHAPE, "safemode": None})


@routes.get(f"{AT}/api/settings")
async def settings(request: web.Request) -> web.Response:
    """Say that there is no card, no camera and no plugin."""
    return web.json_response({"api": {}, "feature": {"sdSupport": False}, "webcam": {}, "plugins": {}})


@routes.get(f"{AT}/api/printer")
async def printer(request: web.Request) -> web.Response:
    """Say that the printer is ready."""
    state = {"text": "Operational", "flags": READY}
    return web.json_response({"state": state, "temperature": {}, "sd": {"ready": False}})


@routes.get(f"{AT}/api/job")
async def job(request: web.Request) -> web.Response:
    """Say that nothing is being printed: what becomes of a program is the queue's to tell."""
    file: dict[str, Any] = {"name": None, "path": None, "origin": None, "size": None, "date": None}
    progress: dict[str, Any] = {"completion": None, "filepos": None, "printTime": None, "printTimeLeft": None}
    return web.json_response({"job": {"file": file}, "progress": progress, "state": "Operational"})


@routes.get(f"{AT}/api/printerprofiles")
async def profiles(request: web.Request) -> web.Response:
    """Name the machine type that the address leads to."""
    at = request.match_info["at"]
    told = {"id": "_default", "name": at, "model": at, "default": True, "current": True}
    return web.json_response({"profiles": {"_default": told}})


@routes.post(f"{AT}/api/login")
async def login(request: web.Request) -> web.Response:
    """Say whose key it is."""
    return web.json_response({"name": request[WHO], "active": True, "admin": False, "user": True, "groups": ["users"]})


@routes.post(f"{AT}/api/files/local")
async def upload(request: web.Request) -> web.Response:
    """Put a program into the queue; without `print` a person has to release it."""
    sent, _ = await send_form(request)
    below = request.path.removesuffix("/api/files/local")
    at = f"{request.url.origin()}{quote(below)}/api/files/local/{quote(sent.name, safe='')}"
    file = {"name": sent.name, "path": sent.name, "display": sent.name, "origin": "local", "refs": {"resource": at}}
    told = {"files": {"local": file}, "done": True, "effectiveSelect": False, "effectivePrint": False}
    queued = {"queued": list(sent.jobs), "held": sent.held}
    return web.json_response(told | queued, status=201, headers={"Location": at})
