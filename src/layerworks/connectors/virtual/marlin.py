"""A board with Marlin that is not there, on a pseudo-terminal: takes lines, counts them, loses answers on demand."""

import asyncio
import os
import pty
import re
import termios
from collections import deque
from dataclasses import dataclass, field
from functools import reduce

from layerworks.connectors._background import Background

BUFFER = 4
_DWELL = re.compile(r"G4 .*?([PS])(\d+)")


@dataclass(slots=True)
class MarlinFaults:
    """garble: numbers of lines that arrive damaged, once each. lose_ok: whose answer gets lost, once each.

    says_ok_after_resend: as most boards do. silent: nothing goes out. from_card: it prints from its own card.
    """

    garble: set[int] = field(default_factory=set[int])
    lose_ok: set[int] = field(default_factory=set[int])
    says_ok_after_resend: bool = True
    advanced: bool = False
    silent: bool = False
    from_card: bool = False


class VirtualMarlin:
    """One board. path: its port. taken: every line it has carried out, in order."""

    def __init__(self, faults: MarlinFaults | None = None, report_s: float = 0.2) -> None:
        self.faults = faults or MarlinFaults()
        self.taken: list[str] = []
        self._master, self._slave = pty.openpty()
        iflag, oflag, cflag, lflag, ispeed, ospeed, cc = termios.tcgetattr(self._slave)
        lflag &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(self._slave, termios.TCSANOW, [iflag, oflag, cflag, lflag, ispeed, ospeed, cc])
        self.path = os.ttyname(self._slave)
        os.set_blocking(self._master, False)
        self._targets = {"T": 0.0, "B": 0.0}
        self._last = 0
        self._halted = False
        self._got = b""
        self._lines: deque[tuple[int, str]] = deque()
        self._report_s = report_s
        self._reports = False
        self._background = Background("virtual-marlin")
        self._background.call(self._begin)

    def reset(self) -> None:
        """Press the reset button."""
        self._background.call(self._reset)

    def kill(self) -> None:
        """Let it stop by itself, as for an emergency."""
        self._background.call(self._kill)

    def say(self, line: str) -> None:
        """Let it say something."""
        self._background.call(self._say, line)

    def hangs_up_on_close(self) -> bool:
        """Tell whether closing the port would drop DTR, and opening it again restart the board."""
        return bool(termios.tcgetattr(self._slave)[2] & termios.HUPCL)

    def close(self) -> None:
        """Put it away."""
        self._background.stop(self._stop)

    async def _stop(self) -> None:
        self._background.loop.remove_reader(self._master)
        os.close(self._master)
        os.close(self._slave)

    def _begin(self) -> None:
        self._background.loop.add_reader(self._master, self._readable)
        self._background.keep(self._work())
        self._background.keep(self._report())

    def _readable(self) -> None:
        try:
            got = os.read(self._master, 65536)
        except OSError:
            return
        *lines, self._got = (self._got + got).split(b"\n")
        for line in lines:
            self._arrived(line.decode("ascii", "replace").strip())

    def _arrived(self, line: str) -> None:
        if self._halted:
            return
        if line == "M112":
            self._kill()
            return
        match = re.fullmatch(r"N(\d+) ?(.*)\*(\d+)", line)
        if match is None:
            self._lines.append((-1, line))
            return
        number, text = int(match[1]), match[2]
        sum_ = reduce(lambda a, b: a ^ b, line.rpartition("*")[0].encode())
        if number in self.faults.garble:
            self.faults.garble.discard(number)
            self._ask_again("checksum mismatch")
        elif sum_ != int(match[3]):
            self._ask_again("checksum mismatch")
        elif text.startswith("M110"):
            self._last = int((re.search(r"N(\d+)", text) or [0, number])[1])
            self._lines.append((number, text))
        elif number != self._last + 1:
            self._ask_again("Line Number is not Last Line Number+1")
        else:
            self._last = number
            self._lines.append((number, text))

    def _ask_again(self, why: str) -> None:
        self._say(f"Error:{why}, Last Line: {self._last}")
        self._say(f"Resend: {self._last + 1}")
        if self.faults.says_ok_after_resend:
            self._say("ok")

    async def _work(self) -> None:
        while True:
            if not self._lines:
                await asyncio.sleep(0.001)
                continue
            number, text = self._lines.popleft()
            if match := _DWELL.match(text):
                self._say("echo:busy: processing")
                await asyncio.sleep(int(match[2]) / (1000.0 if match[1] == "P" else 1.0))
            if self._halted:
                continue
            if number != 0:
                self.taken.append(text)
            self._answer(number, text)

    def _answer(self, number: int, text: str) -> None:
        code, _, rest = text.partition(" ")
        if match := re.search(r"S(\d+(?:\.\d+)?)", rest):
            for heater, codes in (("T", ("M104", "M109")), ("B", ("M140", "M190"))):
                if code in codes:
                    self._targets[heater] = float(match[1])
        if code == "M115":
            self._say("FIRMWARE_NAME:Marlin 2.1.2 (virtual) SOURCE_CODE_URL:none MACHINE_TYPE:virtual")
            self._say("Cap:AUTOREPORT_TEMP:1")
        if code == "M155":
            self._reports = True
        if code == "M27":
            self._say("SD printing byte 100/1000" if self.faults.from_card else "Not SD printing")
        if number in self.faults.lose_ok:
            self.faults.lose_ok.discard(number)
            return
        told = f" {self._temperatures()}" if code == "M105" else ""
        advanced = f" N{number} P15 B{BUFFER - 1}" if self.faults.advanced and number >= 0 else ""
        self._say(f"ok{advanced}{told}")

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(self._report_s)
            if self._reports and not self._halted:
                self._say(self._temperatures())

    def _temperatures(self) -> str:
        nozzle, bed = (max(25.0, self._targets[name]) for name in ("T", "B"))
        heats = f"T:{nozzle:.2f} /{self._targets['T']:.2f} B:{bed:.2f} /{self._targets['B']:.2f}"
        return f"{heats} @:{_holding(nozzle)} B@:{_holding(bed)}"

    def _reset(self) -> None:
        self._last, self._halted, self._reports = 0, False, False
        self._lines.clear()
        self._targets = {"T": 0.0, "B": 0.0}
        self._say("start")
        self._say("echo:Marlin 2.1.2 (virtual)")

    def _kill(self) -> None:
        self._halted = True
        self._lines.clear()
        self._say("Error:Printer halted. kill() called!")

    def _say(self, line: str) -> None:
        if not self.faults.silent:
            try:
                os.write(self._master, f"{line}\n".encode())
            except BlockingIOError:
                return


def _holding(warm_c: float) -> int:
    """Return what holds a temperature, of 127: in proportion to what is lost."""
    return round(127 * (warm_c - 25.0) / 400.0)
