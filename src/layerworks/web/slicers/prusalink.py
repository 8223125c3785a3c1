"""PrusaLink's shape: what PrusaSlicer and OrcaSlicer ask of it before and while they send.

Source: Prusa-Link-Web, spec/openapi.yaml. Its `GET /api/version` is answered in `octoprint`, for both.
"""

import shutil
import socket
import tempfile
from typing import Any
from urllib.parse import quote

from aiohttp import web

from layerworks.web.slicers.address import AT
from layerworks.web.slicers.sending import ADDRESS, Sent, send_body, send_form

YES = "?1"  # a structured header's true (RFC 8941)
STORAGE: dict[str, Any] = {"path": "/queue", "name": "queue", "type": "LOCAL", "read_only": False, "available": True}
routes = web.RouteTableDef()


@routes.get(f"{AT}/api/v1/info")
async def info(request: web.Request) -> web.Response:
    """Tell the nozzle that the address leads to."""
    address = request[ADDRESS]
    told = {"hostname": socket.gethostname(), "name": address.machine_type, "serial": "", "sd_ready": False}
    return web.json_response(told | {"nozzle_diameter": address.nozzle_or_usual_mm})


@routes.get(f"{AT}/api/v1/status")
async def status(request: web.Request) -> web.Response:
    """Say that the printer is ready: the queue takes everything."""
    storage = {"path": "/queue/", "name": "queue", "read_only": False}
    return web.json_response({"storage": storage, "printer": {"state": "IDLE"}})


@routes.get(f"{AT}/api/v1/storage")
async def storage(request: web.Request) -> web.Response:
    """Name the one place where programs go."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return web.json_response({"storage_list": [STORAGE | {"free_space": free}]})


@routes.get(f"{AT}/api/v1/job")
@routes.get(f"{AT}/api/v1/transfer")
async def nothing(request: web.Request) -> web.Response:
    """Say that nothing goes on."""
    return web.Response(status=204)


@routes.put(f"{AT}/api/v1/files/{{storage}}/{{path:.+}}")
async def put(request: web.Request) -> web.Response:
    """Put a program, the body, into the queue; without `Print-After-Upload` a person has to release it."""
    held = request.headers.get("Print-After-Upload", "").strip() != YES
    sent = await send_body(request, request.match_info["path"].rpartition("/")[2], held=held)
    return _created(request, sent, request.match_info["storage"])


@routes.post(f"{AT}/api/files/queue")
async def post(request: web.Request) -> web.Response:
    """Put a program into the queue by a form, as old clients do."""
    sent, _ = await send_form(request)
    return _created(request, sent, "queue")


def _created(request: web.Request, sent: Sent, storage: str) -> web.Response:
    path = f"/api/v1/files/{quote(storage)}/{quote(sent.name)}"
    told = {"name": sent.name, "display_name": sent.name, "type": "PRINT_FILE", "size": sent.size}
    refs = {"refs": {"resource": path}, "queued": list(sent.jobs), "held": sent.held}
    return web.json_response(told | refs, status=201)
