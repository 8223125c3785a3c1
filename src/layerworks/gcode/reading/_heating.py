"""Heating in words that name the heater: Klipper's SET_HEATER_TEMPERATURE and TEMPERATURE_WAIT, M116, M568, G10 P.

Klipper's docs/G-Codes.md and RepRapFirmware's dictionary of G-code say what they do.
"""

from collections.abc import Iterator, Mapping, Sequence

from layerworks.gcode.reading._asked import number, pairs, words
from layerworks.gcode.reading._tool_heats import ToolHeats
from layerworks.gcode.reading.moves import Heat, Heater

_HEATERS: tuple[Heater, ...] = ("nozzle", "bed", "chamber")


def heats_of(
    name: str, line: str, row: int, number_of_line: int, before: Sequence[Heat], tools: ToolHeats
) -> tuple[Heat, ...]:
    """Return the temperatures that a line sets or waits for. name: of its command. before: all that were set so far.

    tools: is told what the line says of a tool.
    """
    found = _found(name, line, before, tools)
    return tuple(Heat(row, number_of_line, heater, target_c, wait) for heater, target_c, wait in found)


def _found(name: str, line: str, before: Sequence[Heat], tools: ToolHeats) -> Iterator[tuple[Heater, float, bool]]:
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
            for heater in _of_m116(words(line)):
                if (target_c := _target_c(heater, before)) > 0.0:
                    yield heater, target_c, True
        case "M568" | "G10":
            said = words(line)
            values = {letter: value for letter in "PRSA" if (value := number(said, letter)) is not None}
            if (target_c := tools.told(values)) is not None:
                yield "nozzle", target_c, False
        case _:
            pass


def _of_m116(said: Mapping[str, str]) -> Sequence[Heater]:
    """Return which heaters M116 waits for: P names a tool, H a heater (0 is the bed's as a rule), C a chamber's."""
    if "P" in said:
        return ("nozzle",)
    if "H" in said:
        return ("bed",) if number(said, "H") == 0.0 else ("nozzle",)
    return ("chamber",) if "C" in said else _HEATERS


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
