"""A serial port, opened so that the board behind it is not restarted by us a second time."""

import os
import termios

SPEEDS = {
    speed: getattr(termios, f"B{speed}")
    for speed in (57600, 115200, 230400, 500000, 1000000)
    if hasattr(termios, f"B{speed}")
}


def open_port(path: str, baud: int) -> int:
    """Open a port and return its file descriptor, not blocking. Raises OSError.

    The system raises the line DTR on opening, which restarts many boards; with HUPCL off it stays raised after closing,
    so that opening again does not. The first opening after the computer's start is the one that may restart a board:
    so the agent is started with the computer, not with a print.
    """
    port = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        _, _, cflag, _, _, _, cc = termios.tcgetattr(port)
        cflag &= ~(termios.HUPCL | termios.CSIZE | termios.PARENB | termios.CSTOPB)
        cflag |= termios.CS8 | termios.CREAD | termios.CLOCAL
        speed = SPEEDS.get(baud, termios.B115200)
        cc[termios.VMIN], cc[termios.VTIME] = 0, 0
        termios.tcsetattr(port, termios.TCSANOW, [0, 0, cflag, 0, speed, speed, cc])
    except termios.error as error:
        os.close(port)
        raise OSError(*error.args) from error
    return port
