"""printer.cfg → bodies of its macros ([gcode_macro NAME], docs/Config_Reference.md of Klipper)."""

import re

from layerworks.gcode.reading.commands import G_ACTIONS, M_ACTIONS, WORD_ACTIONS

_SECTION = re.compile(r"\[\s*(?:gcode_macro\s+([A-Za-z_][A-Za-z0-9_]*)|[^\]]*)\s*\]")
_OPTION = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*[:=]\s*(.*)$")
_COMMENT = re.compile(r"(^|\s)[#;].*$")
_NUMBERED = re.compile(r"([GM])(\d+)$")


def macros_from_printer_cfg(text: str) -> dict[str, str]:
    """Return the body of every macro by name in capitals.

    A macro that only stands in front of a command which the reader knows (M109, PAUSE, …) is left out: the command
    itself says more than a body that asks the printer's state.
    """
    bodies: dict[str, list[str]] = {}
    body: list[str] | None = None
    macro: str | None = None
    for raw in text.splitlines():
        line = _COMMENT.sub("", raw).rstrip()
        if section := _SECTION.match(line):
            macro = section.group(1).upper() if section.group(1) else None
            body = None
        elif line and not line[0].isspace():
            option = _OPTION.match(line)
            body = None
            if macro is not None and option is not None and option.group(1).lower() == "gcode":
                body = bodies.setdefault(macro, [])
                body.append(option.group(2))
        elif body is not None:
            body.append(line)
    return {name: "\n".join(lines).strip() + "\n" for name, lines in bodies.items() if not _is_known(name)}


def _is_known(name: str) -> bool:
    if numbered := _NUMBERED.match(name):
        return int(numbered.group(2)) in (G_ACTIONS if numbered.group(1) == "G" else M_ACTIONS)
    return name.lower() in WORD_ACTIONS
