"""The numbers by which these printers complain, in words. Pure.

A print error is eight hexadecimal digits, told while a person has not answered it; a health message (HMS) sixteen, of
which the ninth to twelfth say how grave it is. Source: the maker's public list of error codes, in words of our own;
what is not in these tables is told by its number, which the list explains.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from layerworks.connectors.bambu.frames import HealthMessage
from layerworks.fleet.observations import FaultKind

CANCELLED = frozenset({0x0300400C, 0x0500400E})
UNSIGNED = frozenset({0x05024007, 0x05024009})
_NO_TROUBLE = frozenset({0, 0x03008001, 0x03008013, *CANCELLED})  # a person asked for it
_FATAL, _SERIOUS = 1, 2
_WORDS: dict[int, str] = {
    0x03004000: "homing Z failed",
    0x03004001: "the nozzle did not cool down before homing",
    0x03004002: "bed levelling failed",
    0x03004005: "the fan of the hot end turns wrongly",
    0x03004006: "the nozzle is clogged",
    0x03004008: "the AMS could not change filament",
    0x03004009: "homing X and Y failed",
    0x0300400A: "finding the resonances failed",
    0x0300400B: "the printer's parts do not reach each other",
    0x0300400C: "cancelled at the printer",
    0x0300400D: "going on after a power cut failed",
    0x0300400E: "the motors' self-test failed",
    0x03008000: "paused for a reason the printer does not know",
    0x03008001: "paused at the printer",
    0x03008002: "the lidar found faults in the first layer",
    0x03008003: "the camera saw filament in the air",
    0x03008004: "filament ran out",
    0x03008005: "the front cover of the head fell off",
    0x03008006: "no marker of a build plate was found",
    0x03008007: "power was cut during a print",
    0x03008008: "the nozzle's temperature is wrong",
    0x03008009: "the bed's temperature is wrong",
    0x0300800A: "filament piles up in the chute",
    0x0300800B: "the cutter is stuck",
    0x0300800C: "steps were lost",
    0x0300800D: "something came loose, or nothing comes out of the nozzle",
    0x0300800E: "the file cannot be read",
    0x0300800F: "the door is open",
    0x03008010: "the fan of the hot end turns wrongly",
    0x03008011: "another build plate than the program was made for",
    0x03008013: "paused at the printer",
    0x03008014: "the nozzle is covered, or the plate lies wrongly",
    0x03008015: "filament ran out",
    0x03008016: "the nozzle is clogged",
    0x05004002: "the path or name of the file is not taken",
    0x05004003: "the file is not understood",
    0x05004004: "it prints already",
    0x05004006: "no room for the file",
    0x0500400E: "cancelled at the printer",
    0x0500C010: "the card cannot be written or read",
    0x05024007: "the firmware takes signed commands alone",
    0x05024009: "the firmware takes signed commands alone",
    0x07008011: "filament ran out in the AMS",
    0x07FF8011: "filament ran out",
}
_KINDS: dict[int, FaultKind] = {
    0x03004001: "thermal",
    0x03008008: "thermal",
    0x03008009: "thermal",
    0x03008004: "runout",
    0x03008015: "runout",
    0x03004006: "stall",
    0x03008016: "stall",
}
_STAGES: dict[int, tuple[str, FaultKind | None]] = {
    5: ("paused by the program", None),
    6: ("filament ran out", "runout"),
    16: ("paused at the printer", None),
    17: ("the front cover of the head fell off", "other"),
    20: ("the nozzle's temperature is wrong", "thermal"),
    21: ("the bed's temperature is wrong", "thermal"),
    23: ("steps were lost", "other"),
    26: ("the AMS is gone", "other"),
    27: ("the fan of the hot end turns wrongly", "other"),
    28: ("the chamber's temperature is wrong", "thermal"),
    30: ("paused by the program", None),
    32: ("the nozzle is covered with filament", "other"),
    33: ("the cutter is stuck", "other"),
    34: ("the first layer has faults", "other"),
    35: ("the nozzle is clogged", "stall"),
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """why: for a person. kind: None where there is no trouble, only a reason."""

    why: str = ""
    kind: FaultKind | None = None


def of_error(code: int) -> Complaint:
    """Return what a print error says; nothing for 0."""
    if not code:
        return Complaint()
    number = f"{code >> 16:04X}-{code & 0xFFFF:04X}"
    words = _WORDS.get(code) or _of_ams(code)
    return Complaint(f"{words} ({number})" if words else number, None if code in _NO_TROUBLE else _kind(code))


def of_stage(stage: int) -> Complaint:
    """Return why a print is paused, as its present stage says; nothing for a stage that is no pause."""
    return Complaint(*_STAGES[stage]) if stage in _STAGES else Complaint()


def of_health(messages: Sequence[HealthMessage]) -> Complaint:
    """Return what the gravest health message says, of those that stop a print."""
    grave = [m for m in messages if m.code >> 16 in (_FATAL, _SERIOUS)]
    if not grave:
        return Complaint()
    worst = min(grave, key=lambda m: m.code >> 16)
    digits = f"{worst.attr:08X}{worst.code:08X}"
    return Complaint("HMS " + "-".join(digits[at : at + 4] for at in range(0, 16, 4)), "other")


def _kind(code: int) -> FaultKind:
    return _KINDS.get(code) or ("runout" if _of_ams(code) else "other")


def _of_ams(code: int) -> str:
    """The AMS of a message is in its second byte: 00 to 03, FE and FF for the spools outside."""
    return "filament ran out" if code >> 24 in (0x07, 0x12, 0x18) and code & 0xFFFF == 0x8011 else ""
