"""The name of a file on a printer of Bambu's, and the numbers that its prints carry. Pure.

A printer of this maker prints containers (`.gcode.3mf`), tells of a file its size alone, and of a print its title. So
the title of ours says which file of ours is in the container, how large that is, and how large the container should be:
a container that was cut off is known by its size, and after a restart of ours the printer still tells all there is to
know. The time of a start travels in the numbers that a print may carry, which the printer repeats (int32, not 0).
"""

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

END = ".gcode.3mf"
_TITLE = re.compile(
    r"(?P<stem>.+\.t[1-9][0-9]*)\.(?P<size>[0-9]{1,11})-(?P<packed>[0-9]{1,11})(?:-(?P<tools>[0-9a-f]{1,4}))?"
)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title says. file: our name of the program. size: of the program. packed: of the container.

    tools: that the program changes to, as bits; 0 where it needs the first one alone.
    """

    file: str
    size: int
    packed: int
    tools: int = 0


def title_of(file: str, size: int, packed: int, tools: int = 0) -> str:
    """Return the title of a container with a program of ours. Raises ValueError for a file that is none of ours."""
    several = tools if tools > 1 else 0
    title = f"{file.removesuffix('.gcode')}.{size}-{packed}" + (f"-{several:x}" if several else "")
    if titled(title) != Titled(file, size, packed, several):
        raise ValueError(file)
    return title


def titled(told: str) -> Titled | None:
    """Return what a title, or a file name with folders and ends, says; None for what is not of ours."""
    title = told.rsplit("/", 1)[-1].removesuffix(".3mf").removesuffix(".gcode")
    match = _TITLE.fullmatch(title)
    if match is None:
        return None
    return Titled(f"{match['stem']}.gcode", int(match["size"]), int(match["packed"]), int(match["tools"] or "0", 16))


def tools_told(title: str) -> int:
    """Return the tools that a title of ours tells, as bits."""
    told = titled(title)
    return told.tools if told is not None else 0


def number_of(file: str) -> int:
    """Return the number that prints of a file, or a part of it, carry: positive, below 2³¹."""
    return zlib.crc32(file.encode()) & _MOST or 1


def number_of_time(at: datetime) -> int:
    """Return a time as a number that a print may carry: seconds since 2026, rounded up."""
    seconds = -int(-(at - _EPOCH).total_seconds() // 1)
    return min(max(seconds, 1), _MOST)


def time_of_number(number: int) -> datetime:
    """Return the time that such a number says."""
    return _EPOCH + timedelta(seconds=number)
