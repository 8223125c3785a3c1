"""Who did what and why, over HTTP. Docs: docs/guides/fleet.md."""

import asyncio
from typing import Any

from aiohttp import web

from layerworks.app.hub.house import WHO as HUB_ITSELF
from layerworks.storage.audit import audit
from layerworks.web.rim import HUB, bad
from layerworks.workshop.journal import Entry

routes = web.RouteTableDef()
SEALED = frozenset({"digest", "mark", "fingerprint"})  # of no use to a reader


@routes.get("/api/v1/audit")
async def entries(request: web.Request) -> web.Response:
    """What people did, the latest first; `subject`, `who`, `before`, `most`; `all=true`: what the hub did as well."""
    asked = request.query
    try:
        before, most = int(asked.get("before", "0")) or None, int(asked.get("most", "100"))
    except ValueError as error:
        raise bad(str(error)) from None
    found = await asyncio.to_thread(
        audit,
        request.app[HUB].journal.path,
        subject=asked.get("subject"),
        who=asked.get("who"),
        but_for=None if asked.get("all") == "true" else HUB_ITSELF,
        before=before,
        most=max(1, most),
    )
    return web.json_response({"entries": [_shown(number, entry) for number, entry in found]})


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
