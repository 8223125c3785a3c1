"""From an enrolment to a connector, and from an address to what answers there."""

import aiohttp

from layerworks.app.hub.enrolment import Enrolled
from layerworks.connectors import probing
from layerworks.connectors.found import Found
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import HttpAccess, OctoPrintLink
from layerworks.connectors.prusalink import PrusaLinkLink
from layerworks.fleet.connector import Abilities, Connector


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
    """Return what answers at an address, None for nobody and for nothing we know."""
    access = HttpAccess(address, Secret(key) if key else None)
    try:
        async with aiohttp.ClientSession() as session:
            return await probing.probe(access, session)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return None
