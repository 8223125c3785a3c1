"""How true the alarms are: days of machines with planted faults, and what the rules made of them.

    python -m bench alarms --days 200 --seed 1 [--json]

Half of the days hold one fault. A fault is found when its rule tells of it in time; every other alarm on a day without
a fault, or before the fault has begun, is false. What a fault brings about besides its own alarm counts as neither.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bench.alarm_days import RULE_OF, Fault, MachineDay, Moment
from layerworks.fleet import Watch
from layerworks.fleet.alarms import AlarmBoard, AlarmRules, Change, Learned, Sight, listen, signs_of, take_in
from layerworks.fleet.watch import hear, opened

IN_TIME_S = {"late": 4 * 3600.0, "drift": 6 * 3600.0}  # all others: ten minutes


@dataclass(frozen=True, slots=True)
class Day:
    """fault: what was planted and did begin; after_s: until it was told, None when it was not. false: other rules."""

    fault: str | None
    after_s: float | None
    false: tuple[str, ...]


def alarms_of(moments: Iterable[Moment], rules: AlarmRules) -> Iterable[tuple[Moment, Change]]:
    """Yield what is told of a machine, as a hub would tell it."""
    watch, learned, board = Watch(), Learned(), AlarmBoard()
    for moment in moments:
        if watch.link == "closed":
            watch = opened(watch, moment.now)
        for seen in moment.seen:
            watch, learned = hear(watch, seen), listen(learned, seen, rules.alarm_power_minutes)
        sight = Sight(
            now=moment.now,
            watch=watch,
            learned=learned,
            attempt=moment.attempt,
            expected=moment.expected,
            filament=moment.filament,
        )
        board, changes = take_in(board, "m", signs_of(sight, rules), moment.now)
        for change in changes:
            if change.kind == "raised":
                yield moment, change


def day(seed: int, rules: AlarmRules, days: float = 1.0) -> Day:
    """Return how one day went; every second one has a fault, of each kind in turn."""
    chance = random.Random(seed)
    kind = list(RULE_OF)[seed // 2 % len(RULE_OF)] if seed % 2 else None
    at_s = chance.uniform(0.55 if kind == "drift" else 0.1, 0.7) * 86400.0 * days
    fault = Fault(kind, at_s) if kind else None
    begun_at: datetime | None = None

    def noted(moments: Iterable[Moment]) -> Iterable[Moment]:
        nonlocal begun_at
        for moment in moments:
            if moment.begun and begun_at is None:
                begun_at = moment.now
            yield moment

    after_s: float | None = None
    false: list[str] = []
    for moment, change in alarms_of(noted(MachineDay(seed, fault).moments(days)), rules):
        if not moment.begun:
            false.append(change.alarm.rule)
        elif kind is not None and begun_at is not None and change.alarm.rule == RULE_OF[kind] and after_s is None:
            passed_s = (change.at - begun_at).total_seconds()
            after_s = passed_s if passed_s <= IN_TIME_S.get(kind, 600.0) else None
    return Day(kind if begun_at else None, after_s, tuple(false))


def measured(count: int, seed: int, rules: AlarmRules) -> dict[str, object]:
    """Return precision, recall and false alarms a machine-day over so many days."""
    days = [day(seed + k, rules) for k in range(count)]
    planted = [d for d in days if d.fault]
    found = [d for d in planted if d.after_s is not None]
    false = [rule for d in days for rule in d.false]
    kinds = {
        kind: {
            "planted": len(those := [d for d in planted if d.fault == kind]),
            "found": sum(d.after_s is not None for d in those),
            "median_s": sorted(d.after_s for d in those if d.after_s is not None)[
                len(those) // 2 - 1 : len(those) // 2
            ],
        }
        for kind in RULE_OF
    }
    return {
        "machine_days": count,
        "planted": len(planted),
        "found": len(found),
        "recall": len(found) / max(len(planted), 1),
        "precision": len(found) / max(len(found) + len(false), 1),
        "false_per_machine_day": len(false) / count,
        "false": {rule: false.count(rule) for rule in sorted(set(false))},
        "kinds": kinds,
    }


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench alarms", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    result = measured(asked.days, asked.seed, AlarmRules())
    if asked.json:
        print(json.dumps(result))
        return 0
    for key, value in result.items():
        if key != "kinds":
            print(f"{key:24} {value:.4g}" if isinstance(value, float) else f"{key:24} {value}")
    for kind, row in result["kinds"].items():  # pyright: ignore
        print(f"  {kind:12} {row}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
