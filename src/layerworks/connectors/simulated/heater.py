"""A heater as a first-order system: C dT/dt = P - (T - ambient)/R, full power below the target, none above it.

At full power the temperature tends to `full_power_c`; it is held once it meets the target. Every step is the exact
solution, so a temperature depends on when targets were set and not on how often it was looked at.
"""

import math
from dataclasses import dataclass, replace
from types import MappingProxyType

AMBIENT_C = 25.0


@dataclass(frozen=True, slots=True)
class HeaterModel:
    """full_power_c: where full power would end; rise_s, fall_s: time constants of warming and cooling."""

    full_power_c: float
    rise_s: float
    fall_s: float


MODELS = MappingProxyType(
    {
        # 40 W for 15 J/K of block and nozzle: 2.6 K/s at first.
        "nozzle": HeaterModel(full_power_c=500.0, rise_s=180.0, fall_s=180.0),
        # 750 W for 2.9 kJ/K, 350 mm × 350 mm × 8 mm of aluminium with a sheet of steel: 0.26 K/s at first.
        "bed": HeaterModel(full_power_c=330.0, rise_s=1180.0, fall_s=1180.0),
        "chamber": HeaterModel(full_power_c=320.0, rise_s=1200.0, fall_s=1800.0),
    }
)


@dataclass(frozen=True, slots=True)
class Heater:
    """name: a key of MODELS. actual_c at some moment; target_c: 0 when off."""

    name: str
    actual_c: float = AMBIENT_C
    target_c: float = 0.0


def after(heater: Heater, seconds: float) -> Heater:
    """Return a heater after some time with the same target."""
    model = MODELS[heater.name]
    rest_c = max(heater.target_c, AMBIENT_C)
    if heater.actual_c < rest_c:
        free_c = model.full_power_c - (model.full_power_c - heater.actual_c) * math.exp(-seconds / model.rise_s)
        return replace(heater, actual_c=min(rest_c, free_c))
    free_c = AMBIENT_C + (heater.actual_c - AMBIENT_C) * math.exp(-seconds / model.fall_s)
    return replace(heater, actual_c=max(rest_c, free_c))


def power_share(heater: Heater) -> float:
    """Return the share of full power that a heater takes at the moment: all below its target, else what holds it."""
    if heater.target_c <= AMBIENT_C or heater.actual_c > heater.target_c:
        return 0.0
    if heater.actual_c < heater.target_c:
        return 1.0
    return (heater.target_c - AMBIENT_C) / (MODELS[heater.name].full_power_c - AMBIENT_C)


def warming_s(heater: Heater) -> float:
    """Return the time until a heater has warmed up to its target: 0 when it has, infinite when it never will."""
    model = MODELS[heater.name]
    if heater.actual_c >= heater.target_c:
        return 0.0
    if heater.target_c >= model.full_power_c:
        return math.inf
    return model.rise_s * math.log((model.full_power_c - heater.actual_c) / (model.full_power_c - heater.target_c))
