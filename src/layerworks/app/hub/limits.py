"""Limits of alarms as people have set them: for the shop, for a machine type, for one machine; the nearest counts.

They are entries of the journal; what holds is held.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from layerworks.app.hub.wearing import WearRules
from layerworks.errors import Rejected
from layerworks.fleet.alarms import AlarmRules, EscalationRules
from layerworks.settings import settings_record, typed_settings
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal

SUBJECT = "limits"
RECORDS = (AlarmRules, EscalationRules, WearRules)
OF_THE_SHOP = frozenset({"alarm_power_minutes", "alarm_network_share", "alarm_network_machines"}) | frozenset(
    EscalationRules.__dataclass_fields__
)
Level = Literal["shop", "type", "machine"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What limits are for. name: of the machine type or machine, empty for the shop."""

    level: Level = "shop"
    name: str = ""


SHOP = Scope()


@dataclass(frozen=True, slots=True)
class Rules:
    """All limits that hold for one machine, or for the shop."""

    alarms: AlarmRules
    escalation: EscalationRules
    wear: WearRules

    def as_dict(self) -> dict[str, Any]:
        """Return every limit by key."""
        return asdict(self.alarms) | asdict(self.escalation) | asdict(self.wear)


class Limits:
    """What was set, by scope."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._set: dict[Scope, dict[str, Any]] = {}
        self._rules: dict[tuple[str, str], Rules] = {}
        self.hear(journal.about(SUBJECT))

    def hear(self, entries: Iterable[Entry]) -> None:
        """Take in what was written down of limits, by whomever; the same once more in the same order is no harm."""
        for entry in entries:
            scope, body = Scope(entry.body["level"], entry.body["name"]), entry.body
            self._take(scope, body.get("values", {}), body.get("keys", ()))

    def of(self, machine: str = "", machine_type: str = "") -> Rules:
        """Return the limits that hold for a machine; without one, for the shop."""
        key = machine, machine_type
        if key not in self._rules:
            chosen = self._set.get(SHOP, {}) | self._set.get(Scope("type", machine_type), {})
            chosen = chosen | self._set.get(Scope("machine", machine), {})
            alarms, escalation = settings_record(AlarmRules, chosen), settings_record(EscalationRules, chosen)
            self._rules[key] = Rules(alarms, escalation, settings_record(WearRules, chosen))
        return self._rules[key]

    def chosen(self, scope: Scope) -> Mapping[str, Any]:
        """Return what was set for a scope itself."""
        return dict(self._set.get(scope, {}))

    def set(self, scope: Scope, values: Mapping[str, Any], now: datetime, who: str, why: str) -> None:
        """Set limits. Raises Misused for unknown keys and values out of bounds, Rejected for what is the shop's."""
        typed = typed_settings(RECORDS, values)
        self._expect_of(scope, typed)
        body = {"level": scope.level, "name": scope.name, "values": typed}
        self._journal.append(Entry(now, who, "limits.set", why, SUBJECT, body))
        self._take(scope, typed, ())

    def unset(self, scope: Scope, keys: Collection[str], now: datetime, who: str, why: str) -> None:
        """Let limits be what they are without this scope; keys that are not set there change nothing."""
        gone = [key for key in keys if key in self._set.get(scope, {})]
        if gone:
            body = {"level": scope.level, "name": scope.name, "keys": gone}
            self._journal.append(Entry(now, who, "limits.unset", why, SUBJECT, body))
            self._take(scope, {}, gone)

    def _take(self, scope: Scope, values: Mapping[str, Any], gone: Iterable[str]) -> None:
        held = {**self._set.get(scope, {}), **values}
        self._set[scope] = {key: value for key, value in held.items() if key not in set(gone)}
        self._rules = {}

    def _expect_of(self, scope: Scope, values: Mapping[str, Any]) -> None:
        wrong = sorted(OF_THE_SHOP & values.keys()) if scope.level != "shop" else []
        if wrong:
            raise Rejected(say("app.hub_limit_of_shop", key=wrong[0]), say("app.hub_limit_of_shop_remedy"))
