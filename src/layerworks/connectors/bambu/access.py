"""How to reach a printer of Bambu's and be let in."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from layerworks.connectors._secret import Secret

USER = "bblp"
MQTT_PORT = 8883
FTPS_PORT = 990
SERIAL = re.compile(r"[0-9A-Z]{10,20}")


@dataclass(frozen=True, slots=True)
class BambuAccess:
    """host: name or address. serial: of the printer. code: its access code.

    fingerprint: SHA-256 of its certificate in hexadecimal: that one and no other is believed. The certificates are of
    the maker's own authority, which no system knows.
    """

    host: str
    serial: str
    code: Secret
    fingerprint: str
    mqtt_port: int = MQTT_PORT
    ftps_port: int = FTPS_PORT


def access_of(address: str, code: Secret, fingerprint: str) -> BambuAccess:
    """Return the access that `bambu://SERIAL@HOST[:PORT][?ftps=PORT]` tells. Raises ValueError for another address."""
    told = urlsplit(address)
    if told.scheme != "bambu" or not told.hostname:
        raise ValueError(address)
    ftps = parse_qs(told.query).get("ftps", [str(FTPS_PORT)])[0]
    serial = (told.username or "").upper()
    return BambuAccess(told.hostname, serial, code, fingerprint, told.port or MQTT_PORT, int(ftps))


def address_of(access: BambuAccess) -> str:
    """Return the address of an access: what is no secret of it."""
    host = f"[{access.host}]" if ":" in access.host else access.host
    ports = "" if access.mqtt_port == MQTT_PORT else f":{access.mqtt_port}"
    ftps = "" if access.ftps_port == FTPS_PORT else f"?ftps={access.ftps_port}"
    return f"bambu://{access.serial}@{host}{ports}{ftps}"
