"""A serial port, opened so that the board behind it is not restarted by us a second time."""

import fcntl
import os
import struct
import sys
import termios

SPEEDS: dict[int, int] = {
    speed: getattr(termios, f"B{speed}")
    for speed in (9600, 19200, 38400, 57600, 115200, 230400, 460800, 500000, 921600, 1000000, 2000000)
    if hasattr(termios, f"B{speed}")
}
# Linux alone takes any other speed, such as the 250000 of many boards: asm-generic/termbits.h, struct termios2
_TERMIOS2 = struct.Struct("=4IB19s2I")
_TCGETS2, _TCSETS2 = 0x802C542A, 0x402C542B
_ANY_SPEED, _SPEED_BITS = 0o010000, 0o010017


def open_port(path: str, baud: int) -> int:
    """Open a port and return its file descriptor, not blocking. Raises OSError, also when another agent has it.

    The system raises the line DTR on opening, which restarts many boards; with HUPCL off it stays raised after closing,
    so that opening again does not. The first opening after the computer's start is the one that may restart a board:
    so the agent is started with the computer, not with a print.
    """
    port = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)  # two that stream to one board would end its print
        _set_up(port, baud)
    except termios.error as error:
        os.close(port)
        raise OSError(*error.args) from error
    except OSError:
        os.close(port)
        raise
    return port


def speed_of(port: int) -> int:
    """Return the speed of a port in bits a second. Raises OSError where the system does not tell."""
    told = _TERMIOS2.unpack(fcntl.ioctl(port, _TCGETS2, bytes(_TERMIOS2.size)))
    return told[-1]


def _set_up(port: int, baud: int) -> None:
    _, _, cflag, _, _, _, cc = termios.tcgetattr(port)
    cflag &= ~(termios.HUPCL | termios.CSIZE | termios.PARENB | termios.CSTOPB)
    cflag |= termios.CS8 | termios.CREAD | termios.CLOCAL
    cc[termios.VMIN], cc[termios.VTIME] = 0, 0
    speed = SPEEDS.get(baud, termios.B115200)
    termios.tcsetattr(port, termios.TCSANOW, [0, 0, cflag, 0, speed, speed, cc])
    if baud in SPEEDS:
        return
    if not sys.platform.startswith("linux"):
        raise OSError(f"no speed {baud}")
    iflag, oflag, cflag, lflag, line, chars, _, _ = _TERMIOS2.unpack(fcntl.ioctl(port, _TCGETS2, bytes(_TERMIOS2.size)))
    cflag = cflag & ~_SPEED_BITS | _ANY_SPEED
    fcntl.ioctl(port, _TCSETS2, _TERMIOS2.pack(iflag, oflag, cflag, lflag, line, chars, baud, baud))
