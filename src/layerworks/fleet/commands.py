"""What we may ask of a printer. A command is a wish: whether it came true is told by observations alone.

Commands about a print name its file, so a wish that arrives late never touches somebody else's print.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Upload:
    """Keep a file. digest: SHA-256 of the text. Replaces a file of that name; refused while that one is printed."""

    file: str
    text: bytes = field(repr=False)
    digest: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Forget a file. Refused while it is being printed; a file that is not there counts as removed."""

    file: str


@dataclass(frozen=True, slots=True)
class Start:
    """Print a file that is there. Refused unless the printer is idle."""

    file: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Halt the print of this file so that it can go on."""

    file: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with the paused print of this file."""

    file: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the print of this file."""

    file: str


@dataclass(frozen=True, slots=True)
class CancelObject:
    """Leave out the rest of one part of this file's plate and print the others. part: a name of `Program.parts`."""

    file: str
    part: str


@dataclass(frozen=True, slots=True)
class SetTemperature:
    """Give a heater a target. heater: `nozzle`, `nozzle1` …, `bed`, `chamber`; target_c: 0 switches it off."""

    heater: str
    target_c: float


@dataclass(frozen=True, slots=True)
class StopAll:
    """Emergency: heaters and motors off at once, whatever is being printed."""


Command = Upload | Remove | Start | Pause | Resume | Cancel | CancelObject | SetTemperature | StopAll
