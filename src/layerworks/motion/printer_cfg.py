"""printer.cfg → KlipperLimits: the few sections that decide motion, read strictly."""

import re

from layerworks.errors import Rejected
from layerworks.motion._cfg_sections import read_sections
from layerworks.motion.klipper_config import limits_from_sections
from layerworks.motion.limits import KlipperLimits
from layerworks.words import say


def limits_from_printer_cfg(text: str) -> KlipperLimits:
    """Return the limits that a printer.cfg sets. Raises Rejected, naming section and option, when it does not say."""
    sections = read_sections(text)
    for name in ("printer", "extruder"):
        if name not in sections and re.search(r"^\[include ", text, re.MULTILINE):
            raise Rejected(say("motion.cfg_section_elsewhere", section=name), say("motion.cfg_include_remedy"))
    return limits_from_sections(sections)
