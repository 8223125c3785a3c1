"""PrusaLink's shape: what PrusaSlicer and OrcaSlicer ask of it before and while they send.

Source: Prusa-Link-Web, spec/openapi.yaml. Its `GET /api/version` is answered in `octoprint`, for both.
"""

import shutil
import socket
import tempfile
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from layerworks.web.answers import answer
from layerworks.web.slicers.address import address_of, at
from layerworks.web.slicers.sending import Sent, send_body, send_form

YES = "?1"  # a structured header's true (RFC 8941)
STORAGE: dict[str, Any] = {"path": "/queue", "name": "queue", "type": "LOCAL", "read_only": False, "available": True}


async def info(request: Request) -> Response:
    """Tell the nozzle that the address leads to."""
    address = address_of(request)
    told = {"hostname": socket.gethostname(), "name": address.machine_type, "serial": "", "sd_ready": False}
    return answer(told | {"nozzle_diameter": address.nozzle_or_usual_mm})


async def status(request: Request) -> Response:
    """Say that the printer is ready: the queue takes everything."""
    storage = {"path": "/queue/", "name": "queue", "read_only": False}
    return answer({"storage": storage, "printer": {"state": "IDLE"}})


async def storage(request: Request) -> Response:
    """Name the one place where programs go."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    return answer({"storage_list": [STORAGE | {"free_space": free}]})


async def nothing(request: Request) -> Response:
    """Say that nothing goes on."""
    return Response(status_code=204)


async def put(request: Request) -> Response:
    """Put a program, the body, into the queue; without `Print-After-Upload` a person has to release it."""
    held = request.headers.get("Print-After-Upload", "").strip() != YES
    sent = await send_body(request, request.path_params["path"].rpartition("/")[2], held=held)
    return _created(request, sent, request.path_params["storage"])


async def post(request: Request) -> Response:
    """Put a program into the queue by a form, as old clients do."""
    sent = await send_form(request)
    return _created(request, sent, "queue")


def _created(request: Request, sent: Sent, storage: str) -> Response:
    path = f"/api/v1/files/{quote(storage)}/{quote(sent.name)}"
    told = {"name": sent.name, "display_name": sent.name, "type": "PRINT_FILE", "size": sent.size}
    refs = {"refs": {"resource": path}, "queued": list(sent.jobs), "held": sent.held}
    return answer(told | refs, 201)


ROUTES = (
    *at("/api/v1/info", info),
    *at("/api/v1/status", status),
    *at("/api/v1/storage", storage),
    *at("/api/v1/job", nothing),
    *at("/api/v1/transfer", nothing),
    *at("/api/v1/files/{storage}/{path:path}", put, "PUT"),
    *at("/api/files/queue", post, "POST"),
)
