"""Where a broker is, as somebody writes it: `mqtts://USER@HOST:PORT/GROUP/NODE`. Pure."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from layerworks.errors import Misused
from layerworks.words import say

PORTS = {"mqtt": 1883, "mqtts": 8883}
OWN_COMPUTER = ("127.0.0.1", "::1", "localhost")
_LEVEL = re.compile(r"[^/+#\x00-\x1f]{1,64}")


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker, and who we are there. authorities: certificates to believe, None for those of the system."""

    host: str
    port: int
    tls: bool
    user: str
    group: str
    node: str
    authorities: Path | None = None

    @property
    def sealed_as(self) -> str:
        """The name under which the password is kept."""
        return f"broker:{self.user}@{self.host}:{self.port}"


def broker_at(url: str, authorities: Path | None = None) -> Broker:
    """Return the broker of an address. Raises Misused; also for one on the network without TLS."""
    try:
        parts = urlsplit(url)
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme
    except ValueError:
        raise _bad(url) from None
    levels = [unquote(level) for level in parts.path.strip("/").split("/")]
    if scheme not in PORTS or not host or parts.password or len(levels) != 2:
        raise _bad(url)
    if not all(_LEVEL.fullmatch(level) for level in levels):
        raise _bad(url)
    if scheme == "mqtt" and host not in OWN_COMPUTER:
        raise Misused(say("outward.broker_open", host=host), say("outward.broker_open_remedy"))
    return Broker(
        host, port or PORTS[scheme], scheme == "mqtts", unquote(parts.username or ""), *levels, authorities=authorities
    )


def _bad(url: str) -> Misused:
    return Misused(say("outward.broker_bad", url=url), say("outward.broker_bad_remedy"))
