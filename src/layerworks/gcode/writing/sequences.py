"""Start and end sequences of a machine with their placeholders filled in."""

import string

from layerworks.errors import Rejected
from layerworks.words import say

PLACEHOLDERS = (
    "nozzle_c",
    "first_nozzle_c",
    "bed_c",
    "first_bed_c",
    "chamber_c",
    "first_x_mm",
    "first_y_mm",
    "max_z_mm",
)


def fill_sequence(template: str, values: dict[str, float]) -> str:
    """Return the lines of a sequence with `{name}` replaced by numbers; `{{` and `}}` stand for braces.

    values: one number for each of PLACEHOLDERS. The result is empty or ends with a line feed.
    Raises Rejected for any other placeholder and for a brace without its partner.
    """
    filled: list[str] = []
    try:
        pieces = list(string.Formatter().parse(template.replace("\r\n", "\n")))
    except ValueError as broken:
        raise Rejected(
            say("gcode_writing.bad_sequence", reason=str(broken)), say("gcode_writing.bad_sequence_remedy")
        ) from broken
    for literal, name, spec, conversion in pieces:
        filled.append(literal)
        if name is None:
            continue
        if name not in PLACEHOLDERS or spec or conversion:
            raise Rejected(
                say("gcode_writing.unknown_placeholder", name=name),
                say("gcode_writing.unknown_placeholder_remedy", known=", ".join(PLACEHOLDERS)),
            )
        filled.append(f"{round(values[name], 3):g}")
    text = "".join(filled).strip("\n")
    return text + "\n" if text else ""
