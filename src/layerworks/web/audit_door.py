"""Who did what and why, over HTTP. Docs: docs/guides/fleet.md."""

import asyncio
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from layerworks.app.hub.house import WHO as HUB_ITSELF
from layerworks.storage.audit import audit
from layerworks.web.answers import answer
from layerworks.web.routing import hub_of, router
from layerworks.web.shapes.people import Entries
from layerworks.workshop.journal import Entry

routes = router("journal")
SEALED = frozenset({"digest", "mark", "fingerprint"})  # of no use to a reader


@routes.get("/api/v1/audit", response_model=Entries)
async def entries(
    request: Request,
    subject: Annotated[str | None, Query(description="A machine, a job, an attempt", examples=["v1"])] = None,
    who: str | None = None,
    before: Annotated[int, Query(ge=0, lt=2**63, description="Only with a smaller number, to go on from there")] = 0,
    most: Annotated[int, Query(ge=-(2**63), lt=2**63)] = 100,
    all: Annotated[bool, Query(description="What the hub did by itself as well")] = False,
) -> Response:
    """What people did, the latest first; `subject`, `who`, `before`, `most`; `all=true`: what the hub did as well."""
    found = await asyncio.to_thread(
        audit,
        hub_of(request).journal.location,
        subject=subject,
        who=who,
        but_for=None if all else HUB_ITSELF,
        before=before or None,
        most=max(1, most),
    )
    return answer({"entries": [_shown(number, entry) for number, entry in found]})


def _shown(number: int, entry: Entry) -> dict[str, Any]:
    return {
        "number": number,
        "time": entry.time.isoformat(timespec="seconds"),
        "who": entry.who,
        "what": entry.what,
        "subject": entry.subject,
        "why": entry.why,
        "with": {k: v for k, v in entry.body.items() if k not in SEALED and v not in ("", None, [])},
    }
