"""From an enrolment to a connector, and from an address to what answers there."""

import aiohttp

from layerworks.app.hub.enrolment import Enrolled
from layerworks.connectors import probing
from layerworks.connectors.found import Found, HttpAnswer
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import HttpAccess, OctoPrintLink
from layerworks.connectors.prusalink import PrusaLinkLink
from layerworks.fleet.connector import Abilities, Connector

PROBE_S = 5.0
LARGEST_ANSWER = 65536


def connector_of(enrolled: Enrolled, key: str | None, network: Network) -> Connector:
    """Return the link to a machine."""
    secret = Secret(key) if key else None
    access = HttpAccess(enrolled.address, secret, fingerprint=enrolled.fingerprint)
    match enrolled.brand:
        case "octoprint":
            return OctoPrintLink(enrolled.name, access, network)
        case "prusalink":
            return PrusaLinkLink(enrolled.name, access, network)
        case _:
            return MoonrakerLink(enrolled.name, Access(access.url, secret, fingerprint=access.fingerprint), network)


def abilities_of(brand: str) -> Abilities:
    """Return what machines of a brand can be asked for."""
    return probing.ABILITIES[brand]


async def probe(address: str, key: str) -> Found | None:
    """Return what answers at an address, None for nothing we know. One question at a time: some serve few."""
    headers = {"X-Api-Key": key} if key else {}
    limit = aiohttp.ClientTimeout(total=PROBE_S)
    told: dict[str, HttpAnswer] = {}
    async with aiohttp.ClientSession(headers=headers, timeout=limit) as session:
        for path in probing.PATHS:
            answer = await _ask(session, address.rstrip("/") + path)
            if answer is None and not told:
                return None  # nobody is there
            if answer is not None:
                told[path] = answer
    return probing.recognise(told)


async def _ask(session: aiohttp.ClientSession, url: str) -> HttpAnswer | None:
    try:
        async with session.get(url, allow_redirects=False) as answer:
            return HttpAnswer(answer.status, dict(answer.headers), await answer.content.read(LARGEST_ANSWER))
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
