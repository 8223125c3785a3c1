"""The rules: what is wrong, from which limit on, and for how long. Pure; one function a rule.

Nothing is known of a silent machine, so its other rules say nothing and its alarms stay as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from layerworks.fleet.alarms.alarm import Severity
from layerworks.fleet.alarms.heating import too_cold_c, too_hot_c
from layerworks.fleet.alarms.sight import Sight
from layerworks.fleet.alarms.sign import Sign, beyond
from layerworks.fleet.watch import still_s, unheard_s
from layerworks.settings import setting
from layerworks.words import Text, say


@dataclass(frozen=True, slots=True)
class AlarmRules:
    """Limits of the rules."""

    alarm_silent_s: float = setting(60.0, unit="s", low=5.0, high=86400.0)
    alarm_too_cold_c: float = setting(12.0, unit="°C", low=2.0, high=100.0)
    alarm_too_hot_c: float = setting(10.0, unit="°C", low=2.0, high=100.0)
    alarm_heat_after_s: float = setting(20.0, unit="s", low=0.0, high=600.0)
    alarm_stall_s: float = setting(180.0, unit="s", low=10.0, high=86400.0)
    alarm_pause_s: float = setting(2400.0, unit="s", low=10.0, high=604800.0)
    alarm_late_share: float = setting(0.25, low=0.01, high=10.0)
    alarm_late_s: float = setting(900.0, unit="s", low=10.0, high=86400.0)
    alarm_filament_spare_mm: float = setting(200.0, unit="mm", low=0.0, high=100000.0)
    alarm_power_drift: float = setting(15.0, low=3.0, high=1000.0)
    alarm_power_minutes: int = setting(300, unit="min", low=10, high=1000000)
    alarm_network_share: float = setting(0.3, low=0.01, high=1.0)
    alarm_network_machines: int = setting(5, low=2, high=100000)


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """How long an alarm may lie unacknowledged until others are told, and again after as long."""

    alarm_urgent_told_s: float = setting(300.0, unit="s", low=10.0, high=604800.0)
    alarm_high_told_s: float = setting(900.0, unit="s", low=10.0, high=604800.0)
    alarm_medium_told_s: float = setting(3600.0, unit="s", low=10.0, high=604800.0)

    @property
    def patience(self) -> dict[Severity, timedelta]:
        """The same by severity; alarms of low severity wait for ever."""
        return {
            Severity.URGENT: timedelta(seconds=self.alarm_urgent_told_s),
            Severity.HIGH: timedelta(seconds=self.alarm_high_told_s),
            Severity.MEDIUM: timedelta(seconds=self.alarm_medium_told_s),
        }


def signs_of(sight: Sight, rules: AlarmRules) -> tuple[Sign, ...]:
    """Return what every rule makes of a machine."""
    return tuple(sign for rule in RULES for sign in rule(sight, rules))


def _sign(
    *,
    rule: str,
    of: str,
    wrong: bool | None,
    severity: Severity,
    says: Mapping[str, str | int | float | Text],
    after_s: float = 0.0,
    gone_s: float = 0.0,
) -> Sign:
    """Return a sign with its words, where there is something to say: nearly always nothing is wrong."""
    if not wrong:
        return Sign(rule, of, wrong, severity, after_s=after_s, gone_s=gone_s)
    return Sign(rule, of, wrong, severity, say(f"alarms.{rule}", **says), say(f"alarms.{rule}_remedy"), after_s, gone_s)


def _known(sight: Sight) -> bool:
    return sight.watch.printer is not None and sight.in_service


def silent(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """The machine says nothing."""
    quiet_s = unheard_s(sight.watch, sight.now)
    wrong = beyond(quiet_s, rules.alarm_silent_s, rules.alarm_silent_s / 4.0) if sight.in_service else False
    if wrong and sight.network_cut:
        wrong = None
    if sight.watch.lost_by != "line":
        wrong = False  # it answers: what is wrong with that is told by `identity`
    yield _sign(
        rule="silent",
        of="",
        wrong=wrong,
        severity=Severity.HIGH if sight.attempt else Severity.MEDIUM,
        says={"seconds": quiet_s},
        gone_s=10.0,
    )


def identity(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """Who answers is not who was enrolled, or does not let us in, or lets us watch alone."""
    for rule, by in (("stranger", "certificate"), ("not_let_in", "key")):
        yield _sign(
            rule=rule,
            of="",
            wrong=sight.watch.lost_by == by and sight.in_service,
            severity=Severity.HIGH,
            says={},
        )
    yield _sign(
        rule="observe_only",
        of="",
        wrong=bool(sight.observe_only) and sight.in_service,
        severity=Severity.MEDIUM,
        says={"why": sight.observe_only or "-"},
    )


def error(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """The machine says itself that it can not go on."""
    if sight.watch.printer is None:
        return
    run = sight.watch.printer.run
    why = run.why if run is not None else ""
    yield _sign(
        rule="error",
        of="",
        wrong=sight.watch.printer.device == "error" and sight.in_service,
        severity=Severity.HIGH,
        says={"why": why or "-"},
    )
    waits = run is not None and run.phase == "paused" and run.fault is not None
    yield _sign(
        rule="waits",
        of="",
        wrong=waits and sight.in_service,
        severity=Severity.HIGH,
        says={"why": why or "-"},
    )


def pause(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """A print has been paused for long, and the machine does not say why: somebody forgot it, or it waits for one."""
    if not _known(sight):
        return
    run = sight.watch.printer.run if sight.watch.printer is not None else None
    unexplained = run is not None and run.phase == "paused" and run.fault is None
    paused_s = sight.learned.pauses.present_s(sight.now)
    yield _sign(
        rule="paused",
        of="",
        wrong=unexplained and paused_s > rules.alarm_pause_s,
        severity=Severity.MEDIUM,
        says={"minutes": paused_s / 60.0},
    )


def temperature(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """A heater is not as warm as it should be by the model of this very heater."""
    if not _known(sight):
        return
    for name, heating in sight.learned.heaters.items():
        curve = sight.learned.curves.get(name)
        late = curve is None and heating.phase == "rising" and _warm_too_late(sight, name)
        cold_c = heating.target_c - heating.actual_c if late else too_cold_c(heating, curve)
        yield _sign(
            rule="too_cold",
            of=name,
            wrong=beyond(cold_c, rules.alarm_too_cold_c, rules.alarm_too_cold_c / 2.0),
            severity=Severity.HIGH if sight.attempt else Severity.MEDIUM,
            says={"heater": name, "actual_c": heating.actual_c, "off_c": cold_c},
            after_s=rules.alarm_heat_after_s,
            gone_s=30.0,
        )
        hot_c = too_hot_c(heating)
        yield _sign(
            rule="too_hot",
            of=name,
            wrong=beyond(hot_c, rules.alarm_too_hot_c, rules.alarm_too_hot_c / 2.0),
            severity=Severity.URGENT,
            says={"heater": name, "actual_c": heating.actual_c, "off_c": hot_c},
            after_s=rules.alarm_heat_after_s / 2.0,
            gone_s=30.0,
        )


def _warm_too_late(sight: Sight, heater: str) -> bool:
    """Tell whether the print has waited for a heater for longer than the model of its program allows."""
    run = sight.watch.printer.run if sight.watch.printer is not None else None
    if run is None or sight.expected is None or heater not in sight.expected.warm_by_s:
        return False
    return run.printed_s - sight.learned.pauses.total_s(run.file, sight.now) > sight.expected.warm_by_s[heater]


def progress(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """The print stands still, or falls behind what the motion model says."""
    if not _known(sight):
        return
    printer, expected = sight.watch.printer, sight.expected
    run = printer.run if printer is not None else None
    printing = printer is not None and printer.device == "printing" and run is not None
    stood_s = still_s(sight.watch, sight.now)
    may_s = rules.alarm_stall_s + (expected.longest_wait_s if expected else 0.0)
    yield _sign(
        rule="stalled",
        of="",
        wrong=beyond(stood_s, may_s, 5.0) if printing else False,
        severity=Severity.HIGH,
        says={"minutes": stood_s / 60.0},
    )
    if expected is None or run is None:
        return
    behind_s = run.printed_s - sight.learned.pauses.total_s(run.file, sight.now) - expected.elapsed_s
    limit_s = max(rules.alarm_late_s, rules.alarm_late_share * expected.total_s)
    yield _sign(
        rule="late",
        of="",
        wrong=beyond(behind_s, limit_s, limit_s * 0.7) if printing else False,
        severity=Severity.LOW,
        says={"minutes": behind_s / 60.0},
        after_s=60.0,
    )


def filament(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """The spool ends before the print does."""
    if sight.filament is None or not sight.in_service:
        return
    over_mm = sight.filament.left_mm - sight.filament.needed_mm
    yield _sign(
        rule="filament_short",
        of="",
        wrong=beyond(over_mm, 0.0, rules.alarm_filament_spare_mm),
        severity=Severity.MEDIUM,
        says={"short_m": max(0.0, -over_mm) / 1000.0},
        after_s=5.0,
    )


def power(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """A heater needs clearly more or less power than it used to for the same."""
    if not _known(sight):
        return
    for name, trend in sight.learned.holding_power().items():
        change = (trend.latest - trend.mean) / trend.mean if trend.mean > 0.0 else 0.0
        yield _sign(
            rule="power_drift",
            of=name,
            wrong=beyond(trend.drift, rules.alarm_power_drift, rules.alarm_power_drift / 3.0),
            severity=Severity.LOW,
            says={"heater": name, "change": change},
        )


def wear(sight: Sight, rules: AlarmRules) -> Iterator[Sign]:
    """Something has been used for as long as it lasts."""
    for part in sight.wear:
        yield _sign(
            rule="worn",
            of=part.name,
            wrong=part.used >= part.limit,
            severity=Severity.LOW,
            says={"name": part.title or part.name, "share": part.used / part.limit if part.limit > 0.0 else 1.0},
        )


def network(silent_machines: int, machines: int, rules: AlarmRules) -> Sign:
    """So many machines are silent at once that it must be what they share."""
    least = max(rules.alarm_network_machines, rules.alarm_network_share * machines)
    return _sign(
        rule="network",
        of="",
        wrong=beyond(float(silent_machines), least, least / 2.0),
        severity=Severity.URGENT,
        says={"count": silent_machines, "machines": machines},
        gone_s=30.0,
    )


RULES: tuple[Callable[[Sight, AlarmRules], Iterator[Sign]], ...] = (
    silent,
    identity,
    error,
    pause,
    temperature,
    progress,
    filament,
    power,
    wear,
)
