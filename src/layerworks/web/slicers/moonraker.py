"""Moonraker's shape: what PrusaSlicer, OrcaSlicer and Cura's Moonraker connection ask of it before and while they send.

Source: Moonraker, “External API” (moonraker.readthedocs.io).
"""

import socket
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from layerworks import __version__
from layerworks.web.answers import answer
from layerworks.web.credentials import token_in
from layerworks.web.slicers.address import at
from layerworks.web.slicers.sending import send_form

API = (1, 5, 0)
OBJECTS: dict[str, dict[str, Any]] = {
    "webhooks": {"state": "ready", "state_message": "Printer is ready"},
    "print_stats": {"state": "standby", "filename": "", "print_duration": 0.0, "total_duration": 0.0, "message": ""},
    "display_status": {"progress": 0.0, "message": None},
    "virtual_sdcard": {"progress": 0.0, "is_active": False, "file_position": 0},
}


async def server_info(request: Request) -> Response:
    """Say what this is, and that it is ready."""
    told: dict[str, Any] = {
        "klippy_connected": True,
        "klippy_state": "ready",
        "components": ["file_manager", "authorization"],
        "failed_components": [],
        "registered_directories": ["gcodes"],
        "warnings": [],
        "websocket_count": 0,
        "moonraker_version": f"layerworks-{__version__}",
        "api_version": list(API),
        "api_version_string": ".".join(map(str, API)),
    }
    return _result(told)


async def printer_info(request: Request) -> Response:
    """Say that the printer is ready: the queue takes everything."""
    told = {
        "state": "ready",
        "state_message": "Printer is ready",
        "hostname": socket.gethostname(),
        "software_version": f"layerworks-{__version__}",
    }
    return _result(told)


async def objects(request: Request) -> Response:
    """Name the objects that can be asked for."""
    return _result({"objects": list(OBJECTS)})


async def query(request: Request) -> Response:
    """Tell fields of objects: nothing is being printed here."""
    status = {
        name: {k: v for k, v in OBJECTS[name].items() if not fields or k in fields.split(",")}
        for name, fields in request.query_params.items()
        if name in OBJECTS
    }
    return _result({"eventtime": 0.0, "status": status})


async def access_info(request: Request) -> Response:
    """Say that a key is wanted."""
    told = {
        "default_source": "moonraker",
        "available_sources": ["moonraker"],
        "login_required": False,
        "trusted": False,
    }
    return _result(told)


async def api_key(request: Request) -> Response:
    """Tell the key that was used."""
    return _result(token_in(request.headers))


async def files(request: Request) -> Response:
    """Say that there are no files: what was sent is in the queue."""
    return _result([])


async def upload(request: Request) -> Response:
    """Put a program into the queue; without `print` a person has to release it."""
    sent = await send_form(request)
    name = sent.name.lstrip("/")
    item = {"path": name, "root": "gcodes", "size": sent.size, "permissions": "r"}
    told = {"item": item, "print_started": False, "print_queued": not sent.held, "action": "create_file"}
    return answer(told | {"queued": list(sent.jobs)}, 201)


def _result(told: Any) -> Response:
    return answer({"result": told})


ROUTES = (
    *at("/server/info", server_info),
    *at("/printer/info", printer_info),
    *at("/printer/objects/list", objects),
    *at("/printer/objects/query", query),
    *at("/access/info", access_info),
    *at("/access/api_key", api_key),
    *at("/server/files/list", files),
    *at("/server/files/upload", upload, "POST"),
)
