"""The safety gate: what must be true of a program before a machine of ours gets it. Run in a process of its own.

`python -m layerworks.app.hub.gate FILE MACHINE_TYPE MATERIAL TIMELINE` writes one JSON object, and the program's
timeline into a file, so that no program is read twice. Reading a long program takes
seconds of computing, during which the hub has to hear its machines; and a reader that fell over a nasty file must not
take the hub with it.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from layerworks.errors import Trouble
from layerworks.motion.timeline import Timeline, timeline_file
from layerworks.words import Text, say

REFUSED_CODES = ("motion.outside", "motion.too_hot", "motion.too_thick", "motion.too_thick_one")
# what stays in the firmware when the program is over: steps, offsets, limits of heat and homing, and saving as such
_SETS_FIRMWARE = re.compile(
    rb"^\s*(?:N\d+\s*)?(?P<word>M(?:92|145|206|301|303|304|428|500|501|502|665|666|851|906|914|997|999)(?!\d)"
    rb"|SAVE_CONFIG\b|SAVE_VARIABLE\b|FIRMWARE_RESTART\b|RESTART\b|SET_STEPPER_ENABLE\b|SET_KINEMATIC_POSITION\b"
    rb"|FORCE_MOVE\b|PID_CALIBRATE\b|PROBE_CALIBRATE\b|Z_OFFSET_APPLY_\w+|SET_HEATER_PID\b|RUN_SHELL_COMMAND\b)",
    re.IGNORECASE,
)
MOST_COMPLAINTS = 20
_PACKED = (b"GCDE", b"PK\x03\x04", b"\x1f\x8b")  # binary G-code, ZIP (3MF, UFP), gzip


@dataclass(frozen=True, slots=True)
class Examined:
    """A program held against a machine and a material. complaints: why it is refused, none when it may be sent."""

    predicted_s: float
    mass_g: float
    complaints: tuple[Text, ...]
    timeline: Timeline | None = None


def examine(path: Path, machine_type: str, material: str) -> Examined:
    """Return what a program comes to. Raises Trouble for one that cannot be read, Missing for names unknown."""
    from layerworks.app.estimating import time_program_file
    from layerworks.catalogue import machine as machine_of
    from layerworks.catalogue import material as material_of

    machine, of_material = machine_of(machine_type), material_of(material)
    program = path.read_bytes()
    if program.startswith(_PACKED) or b"\0" in program:
        return Examined(0.0, 0.0, (say("app.gate_not_text"),))
    estimate, timeline = time_program_file(path, machine, of_material)
    found = [text for text in estimate.warnings if text.code in REFUSED_CODES]
    hottest = of_material.nozzle.low_c
    if hottest > machine.hot_end_max_c:
        found.append(say("app.gate_material", material=material, machine=machine_type, needed_c=hottest))
    found += firmware_commands(program)
    return Examined(estimate.time_s, estimate.mass_g, tuple(found[:MOST_COMPLAINTS]), timeline)


def firmware_commands(text: bytes) -> Iterator[Text]:
    """Yield a complaint for each line that changes what the firmware keeps."""
    for number, line in enumerate(text.splitlines(), 1):
        if match := _SETS_FIRMWARE.match(line):
            command = match["word"].decode("ascii").upper()
            yield say("app.gate_firmware", line=number, command=command)


def _by_tool(needed_mm: Mapping[int, float]) -> list[float]:
    """Return millimetres by number of the tool, 0 for those between that feed nothing."""
    return [round(needed_mm.get(tool, 0.0), 3) for tool in range(max(needed_mm, default=-1) + 1)]


def main(arguments: list[str]) -> None:
    """Examine a file and write the result as JSON."""
    try:
        seen = examine(Path(arguments[0]), arguments[1], arguments[2])
        told = {
            "predicted_s": seen.predicted_s,
            "mass_g": seen.mass_g,
            "needed_mm": _by_tool(seen.timeline.needed_mm) if seen.timeline else [],
            "parts": seen.timeline.parts if seen.timeline else (),
            "complaints": [text.as_dict() for text in seen.complaints],
        }
        if seen.timeline and not seen.complaints:
            Path(arguments[3]).write_bytes(timeline_file(seen.timeline))
    except Trouble as trouble:
        told = {"complaints": [trouble.text.as_dict()]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
