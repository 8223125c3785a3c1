"""A bench of PrusaLink: a virtual one of ours."""

from types import MappingProxyType

from connectors.cable import Cable
from connectors.conformance.benches import ServedInAShop
from layerworks.connectors.network import Network
from layerworks.connectors.prusalink import HttpAccess, PrusaLinkLink, Secret
from layerworks.connectors.simulated import Mishap
from layerworks.connectors.virtual import VirtualPrusaLink

POLL_S = 0.03


class VirtualPrusaLinkBench(ServedInAShop):
    """Our virtual server, with its fault switches."""

    brand = "prusalink"
    silence = "layerworks.connectors.prusalink.connection"
    heaters = frozenset({"nozzle", "bed"})
    tells_filament = False
    measures = frozenset({"speed_factor", "flow_factor", "fan_rpm"})
    tells_why = False
    traces_what_it_forgot = False
    start_within_s = 2.0
    requests = MappingProxyType(
        {"upload": "PUT files", "look": "GET status", "start": "POST files", "open": "GET storage"}
    )

    def __init__(self, network: Network, *mishaps: Mishap) -> None:
        super().__init__(network, mishaps)
        self.key = Secret("the-key-of-the-virtual-one")
        self.server = VirtualPrusaLink(self.printer, self.time.now, self.key)
        self.open_shop()
        self.connector = self.another()

    def another(self) -> PrusaLinkLink:
        return self.with_key(self.key)

    def with_key(self, key: Secret) -> PrusaLinkLink:
        return self.with_access(HttpAccess(self.url, key))

    def with_access(self, access: HttpAccess) -> PrusaLinkLink:
        return self.keep(PrusaLinkLink("m1", access, self.network, poll_s=POLL_S))

    def another_in(self, network: Network, cable: Cable) -> PrusaLinkLink:
        self.server.connections = 1000
        access = HttpAccess(f"http://127.0.0.1:{cable.port}/m1", self.key)
        return PrusaLinkLink("m1", access, network, poll_s=1.0)
