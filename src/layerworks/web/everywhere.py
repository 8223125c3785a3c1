"""What is done at the machines of all hubs: here, and at each of the others at the same time."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request

from layerworks.app.hub.house import Hub
from layerworks.web.handing_on import HubCaller
from layerworks.web.problems import told
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class Done:
    """At which machines something was done, and why not at others, as JSON tells it."""

    done: list[str]
    refused: list[dict[str, Any]]


class _Unreached(msgspec.Struct):
    unreached: list[str]


class _Bulk(msgspec.Struct):
    done: list[str]
    refused: list[dict[str, Any]]


async def stop_all(request: Request, hub: Hub, who: str, why: str) -> list[str]:
    """Stop every machine of the shop at once; return those that could not be told, here or elsewhere."""
    caller: HubCaller = request.app.state.caller
    asking = asyncio.create_task(caller.ask_all(request, await request.body()))
    unreached = set(hub.floor.stop_all(hub.now(), who, why))
    answers = await asking
    if hub.cluster is not None and answers:
        heard = {member: msgspec.json.decode(body, type=_Unreached) for member, body in answers.items() if body}
        unreached.update(machine for answer in heard.values() for machine in answer.unreached)
        told_of = hub.cluster.tended_by(heard) | hub.floor.posts.keys()
        unreached |= hub.cluster.fleet - told_of
    return sorted(unreached)


async def bulk(request: Request, body: dict[str, Any], machines: Iterable[str]) -> Done:
    """Do the same at machines that other hubs tend. body: as it was asked of us."""
    caller: HubCaller = request.app.state.caller
    names = sorted(machines)
    asked = msgspec.json.encode(body | {"machines": names, "machine_type": "", "all": False})
    answers = [msgspec.json.decode(b, type=_Bulk) for b in (await caller.ask_all(request, asked)).values() if b]
    done = {machine for answer in answers for machine in answer.done}
    refused = {row["machine"]: row for answer in answers for row in answer.refused}
    for name in names:
        if name not in done and name not in refused:
            refused[name] = {"machine": name, **told(request, say("cluster.elsewhere", machine=name))}
    return Done(sorted(done), list(refused.values()))
