"""Requests for what another hub tends: handed on to it as they came, and its answer handed back.

The caller's right is looked at by both hubs: by this one before it hands a request on, by the other as of any request,
since it comes with the caller's own token or session. A request that was handed on says so and goes no further.
"""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
from starlette.requests import Request
from starlette.responses import Response

from layerworks.app.hub.cluster.member import Member
from layerworks.app.hub.house import Hub
from layerworks.errors import Unreachable
from layerworks.words import say

log = logging.getLogger(__name__)
HANDED_ON = "Layerworks-Handed-On"
KNOWN_BY_ALL = frozenset({("GET", "/api/v1/machines/{machine}")})
OF_A_JOB = "/api/v1/queue/{job}/{act}"
OF_A_HUB = "hub-"  # how alarms of a hub's own are named
CONNECT_S, ANSWER_S = 3.0, 60.0
TOLD = ("Authorization", "Cookie", "Accept-Language", "Content-Type")
HEARD = ("Content-Type", "Content-Language", "Retry-After", "Cache-Control")


def tender_of(hub: Hub, method: str, path: str, values: Mapping[str, Any], headers: Mapping[str, str]) -> Member | None:
    """Return the hub that a request is to be handed on to; None for one to be answered here. Raises Unreachable.

    path: of the route, with its placeholders; values: what stands in their places.
    """
    if hub.cluster is None or HANDED_ON in headers or (method, path) in KNOWN_BY_ALL:
        return None
    machine = str(values.get("machine", ""))
    if path == OF_A_JOB and values.get("act") == "cancel" and values["job"] in hub.floor.queue:
        job = hub.floor.queue[values["job"]]
        machine = job.machine if job.state == "running" else ""
    if not machine or machine in hub.floor.posts:
        return None
    if machine.startswith(OF_A_HUB) and machine not in hub.machines:
        return hub.cluster.named(machine.removeprefix(OF_A_HUB))
    return hub.cluster.tender_of(machine)


class HubCaller:
    """Speaks to other hubs for those who ask this one. hub: this one."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._session: aiohttp.ClientSession | None = None

    async def keep(self) -> None:
        """Be ready for ever."""
        cluster = self._hub.cluster
        if cluster is None:
            return
        tls = ssl.create_default_context(cafile=cluster.authorities)
        timeout = aiohttp.ClientTimeout(total=ANSWER_S, connect=CONNECT_S)
        async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(ssl=tls)) as session:
            self._session = session
            try:
                await asyncio.Event().wait()
            finally:
                self._session = None

    async def hand_on(self, request: Request, member: Member) -> Response:
        """Ask a hub what this one was asked, and return its answer. Raises Unreachable when there is none."""
        status, headers, body = await self._ask(request, member, await request.body())
        return Response(body, status, {name: headers[name] for name in HEARD if name in headers})

    async def ask_all(self, request: Request, body: bytes) -> dict[Member, bytes | None]:
        """Ask every other hub the same; return what each answered, None where it did not or refused."""
        cluster = self._hub.cluster
        if cluster is None or HANDED_ON in request.headers:
            return {}
        others = cluster.others()
        answers = await asyncio.gather(*(self._asked(request, member, body) for member in others))
        return dict(zip(others, answers, strict=True))

    async def _asked(self, request: Request, member: Member, body: bytes) -> bytes | None:
        try:
            status, _, told = await self._ask(request, member, body)
        except Unreachable as trouble:
            log.warning("%s was not asked: %s", member.name, trouble)
            return None
        return told if status < 300 else None

    async def _ask(self, request: Request, member: Member, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        headers = {name: request.headers[name] for name in TOLD if name in request.headers}
        headers["Sec-Fetch-Site"] = "same-origin"  # or this hub would not have let it in
        headers[HANDED_ON] = self._hub.cluster.member.name if self._hub.cluster else ""
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        try:
            if self._session is None:
                raise aiohttp.ClientConnectionError
            async with self._session.request(
                request.method, f"{member.address}{path}", data=body, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status, answer.headers, await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            detail = type(error).__name__
            raise Unreachable(
                say("cluster.hub_away", hub=member.name, detail=detail), say("cluster.hub_away_remedy")
            ) from None
