"""Sections of a Klipper configuration and their options, from printer.cfg or from the printer's status.

Syntax: Klipper's docs/Config_Reference.md. A section is kept by its name; all others are skipped unread.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from layerworks.errors import Rejected
from layerworks.words import say

_SECTION = re.compile(r"\[\s*([^\]]+?)\s*\]\s*$")
_OPTION = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*[:=]\s*(.*)$")
_COMMENT = re.compile(r"\s*[#;].*$")
_SAVED = "#*#"  # what SAVE_CONFIG appends; it overrides the rest
_READ = re.compile(r"printer|extruder|gcode_arcs|firmware_retraction|stepper_[a-z]+")
NO_LINE = 0


@dataclass(slots=True)
class Section:
    """Options by name: text, and the line it stands in, NO_LINE when it is not from a file."""

    name: str
    options: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])

    def number(
        self, key: str, default: float | None = None, *, above: float = -math.inf, low: float = -math.inf
    ) -> float:
        """Return a number above one bound and not under another. Raises Rejected."""
        if key not in self.options:
            if default is None:
                raise Rejected(say("motion.cfg_missing_option", section=self.name, key=key), say("motion.cfg_remedy"))
            return default
        try:
            value = float(self.options[key][0])
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > above and value >= low):
            raise self.bad_value(key)
        return value

    def optional(self, key: str) -> float | None:
        """Return a number above zero, None when it is not given. Raises Rejected."""
        return self.number(key, above=0.0) if key in self.options else None

    def bad_value(self, key: str) -> Rejected:
        """Return the error for an option that cannot be what it is."""
        text, line = self.options[key]
        if line == NO_LINE:
            problem = say("motion.cfg_bad_status", section=self.name, key=key, value=text)
        else:
            problem = say("motion.cfg_bad_value", section=self.name, key=key, value=text, line=line)
        return Rejected(problem, say("motion.cfg_remedy"))


Sections = Mapping[str, Section]


def read_sections(text: str) -> dict[str, Section]:
    """Return the sections of a printer.cfg that decide motion. Raises Rejected."""
    found: dict[str, Section] = {}
    current: Section | None = None
    in_saved = False
    for number, raw in enumerate(text.splitlines(), 1):
        saved = raw.startswith(_SAVED)
        if saved and not in_saved:
            in_saved, current = True, None
        line = raw[len(_SAVED) :].strip() if saved else _COMMENT.sub("", raw).rstrip()
        if section := _SECTION.match(line):
            name = section.group(1)
            current = found.setdefault(name, Section(name)) if _READ.fullmatch(name) else None
        elif current is not None and line.strip():
            option = _OPTION.match(line)
            if option is not None:
                current.options[option.group(1).lower()] = (option.group(2).strip(), number)
            elif not line[0].isspace() and not saved:  # what is indented goes on with a value over several lines
                raise Rejected(say("motion.cfg_bad_line", section=current.name, line=number), say("motion.cfg_remedy"))
    return found


def section_of(sections: Sections, name: str) -> Section:
    """Return a section, empty when there is none."""
    return sections.get(name) or Section(name)
