"""A file that shows whether OctoPrint still remembers.

OctoPrint tells nothing by which a restart could be known, and a print that was going on then is in no record. But it
forgets which file is selected. So something stays selected on a machine of ours: a print once there was one, before
that a small file without commands. Nothing selected means that memory was lost; a new such file is then laid down, and
its name, which no earlier one had, is the boot.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from layerworks.digest import digest_bytes
from layerworks.fleet.commands import Upload

_NAME = re.compile(r"layerworks-(\d{8}T\d{12})\.gcode")
_FORM = "%Y%m%dT%H%M%S%f"
TEXT = b"; Nothing to print. Layerworks keeps this file selected to know whether OctoPrint was restarted.\n"


def new_witness(now: datetime) -> Upload:
    """Return the file to lay down."""
    return Upload(f"layerworks-{now.strftime(_FORM)}.gcode", TEXT, digest_bytes(TEXT))


def newest_witness(files: Iterable[str]) -> str:
    """Return the name of the newest one, or nothing."""
    return max((name for name in files if _NAME.fullmatch(name)), default="")


def laid_down_at(witness: str) -> datetime | None:
    """Return when it was laid down: memory was lost before that."""
    match = _NAME.fullmatch(witness)
    return datetime.strptime(match[1], _FORM).replace(tzinfo=UTC) if match else None
