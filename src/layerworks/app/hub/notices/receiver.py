"""Who is told of alarms: of which, in what language, and when they want quiet. Pure.

The address is not among this: it often holds a secret, and lies sealed in the vault.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from layerworks.errors import Rejected
from layerworks.fleet.alarms import Alarm, Severity
from layerworks.words import Language, language_of, say
from layerworks.workshop.journal import Entry

SUBJECT = "notices"
Way = Literal["service", "webhook"]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_QUIET = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which only what is urgent is told. Minutes of the local day; over midnight where the end is before."""

    start_min: int
    end_min: int

    def holds(self, local: datetime) -> bool:
        """Tell whether it is quiet at a local time."""
        now_min = local.hour * 60 + local.minute
        if self.start_min <= self.end_min:
            return self.start_min <= now_min < self.end_min
        return now_min >= self.start_min or now_min < self.end_min


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody to be told. way: by a service (mail, chat …), or a signed webhook. shown: what of the address is no
    secret. least: of what severity on. machines: of which, none for all. time_zone: of the quiet hours, empty for the
    hub's own.
    """

    name: str
    way: Way
    shown: str
    least: Severity = Severity.MEDIUM
    machines: tuple[str, ...] = ()
    quiet: Quiet | None = None
    time_zone: str = ""
    language: Language = "en"

    def wants(self, alarm: Alarm, now: datetime) -> bool:
        """Tell whether this receiver is to be told of an alarm at this time."""
        if alarm.severity < self.least or (self.machines and alarm.machine not in self.machines):
            return False
        return alarm.severity is Severity.URGENT or not self.in_quiet(now)

    def in_quiet(self, now: datetime) -> bool:
        """Tell whether its quiet hours go on. now: aware."""
        zone = ZoneInfo(self.time_zone) if self.time_zone else None
        return self.quiet is not None and self.quiet.holds(now.astimezone(zone))


def receiver_of(asked: Mapping[str, Any]) -> tuple[Receiver, str]:
    """Return the receiver and the address that a request asks for. Raises Rejected with what to change."""
    name, address = str(asked.get("name", "")).strip(), str(asked.get("address", "")).strip()
    if not _NAME.fullmatch(name):
        raise Rejected(say("notices.bad_name", name=name), say("app.hub_name_remedy"))
    way: Way = "webhook" if asked.get("webhook") else "service"
    parts = urlsplit(address)
    if not parts.scheme or not (parts.netloc or parts.path) or (way == "webhook" and not parts.hostname):
        raise Rejected(say("notices.bad_address"), say("notices.address_remedy"))
    if way == "webhook" and parts.scheme not in ("https", "http"):
        raise Rejected(say("notices.no_webhook"), say("notices.webhook_remedy"))
    shown = f"{parts.scheme}://{parts.hostname}" if way == "webhook" else f"{parts.scheme}://…"
    return (
        Receiver(
            name,
            way,
            shown,
            severity_of(str(asked.get("least") or "medium")),
            tuple(str(machine) for machine in asked.get("machines") or ()),
            quiet_of(str(asked.get("quiet") or "")),
            time_zone_of(str(asked.get("time_zone") or "")),
            language_of(str(asked.get("language") or "en")),
        ),
        address,
    )


def severity_of(text: str) -> Severity:
    """Return a severity by its name. Raises Rejected."""
    try:
        return Severity[text.upper()]
    except KeyError:
        raise Rejected(say("notices.no_severity", text=text), say("notices.severities")) from None


def quiet_of(text: str) -> Quiet | None:
    """Return quiet hours written `22:00-07:00`, None for nothing. Raises Rejected."""
    if not text:
        return None
    match = _QUIET.fullmatch(text)
    if match is None:
        raise Rejected(say("notices.no_quiet", text=text), say("notices.quiet_remedy"))
    hour, minute, end_hour, end_minute = (int(group) for group in match.groups())
    return Quiet(hour * 60 + minute, end_hour * 60 + end_minute)


def time_zone_of(name: str) -> str:
    """Return the name of a time zone that this computer knows, or nothing for its own. Raises Rejected."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Rejected(say("notices.no_zone", name=name), say("notices.zone_remedy")) from None


def added(receiver: Receiver, now: datetime, who: str, why: str) -> Entry:
    """Write down that a receiver was added."""
    return Entry(now, who, "notices.added", why, SUBJECT, asdict(receiver))


def removed(name: str, now: datetime, who: str, why: str) -> Entry:
    """Write down that a receiver was removed."""
    return Entry(now, who, "notices.removed", why, SUBJECT, {"name": name})


def receivers_in(history: Iterable[Entry]) -> dict[str, Receiver]:
    """Return the receivers that a history leaves, by name."""
    found: dict[str, Receiver] = {}
    for entry in history:
        if entry.what == "notices.added":
            found[entry.body["name"]] = _read(entry.body)
        elif entry.what == "notices.removed":
            found.pop(entry.body["name"], None)
    return found


def _read(body: Mapping[str, Any]) -> Receiver:
    told = Receiver(**body)
    quiet = Quiet(**body["quiet"]) if body["quiet"] else None
    return replace(told, least=Severity(told.least), machines=tuple(told.machines), quiet=quiet)
