"""Heating in words that name the heater: Klipper's SET_HEATER_TEMPERATURE and TEMPERATURE_WAIT, M116, M568.

Klipper's docs/G-Codes.md and RepRapFirmware's dictionary of G-code say what they do.
"""

from collections.abc import Iterator, Sequence

from layerworks.gcode.reading._asked import number, pairs, words
from layerworks.gcode.reading.moves import Heat, Heater

_HEATERS: tuple[Heater, ...] = ("nozzle", "bed", "chamber")


def heats_of(name: str, line: str, row: int, number_of_line: int, before: Sequence[Heat]) -> tuple[Heat, ...]:
    """Return the temperatures that a line sets or waits for. name: of its command. before: all that were set so far."""
    found = _found(name, line, before)
    return tuple(Heat(row, number_of_line, heater, target_c, wait) for heater, target_c, wait in found)


def _found(name: str, line: str, before: Sequence[Heat]) -> Iterator[tuple[Heater, float, bool]]:
    """Yield heater, target, and whether it is waited for."""
    match name:
        case "SET_HEATER_TEMPERATURE":
            values = pairs(line)
            if heater := _heater_named(values.get("HEATER", "")):
                yield heater, max(number(values, "TARGET") or 0.0, 0.0), False
        case "TURN_OFF_HEATERS":
            for heater in _HEATERS:
                if _target_c(heater, before) > 0.0:
                    yield heater, 0.0, False
        case "TEMPERATURE_WAIT":
            values = pairs(line)
            if heater := _heater_named(values.get("SENSOR", "")):
                yield from _waited(heater, number(values, "MINIMUM"), number(values, "MAXIMUM"), before)
        case "M116":
            for heater in _HEATERS:
                if (target_c := _target_c(heater, before)) > 0.0:
                    yield heater, target_c, True
        case "M568":
            if (target_c := number(words(line), "S")) is not None:
                yield "nozzle", max(target_c, 0.0), False
        case _:
            pass


def _waited(
    heater: Heater, low_c: float | None, high_c: float | None, before: Sequence[Heat]
) -> Iterator[tuple[Heater, float, bool]]:
    """Yield the wait, and what the heater goes on to afterwards."""
    target_c = _target_c(heater, before)
    hottest_c = max((heat.target_c for heat in before if heat.heater == heater), default=0.0)
    if low_c is not None and low_c > 0.0:
        yield heater, low_c, True
    elif high_c is not None and target_c <= high_c < hottest_c:
        yield heater, high_c, True
    else:
        return
    yield heater, target_c, False


def _target_c(heater: Heater, before: Sequence[Heat]) -> float:
    return next((heat.target_c for heat in reversed(before) if heat.heater == heater), 0.0)


def _heater_named(name: str) -> Heater | None:
    """Return the heater of a name in a configuration: extruder1, heater_bed, "heater_generic chamber", …"""
    last = name.lower().split()[-1:] or [""]
    if last[0].startswith("extruder"):
        return "nozzle"
    if last[0] == "heater_bed":
        return "bed"
    return "chamber" if "chamber" in last[0] else None
