"""Lines to and from a board with Marlin, as values. Pure.

Source: Marlin's documentation (M110, M113, M115, M155, “Host keepalive”) and Marlin/src/gcode/queue.cpp.
"""

import re
from dataclasses import dataclass, field
from functools import reduce

_OK = re.compile(r"ok\b(?: N(\d+))?(?: P(\d+))?(?: B(\d+))?")
_RESEND = re.compile(r"(?:Resend:|rs)\s*N?(\d+)", re.IGNORECASE)
_HEAT = re.compile(r"\b(T\d?|B|C):\s*(-?\d+(?:\.\d+)?)\s*/\s*(-?\d+(?:\.\d+)?)")
_POWER = re.compile(r"(?:^|\s)(|B|C)@(\d?):\s*(\d+)")
FULL_POWER = 127.0
_SD = re.compile(r"SD printing byte (\d+)/(\d+)")
_OURS = {"B": "bed", "C": "chamber", "T": "nozzle", "T0": "nozzle"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What a line says. ok: it takes one line off; line, planner, buffer: of an advanced ok, else None.

    resend: the number it wants again. heats: actual and target by heater, powers: share of the full one. error: a
    complaint that is no matter of numbering. halted: it does nothing any more. sd: it prints from its own card.
    """

    ok: bool = False
    line: int | None = None
    buffer: int | None = None
    resend: int | None = None
    busy: bool = False
    started: bool = False
    heats: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    powers: dict[str, float] = field(default_factory=dict[str, float])
    error: str = ""
    halted: bool = False
    action: str = ""
    capability: tuple[str, bool] | None = None
    firmware: str = ""
    sd: bool | None = None


def heard(line: str) -> Heard:
    """Return what a line of the board says; one that says nothing we know says nothing."""
    text = line.strip()
    if match := _RESEND.match(text):
        return Heard(resend=int(match[1]))
    if text == "start":
        return Heard(started=True)
    if text.startswith("echo:busy:") or text == "wait":
        return Heard(busy=True)
    if text.startswith("//action:"):
        return Heard(action=text.removeprefix("//action:").strip())
    if text.startswith(("Error:", "!!")):
        return _complaint(text.removeprefix("Error:").removeprefix("!!").strip())
    if text.startswith("Cap:"):
        name, _, value = text.removeprefix("Cap:").partition(":")
        return Heard(capability=(name, value.strip() == "1"))
    if text.startswith("FIRMWARE_NAME:"):
        return Heard(firmware=text.removeprefix("FIRMWARE_NAME:").partition(" SOURCE_CODE_URL")[0].strip())
    if text.startswith("Not SD printing"):
        return Heard(sd=False)
    if _SD.match(text):
        return Heard(sd=True)
    ok = _OK.match(text)
    return Heard(
        ok=ok is not None,
        line=int(ok[1]) if ok and ok[1] else None,
        buffer=int(ok[3]) if ok and ok[3] else None,
        heats=_heats(text),
        powers=_powers(text),
    )


def _complaint(text: str) -> Heard:
    said = text.lower()
    if any(word in said for word in ("line number", "checksum")):
        return Heard()
    return Heard(error=text, halted=any(word in said for word in ("halted", "kill()", "system stopped")))


def _heats(text: str) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for name, actual, target in _HEAT.findall(text):
        ours = _OURS.get(name) or f"nozzle{name[1:]}"
        found[ours] = float(actual), float(target)
    return found


def _powers(text: str) -> dict[str, float]:
    """Return what `@:64 B@:127` says: the share of its time that a heater is on, of 127. `@1:` is a tool's own."""
    found: dict[str, float] = {}
    for kind, tool, value in _POWER.findall(text):
        heater = f"nozzle{tool.strip('0')}" if tool else _OURS[kind or "T"]
        found[heater] = min(1.0, int(value) / FULL_POWER)
    return found


def numbered(number: int, text: str) -> str:
    """Return a line with its number and checksum: all bytes before the star, combined by exclusive or."""
    line = f"N{number} {text}"
    return f"{line}*{reduce(lambda a, b: a ^ b, line.encode())}"


def bare(line: str) -> str:
    """Return a line of a program without its comment and the space around it; nothing for a line without a command."""
    return line.partition(";")[0].strip()
