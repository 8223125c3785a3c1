"""Part records over HTTP. Docs: docs/guides/fleet.md."""

import asyncio

from aiohttp import web

from layerworks.storage import part_records
from layerworks.web.rim import HUB

routes = web.RouteTableDef()


@routes.get("/api/v1/records")
async def records(request: web.Request) -> web.Response:
    """Part records, oldest first; `part`, `job`: only of these."""
    path, asked = request.app[HUB].journal.path, request.query
    found = await asyncio.to_thread(part_records, path, part=asked.get("part"), job=asked.get("job"))
    return web.json_response({"records": found})
