"""The machines of a hub as they change, for whoever tells others of them."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from typing import Any

from layerworks.app.hub.house import Hub
from layerworks.outward.sight import Sight, sight_of

Seen = dict[str, Sight | None]


async def follow(hub: Hub, every_s: float) -> AsyncGenerator[Seen]:
    """Yield all machines, and then those that changed, at most once in a while; None for one that is no more."""
    states: dict[str, dict[str, Any]] = {}
    revision = 0
    while True:
        await hub.newer_than(revision)
        changes, revision = hub.board.since(revision), hub.board.revision
        seen: Seen = {}
        for machine, fields in changes.items():
            if "gone" in fields:
                states.pop(machine, None)
                seen[machine] = None
                continue
            state = states[machine] = states.get(machine, {}) | fields
            seen[machine] = sight_of(machine, state)
        yield seen
        await asyncio.sleep(every_s)


def lasting_id(hub: Hub, machine: str) -> str:
    """Return an id of a machine that stays the same as long as it is enrolled, and is nobody else's anywhere."""
    enrolled = [e.time.isoformat() for e in hub.journal.about(machine) if e.what == "machine.enrolled"]
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"layerworks/{machine}/{enrolled[-1] if enrolled else ''}"))
