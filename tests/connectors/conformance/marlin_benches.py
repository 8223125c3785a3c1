"""A bench of Marlin: a virtual board on a pseudo-terminal, and a real agent process that streams to it."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from connectors.conformance.benches import WITHIN_S, Pace, PrinterTime
from connectors.even_program import even_text
from layerworks.connectors.marlin_serial import MarlinLink
from layerworks.connectors.network import Network
from layerworks.connectors.virtual.marlin import MarlinFaults, VirtualMarlin
from layerworks.digest import digest_bytes
from layerworks.fleet import Answered, Cancel, Command, Snapshot, Start, StateChanged, Upload
from layerworks.workshop import Job, PatienceSettings


class MarlinBench:
    """Its time is real: a job dwells for a second or a few."""

    cable = None
    heaters = frozenset({"nozzle", "bed"})
    tells_filament = False
    measures = frozenset({"power_share"})
    tells_why = True
    traces_what_it_forgot = True
    start_within_s = 0.0

    def __init__(self, network: Network, faults: MarlinFaults | None = None) -> None:
        self.network = network
        self.board = VirtualMarlin(faults)
        self._folder = tempfile.TemporaryDirectory(prefix="lw")
        self.folder = Path(self._folder.name)
        self.socket = self.folder / "agent.sock"
        self.clock = Pace(PrinterTime(), 0.0)
        self.patience = PatienceSettings(poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0)
        self._links: list[MarlinLink] = []
        self.start_agent()
        self.connector = self.another()

    def start_agent(self) -> None:
        module = "layerworks.connectors.marlin_serial.agent"
        where = ["--port", self.board.path, "--folder", str(self.folder), "--socket", str(self.socket)]
        self.agent = subprocess.Popen([sys.executable, "-m", module, *where], env={"PYTHONPATH": ":".join(sys.path)})
        limit = time.monotonic() + WITHIN_S
        while not self._ready():
            assert self.agent.poll() is None
            assert time.monotonic() < limit, "the agent finds no board"
            time.sleep(0.05)

    def kill_agent(self) -> None:
        self.agent.kill()
        self.agent.wait(20.0)

    def _ready(self) -> bool:
        """Tell whether the agent has found its board, and knows how warm it is."""
        link = MarlinLink("m1", self.socket, self.network)
        link.open()
        limit = time.monotonic() + 0.7
        ready = False
        while time.monotonic() < limit and not ready:
            told = [o.printer for o in link.observations() if isinstance(o, Snapshot | StateChanged)]
            ready = any((p.device != "error" or self.board.faults.from_card) and p.temperatures for p in told)
            time.sleep(0.01)
        link.close()
        return ready

    def another(self) -> MarlinLink:
        link = MarlinLink("m1", self.socket, self.network)
        self._links.append(link)
        return link

    def job(self, duration_s: float, name: str = "bracket") -> Job:
        dwells = 1 + min(int(duration_s / 30.0), 15)
        text = even_text(duration_s, name) + b"G4 P250 ; wait\n" * dwells
        return Job(name, text, digest_bytes(text), (name,), duration_s)

    def starts(self) -> list[str]:
        log = self.folder / "starts.log"
        return [line.split()[1] for line in log.read_text().splitlines()] if log.exists() else []

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        refusal = self._do(Start(file))
        if passing_s:
            time.sleep(0.5)
        return refusal

    def pause_past_us(self, file: str) -> None:
        self.board.say("//action:pause")

    def meddle(self, file: str, other: Job, name: str) -> str:
        self._do(Cancel(file))
        self._do(Upload(name, other.text, other.digest))
        return self._do(Start(name))

    def _do(self, command: Command) -> str:
        """Ask past the connector of the bench; return why it is refused, or nothing."""
        link = MarlinLink("m1", self.socket, self.network)
        link.open()
        limit = time.monotonic() + WITHIN_S
        asked = False
        while time.monotonic() < limit:
            for seen in link.observations():
                if isinstance(seen, Snapshot) and not asked:
                    asked = True
                    link.send(command)
                if isinstance(seen, Answered):
                    link.close()
                    return seen.why
            time.sleep(0.01)
        raise AssertionError("no answer")

    def stop(self) -> None:
        self.board.kill()

    def restart(self) -> None:
        self.board.reset()

    def pass_time(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.02))

    def close(self) -> None:
        for link in self._links:
            link.close()
        self.kill_agent()
        self.board.close()
        self._folder.cleanup()
