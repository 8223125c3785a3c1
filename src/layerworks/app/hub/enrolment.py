"""Machines of the shop, as their enrolment tells: what they are and how to reach them. Pure.

Keys are not among this: they lie sealed in the vault.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from layerworks.app.hub.catalogued import machine_named
from layerworks.errors import Rejected
from layerworks.words import say
from layerworks.workshop.journal import Entry

BRANDS = ("moonraker", "octoprint", "prusalink", "bambu", "marlin")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_KIND = re.compile(r"[a-z]+://|unix:|serial:")
_HOST = r"(\[[0-9A-Fa-f:.]+\]|[^\s/@:?\[\]]+)(:[0-9]{1,5})?"
_ADDRESS = re.compile(
    r"https?://[^\s/@]+(/\S*)?"
    rf"|bambu://([0-9A-Za-z]{{10,20}}@)?{_HOST}(\?ftps=[0-9]{{1,5}})?"
    r"|unix:/\S+"
    r"|serial:/dev/[^\s?]+(\?baud=[0-9]{3,7})?"
    rf"|{_HOST}(/\S*)?"
)
_FINGERPRINT = re.compile(r"([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}")
HERE = ("unix:", "serial:")
FIELDS = ("name", "address", "machine_type", "brand", "circuit", "fingerprint", "serial", "key")


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A machine. machine_type: id in the catalogue; circuit: of power, empty where nobody counts.

    fingerprint: of its certificate, where it has one that is pinned.
    """

    name: str
    brand: str
    address: str
    machine_type: str
    circuit: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Enrolling:
    """A machine to be enrolled. brand: empty for whatever answers. key: API key or access code, empty for none.

    address: may be without a kind (`http://` and so on): then what answers there says it. serial: number of the
    machine, where it must be that one.
    """

    name: str
    address: str
    machine_type: str
    brand: str = ""
    circuit: str = ""
    fingerprint: str = ""
    serial: str = ""
    key: str = ""

    @property
    def at_the_hub(self) -> bool:
        """Whether it is a port or an agent of the hub's own computer."""
        return self.address.startswith(HERE)


def enrolling_all(rows: Iterable[tuple[Mapping[str, Any], str]]) -> list[Enrolling]:
    """Return what the rows of a list ask for, each with where it stands; thousands are of a few types. As the next."""
    named = cache(machine_named)
    return [enrolling_of(row, at, named) for row, at in rows]


def enrolling_of(row: Mapping[str, Any], at: str = "", named: Callable[[str], object] = machine_named) -> Enrolling:
    """Return what a row of a list or a request asks for. at: where the row stands. named: looks a machine type up.

    Raises Rejected; Missing for a machine type that nobody knows.
    """
    unknown = sorted(set(row) - set(FIELDS))
    if unknown:
        raise Rejected(say("app.hub_unknown_field", field=unknown[0], at=at), say("app.hub_fields"))
    values = {field: str(row.get(field) or "").strip() for field in FIELDS}
    address = values["address"]
    if address and not _KIND.match(address):
        kind = "bambu://" if values["brand"] == "bambu" else "http://" if values["brand"] else ""
        address = f"{kind}{address}"
    name = values["name"] or re.sub(r"[^A-Za-z0-9]+", "-", _KIND.sub("", address, count=1)).strip("-")
    if not _NAME.fullmatch(name):
        raise Rejected(say("app.hub_bad_name", name=name, at=at), say("app.hub_name_remedy"))
    if not _ADDRESS.fullmatch(address):
        raise Rejected(say("app.hub_bad_address", address=values["address"], at=at), say("app.hub_address_remedy"))
    if values["fingerprint"] and not is_fingerprint(values["fingerprint"]):
        raise Rejected(say("app.hub_bad_fingerprint", at=at), say("app.hub_fingerprint_remedy"))
    if values["brand"] and values["brand"] not in BRANDS:
        raise Rejected(say("app.hub_bad_brand", brand=values["brand"], at=at), say("app.hub_brands"))
    named(values["machine_type"])
    return Enrolling(**{**values, "name": name, "address": address})


def is_fingerprint(text: str) -> bool:
    """Tell whether it is a SHA-256 in hexadecimal, with or without colons."""
    return _FINGERPRINT.fullmatch(text) is not None


def enrolment_entry(enrolled: Enrolled, now: datetime, who: str, why: str) -> Entry:
    """Write an enrolment down."""
    return Entry(now, who, "machine.enrolled", why, enrolled.name, asdict(enrolled))


def enrolled_in(history: Iterable[Entry]) -> Enrolled | None:
    """Return how a machine was enrolled last, None when it is no more."""
    found: Enrolled | None = None
    for entry in history:
        if entry.what == "machine.enrolled":
            found = Enrolled(**entry.body)
        elif entry.what == "machine.dismissed":
            found = None
    return found
