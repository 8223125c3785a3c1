"""printer.cfg → KlipperLimits: the few sections that decide motion, read strictly.

Syntax and defaults: Klipper's docs/Config_Reference.md. Sections that do not bear on motion are skipped unread.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast, get_args

from layerworks.errors import Rejected
from layerworks.motion.limits import Kinematics, KlipperLimits
from layerworks.words import say

_SECTION = re.compile(r"\[\s*([^\]]+?)\s*\]\s*$")
_OPTION = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*[:=]\s*(.*)$")
_COMMENT = re.compile(r"\s*[#;].*$")
_SAVED = "#*#"  # what SAVE_CONFIG appends; it overrides the rest
_READ = ("printer", "extruder", "gcode_arcs", "firmware_retraction")


@dataclass(slots=True)
class _Section:
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
        text, line = self.options[key]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > above and value >= low):
            raise Rejected(
                say("motion.cfg_bad_value", section=self.name, key=key, value=text, line=line), say("motion.cfg_remedy")
            )
        return value

    def optional(self, key: str) -> float | None:
        """Return a number above zero, None when it is not given. Raises Rejected."""
        return self.number(key, above=0.0) if key in self.options else None


def limits_from_printer_cfg(text: str) -> KlipperLimits:
    """Return the limits that a printer.cfg sets. Raises Rejected, naming section and option, when it does not say."""
    sections = _sections(text)
    printer, extruder = _needed(sections, "printer", text), _needed(sections, "extruder", text)
    arcs = sections.get("gcode_arcs", _Section("gcode_arcs"))
    retraction = sections.get("firmware_retraction", _Section("firmware_retraction"))
    velocity, accel = printer.number("max_velocity", above=0.0), printer.number("max_accel", above=0.0)
    return KlipperLimits(
        max_velocity_mm_s=velocity,
        max_accel_mm_s2=accel,
        max_z_velocity_mm_s=printer.number("max_z_velocity", velocity, above=0.0),
        max_z_accel_mm_s2=printer.number("max_z_accel", accel, above=0.0),
        square_corner_velocity_mm_s=printer.number("square_corner_velocity", 5.0, low=0.0),
        minimum_cruise_ratio=_cruise_ratio(printer, accel),
        instantaneous_corner_velocity_mm_s=extruder.number("instantaneous_corner_velocity", 1.0, low=0.0),
        nozzle_mm=extruder.number("nozzle_diameter", above=0.0),
        filament_mm=extruder.number("filament_diameter", above=0.0),
        max_extrude_only_velocity_mm_s=extruder.optional("max_extrude_only_velocity"),
        max_extrude_only_accel_mm_s2=extruder.optional("max_extrude_only_accel"),
        max_extrude_only_distance_mm=extruder.number("max_extrude_only_distance", 50.0, low=0.0),
        arc_resolution_mm=arcs.number("resolution", 1.0, above=0.0),
        kinematics=_kinematics(printer),
        max_extrude_cross_section_mm2=extruder.optional("max_extrude_cross_section"),
        retract_mm=retraction.number("retract_length", 0.0, low=0.0),
        retract_mm_s=retraction.number("retract_speed", 20.0, low=1.0),
        unretract_extra_mm=retraction.number("unretract_extra_length", 0.0, low=0.0),
        unretract_mm_s=retraction.number("unretract_speed", 10.0, low=1.0),
    )


def _sections(text: str) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    current: _Section | None = None
    in_saved = False
    for number, raw in enumerate(text.splitlines(), 1):
        saved = raw.startswith(_SAVED)
        if saved and not in_saved:
            in_saved, current = True, None
        line = raw[len(_SAVED) :].strip() if saved else _COMMENT.sub("", raw).rstrip()
        if section := _SECTION.match(line):
            name = section.group(1)
            current = found.setdefault(name, _Section(name)) if name in _READ else None
        elif current is not None and line.strip():
            option = _OPTION.match(line)
            if option is not None:
                current.options[option.group(1).lower()] = (option.group(2).strip(), number)
            elif not line[0].isspace() and not saved:  # what is indented goes on with a value over several lines
                raise Rejected(say("motion.cfg_bad_line", section=current.name, line=number), say("motion.cfg_remedy"))
    return found


def _needed(sections: Mapping[str, _Section], name: str, text: str) -> _Section:
    if name in sections:
        return sections[name]
    if re.search(r"^\[include ", text, re.MULTILINE):
        raise Rejected(say("motion.cfg_section_elsewhere", section=name), say("motion.cfg_include_remedy"))
    raise Rejected(say("motion.cfg_missing_section", section=name), say("motion.cfg_remedy"))


def _cruise_ratio(printer: _Section, accel_mm_s2: float) -> float:
    ratio = printer.number("minimum_cruise_ratio", 0.5, low=0.0)
    if ratio >= 1.0:
        text, line = printer.options["minimum_cruise_ratio"]
        raise Rejected(
            say("motion.cfg_bad_value", section="printer", key="minimum_cruise_ratio", value=text, line=line),
            say("motion.cfg_remedy"),
        )
    if "minimum_cruise_ratio" not in printer.options and "max_accel_to_decel" in printer.options:
        # its name before 2024
        return 1.0 - min(1.0, printer.number("max_accel_to_decel", above=0.0) / accel_mm_s2)
    return ratio


def _kinematics(printer: _Section) -> Kinematics:
    name, _line = printer.options.get("kinematics", ("", 0))
    known = get_args(Kinematics)
    if name not in known:
        raise Rejected(
            say("motion.cfg_kinematics", name=name, known=", ".join(known)), say("motion.cfg_kinematics_remedy")
        )
    return cast(Kinematics, name)
