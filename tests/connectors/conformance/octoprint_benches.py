"""Benches of OctoPrint: a virtual one of ours, and the real one with its own virtual printer."""

import time
from types import MappingProxyType

from connectors.cable import Cable
from connectors.conformance.benches import WITHIN_S, Pace, PrinterTime, ServedInAShop
from connectors.even_program import even_text
from connectors.real_octoprint import KEY, RealOctoPrint
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import HttpAccess, OctoPrintLink, Secret
from layerworks.connectors.simulated import Mishap
from layerworks.connectors.virtual import VirtualOctoPrint
from layerworks.digest import digest_bytes
from layerworks.fleet import Connector, Snapshot
from layerworks.workshop import Job, PatienceSettings

SILENCE = "layerworks.connectors.octoprint.connection"


def lay_witness(connector: Connector) -> None:
    """Connect once, as every machine has been before somebody calls its bed clear."""
    connector.open()
    limit = time.monotonic() + WITHIN_S
    while not any(isinstance(seen, Snapshot) for seen in connector.observations()):
        assert time.monotonic() < limit, "OctoPrint tells nothing"
        time.sleep(0.01)
    connector.close()


class VirtualOctoPrintBench(ServedInAShop):
    """Our virtual server, with its fault switches."""

    brand = "octoprint"
    silence = SILENCE
    tells_filament = False
    measures = frozenset[str]()
    start_within_s = 2.0
    requests = MappingProxyType(
        {
            "upload": "upload",
            "look": "GET api/job",
            "start": "POST api/files select",
            "open": "GET api/files/local",
        }
    )

    def __init__(self, network: Network, *mishaps: Mishap) -> None:
        super().__init__(network, mishaps)
        self.key = Secret("the-key-of-the-virtual-one")
        self.server = VirtualOctoPrint(self.printer, self.time.now, self.clock.now, self.key)
        self.open_shop()
        self.connector = self.another()
        lay_witness(self.connector)

    def another(self) -> OctoPrintLink:
        return self.with_key(self.key)

    def with_key(self, key: Secret) -> OctoPrintLink:
        return self.keep(OctoPrintLink("m1", HttpAccess(self.url, key), self.network))

    def another_in(self, network: Network, cable: Cable) -> OctoPrintLink:
        return OctoPrintLink("m1", HttpAccess(f"http://127.0.0.1:{cable.port}/m1", self.key), network)


class RealOctoPrintBench:
    """A real OctoPrint, kept for the session. Its time is real: a job dwells for a second or a few."""

    brand = "octoprint"
    silence = SILENCE
    heaters = frozenset({"nozzle", "bed"})
    tells_filament = False
    measures = frozenset[str]()
    tells_why = True
    traces_what_it_forgot = True
    start_within_s = 2.0

    def __init__(self, network: Network, octoprint: RealOctoPrint) -> None:
        self.network = network
        self._octoprint = octoprint
        octoprint.tidy()
        self._earlier = len(octoprint.started())
        self.clock = self.pace(0.0)
        self.patience = PatienceSettings(poll_s=0.02, first_call_again_s=0.1, longest_call_again_s=1.0)
        self.key = Secret(KEY)
        self.cable = Cable(octoprint.port)
        self.url = f"http://127.0.0.1:{self.cable.port}"
        self._links: list[OctoPrintLink] = []
        self.connector = self.another()
        lay_witness(self.connector)

    def another(self) -> OctoPrintLink:
        return self.with_key(self.key)

    def with_key(self, key: Secret) -> OctoPrintLink:
        link = OctoPrintLink("m1", HttpAccess(self.url, key), self.network)
        self._links.append(link)
        return link

    def pace(self, printer_s: float) -> Pace:
        return Pace(PrinterTime(), 0.0)

    def job(self, duration_s: float, name: str = "bracket") -> Job:
        dwells = 1 + min(int(duration_s / 30.0), 15)
        text = even_text(duration_s, name) + b"G4 P250\n" * dwells
        return Job(name, text, digest_bytes(text), (name,), duration_s)

    def starts(self) -> list[str]:
        return self._octoprint.started()[self._earlier :]

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        status, _ = self._octoprint.call("POST", f"/api/files/local/{file}", {"command": "select", "print": True})
        if passing_s:
            self._octoprint.until(lambda: self._octoprint.state() == "Operational")
        return "" if status == 204 else str(status)

    def pause_past_us(self, file: str) -> None:
        self._octoprint.call("POST", "/api/job", {"command": "pause", "action": "pause"})

    def meddle(self, file: str, other: Job, name: str) -> str:
        self._octoprint.call("POST", "/api/job", {"command": "cancel"})
        self._octoprint.until(lambda: self._octoprint.state() == "Operational")
        self._octoprint.upload(name, other.text)
        return self.start_past_us(name)

    def restart(self) -> None:
        self._octoprint.restart()

    def stop(self) -> None:
        self._octoprint.call("POST", "/api/printer/command", {"command": "M112"})

    def pass_time(self, seconds: float) -> None:
        """Time passes by itself."""

    def close(self) -> None:
        for link in self._links:
            link.close()
        self.cable.close()
