"""From an enrolment to a connector, and from an address to what answers there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp

from layerworks.app.hub.enrolment import Enrolled
from layerworks.connectors import probing
from layerworks.connectors.bambu import BambuLink, access_of
from layerworks.connectors.certificates import AnotherCertificate
from layerworks.connectors.found import Found
from layerworks.connectors.marlin_serial import MarlinLink
from layerworks.connectors.marlin_serial.own_agent import LONGEST_PATH, OwnAgentLink, place_of
from layerworks.connectors.moonraker import Access, MoonrakerLink, Secret
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import HttpAccess, OctoPrintLink
from layerworks.connectors.prusalink import PrusaLinkLink
from layerworks.connectors.wall_clock import WallClock
from layerworks.errors import Rejected
from layerworks.fleet.connector import Abilities, Connector
from layerworks.words import say


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Makes links. agents: folder of the agents of boards at this computer's own ports, one folder each.

    now: the clock that is compared with what links tell, so one for all. May be asked from any thread.
    """

    network: Network
    agents: Path
    now: Callable[[], datetime] = field(default_factory=lambda: WallClock().now)

    def to(self, enrolled: Enrolled, key: str | None) -> Connector:
        """Return the link to a machine. Raises Rejected for an address that cannot be used here."""
        try:
            return self._to(enrolled, key)
        except ValueError:
            address = say("app.hub_bad_address", address=enrolled.address, at="")
            raise Rejected(address, say("app.hub_address_remedy")) from None

    def _to(self, enrolled: Enrolled, key: str | None) -> Connector:
        secret, name, address = Secret(key) if key else None, enrolled.name, enrolled.address
        access = HttpAccess(address, secret, fingerprint=enrolled.fingerprint)
        match enrolled.brand:
            case "octoprint":
                return OctoPrintLink(name, access, self.network, self.now)
            case "prusalink":
                return PrusaLinkLink(name, access, self.network, self.now)
            case "bambu":
                bambu = access_of(address, secret or Secret(""), enrolled.fingerprint)
                return BambuLink(name, bambu, self.network, self.now)
            case "marlin" if address.startswith("unix:"):
                return MarlinLink(name, Path(address.removeprefix("unix:")), self.network, self.now)
            case "marlin":
                place = place_of(address, self.agents / name)
                if len(str(place.socket.absolute())) > LONGEST_PATH:
                    raise Rejected(say("app.hub_folder_too_deep", path=str(place.socket)), say("app.hub_other_folder"))
                return OwnAgentLink(name, place, self.network, self.now)
            case _:
                moonraker = Access(address, secret, fingerprint=access.fingerprint)
                return MoonrakerLink(name, moonraker, self.network, self.now)

    def forget(self, enrolled: Enrolled) -> None:
        """Let an agent of our own end, as it does when nobody can reach it any more and it prints nothing."""
        if enrolled.brand == "marlin" and not enrolled.address.startswith("unix:"):
            place_of(enrolled.address, self.agents / enrolled.name).socket.unlink(missing_ok=True)


def abilities_of(brand: str) -> Abilities:
    """Return what machines of a brand can be asked for."""
    return probing.ABILITIES[brand]


async def probe(address: str, key: str, fingerprint: str = "") -> Found | None:
    """Return what answers at an address, None for nobody and for nothing we know. Raises as `probe_in`."""
    async with asking() as session:
        return await probe_in(session, address, key, fingerprint)


def asking() -> aiohttp.ClientSession:
    """Return a session to probe with, any number at a time: each machine gets its connections back at once."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))


async def probe_in(session: aiohttp.ClientSession, address: str, key: str, fingerprint: str = "") -> Found | None:
    """Return what answers at an address, None for nobody and for nothing we know.

    Raises Rejected when who answers has another certificate than the one that was named.
    """
    access = HttpAccess(address, Secret(key) if key else None, fingerprint=fingerprint)
    try:
        return await probing.found_at(access, session)
    except AnotherCertificate:
        raise Rejected(say("app.hub_other_certificate", address=address), say("app.hub_certificate_remedy")) from None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return None
