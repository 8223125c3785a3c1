"""Where the hubs of a shop meet, as somebody writes it: `tls://USER@HOST:PORT/SHOP`. Pure."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from layerworks.errors import Misused
from layerworks.words import say

PORT = 4222
OWN_COMPUTER = ("127.0.0.1", "::1", "localhost")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class EventServer:
    """A NATS server, and who we are there. shop: whose streams; several shops may use one server.

    authorities: certificates to believe, None for those of the system.
    """

    host: str
    port: int
    tls: bool
    user: str
    shop: str
    authorities: Path | None = None

    @property
    def sealed_as(self) -> str:
        """The name under which the password is kept."""
        return f"events:{self.user}@{self.host}:{self.port}"

    @property
    def address(self) -> str:
        """Where it is, without who we are."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'tls' if self.tls else 'nats'}://{host}:{self.port}"

    def subject(self, kind: str, hub: str = "*") -> str:
        """Return the subject of a kind of message of one hub, or of all."""
        return f"layerworks.{self.shop}.{kind}.{hub}"

    def stream(self, kind: str) -> str:
        """Return the name of the stream of a kind of message."""
        return f"layerworks-{self.shop}-{kind}"


def event_server_at(url: str, authorities: Path | None = None) -> EventServer:
    """Return the server of an address. Raises Misused; also for one on the network without TLS."""
    try:
        parts = urlsplit(url)
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme
    except ValueError:
        raise _bad(url) from None
    shop = parts.path.strip("/") or "shop"
    if scheme not in ("nats", "tls") or not host or parts.password or not _NAME.fullmatch(shop):
        raise _bad(url)
    if scheme == "nats" and host not in OWN_COMPUTER:
        raise Misused(say("cluster.events_open", host=host), say("cluster.events_open_remedy"))
    return EventServer(host, port or PORT, scheme == "tls", unquote(parts.username or ""), shop, authorities)


def _bad(url: str) -> Misused:
    shown = re.sub(r"//[^/@]*@", "//…@", url)  # somebody may have written the password
    return Misused(say("cluster.events_bad", url=shown), say("cluster.events_bad_remedy"))
