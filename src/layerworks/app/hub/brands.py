"""From an enrolment to a connector, and from an address to what answers there."""

import asyncio
from collections.abc import Mapping

import aiohttp

from layerworks.app.hub.enrolment import Enrolled
from layerworks.connectors import moonraker, octoprint
from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import HttpAccess, OctoPrintLink
from layerworks.fleet.connector import Abilities, Connector

PROBE_S = 5.0
LARGEST_ANSWER = 65536
MOONRAKER_PATHS = ("/server/info",)


def connector_of(enrolled: Enrolled, key: str | None, network: Network) -> Connector:
    """Return the link to a machine."""
    secret = Secret(key) if key else None
    if enrolled.brand == "octoprint":
        return OctoPrintLink(
            enrolled.name, HttpAccess(enrolled.address, secret, fingerprint=enrolled.fingerprint), network
        )
    return MoonrakerLink(enrolled.name, Access(enrolled.address, secret, fingerprint=enrolled.fingerprint), network)


def abilities_of(brand: str) -> Abilities:
    """Return what machines of a brand can be asked for."""
    return octoprint.ABILITIES if brand == "octoprint" else moonraker.ABILITIES


async def probe(address: str, key: str) -> Found | None:
    """Return what answers at an address, None for nothing we know."""
    from layerworks.connectors.octoprint.recognising import PATHS, recognise

    headers = {"X-Api-Key": key} if key else {}
    limit = aiohttp.ClientTimeout(total=PROBE_S)
    async with aiohttp.ClientSession(headers=headers, timeout=limit) as session:
        asked = (*MOONRAKER_PATHS, *PATHS)
        answers = await asyncio.gather(*(_ask(session, address.rstrip("/") + path) for path in asked))
    told = {path: answer for path, answer in zip(asked, answers, strict=True) if answer is not None}
    return _moonraker(told) or recognise(told)


def _moonraker(answers: Mapping[str, HttpAnswer]) -> Found | None:
    """Recognise Moonraker by what `/server/info` tells, or by how it refuses to."""
    info = answers.get("/server/info", HttpAnswer(0))
    told = info.json()
    result, error = told.get("result"), told.get("error")
    if info.status == 200 and isinstance(result, dict) and "klippy_state" in result:
        return Found("moonraker", str(result.get("moonraker_version", "")))
    if info.status in (401, 403) and isinstance(error, dict) and "code" in error:
        return Found("moonraker", needs_key=True)
    return None


async def _ask(session: aiohttp.ClientSession, url: str) -> HttpAnswer | None:
    try:
        async with session.get(url, allow_redirects=False) as answer:
            return HttpAnswer(answer.status, dict(answer.headers), await answer.content.read(LARGEST_ANSWER))
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
