"""The machines of a hub as they change, for whoever tells others of them."""

import asyncio
import logging
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from layerworks.app.hub.house import Hub
from layerworks.outward.sight import Sight, sight_of

log = logging.getLogger(__name__)
PAUSE_S = 5.0  # after something went wrong
Seen = dict[str, Sight | None]
BATCH = 100  # machines that are told of in a few milliseconds


async def follow(hub: Hub, every_s: float) -> AsyncGenerator[Seen]:
    """Yield all machines, and then those that changed, at most once in a while; None for one that is no more.

    They come in batches, between which the hub's loop does what else there is to do.
    """
    states: dict[str, dict[str, Any]] = {}
    revision = 0
    while True:
        await hub.newer_than(revision)
        changes, revision = hub.board.since(revision), hub.board.revision
        names = list(changes)
        for start in range(0, len(names), BATCH):
            yield {name: _sight(states, name, changes[name]) for name in names[start : start + BATCH]}
            await asyncio.sleep(0.0)
        await asyncio.sleep(every_s)


async def keep_telling(hub: Hub, every_s: float, tell: Callable[[Seen], Awaitable[None]]) -> None:
    """Tell of machines for ever. What goes wrong in telling is written to the log, and telling begins anew."""
    while True:
        try:
            async for seen in follow(hub, every_s):
                await tell(seen)
        except Exception:  # whatever it is, the hub and its other doors go on
            log.exception("telling of machines failed")
            await asyncio.sleep(PAUSE_S)


def _sight(states: dict[str, dict[str, Any]], machine: str, fields: dict[str, Any]) -> Sight | None:
    """Take in the fields of a machine that are different; return what it is now."""
    if "gone" in fields:
        states.pop(machine, None)
        return None
    state = states[machine] = states.get(machine, {}) | fields
    return sight_of(machine, state)


def lasting_id(hub: Hub, machine: str) -> str:
    """Return an id of a machine that stays the same as long as it is enrolled, and is nobody else's anywhere."""
    enrolled = [e.time.isoformat() for e in hub.journal.about(machine) if e.what == "machine.enrolled"]
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"layerworks/{machine}/{enrolled[-1] if enrolled else ''}"))
