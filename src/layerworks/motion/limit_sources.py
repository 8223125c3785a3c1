"""Limits from what a machine says of itself, whatever its firmware."""

import re

from layerworks.errors import Rejected
from layerworks.motion.config_g import limits_from_config_g
from layerworks.motion.configfile_status import limits_from_status
from layerworks.motion.m503 import limits_from_m503
from layerworks.motion.marlin_limits import MarlinLimits
from layerworks.motion.planning import Limits
from layerworks.motion.printer_cfg import limits_from_printer_cfg
from layerworks.words import say

_SECTION = re.compile(r"^\[[^\]\n]+\]", re.MULTILINE)
_COMMAND = re.compile(r"^(?:.*(?:echo|Recv):)?\s*(M(?:201|203|204|205|566))\b", re.MULTILINE | re.IGNORECASE)


def limits_from_text(text: str, file: str, marlin: MarlinLimits | None = None) -> Limits:
    """Return the limits that a text gives: Klipper's printer.cfg or its status as JSON, Marlin's answer to M503,
    RepRapFirmware's config.g; which of them it is shows in the text.

    file: its name, for complaints. marlin: what M503 does not say. Raises Rejected when it is none of them, and naming
    what is missing or wrong.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if text.lstrip().startswith("{"):
        return limits_from_status(text)
    if _SECTION.search(text):
        return limits_from_printer_cfg(text)
    commands = {command.upper() for command in _COMMAND.findall(text)}
    if "M566" in commands:
        return limits_from_config_g(text)
    if commands:
        return limits_from_m503(text, marlin)
    raise Rejected(say("motion.limits_unknown", file=file), say("motion.limits_unknown_remedy"))
