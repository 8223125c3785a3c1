"""Part records over HTTP. Docs: docs/guides/fleet.md."""

import asyncio

from fastapi import Request
from starlette.responses import Response

from layerworks.storage import part_records
from layerworks.web.answers import answer
from layerworks.web.routing import hub_of, router
from layerworks.web.shapes.people import Records

routes = router("journal")


@routes.get("/api/v1/records", response_model=Records)
async def records(request: Request, part: str | None = None, job: str | None = None) -> Response:
    """Part records, oldest first; `part`, `job`: only of these."""
    found = await asyncio.to_thread(part_records, hub_of(request).journal.location, part=part, job=job)
    return answer({"records": found})
