"""The name of a file on a printer: it carries the attempt it belongs to, so a printer can say whose print it runs.

A file name is a fencing token as well. Before a start that came to nothing is tried again, the old file is taken away
and the new try gets a new name: a start that was only late then finds no file, and cannot print the part twice.
"""

import re

_FILE = re.compile(r"(?P<attempt>.+)\.t(?P<try>[1-9][0-9]*)\.gcode")


def file_of(attempt: str, try_number: int) -> str:
    """Return the file name of a try (1, 2, …) of an attempt."""
    return f"{attempt}.t{try_number}.gcode"


def attempt_of(file: str) -> str | None:
    """Return the attempt a file on a printer belongs to, or None for a file that is not ours."""
    match = _FILE.fullmatch(file)
    return match["attempt"] if match else None
