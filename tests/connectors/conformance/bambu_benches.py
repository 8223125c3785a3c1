"""A bench of Bambu: a virtual printer of ours, both its lines through one cable."""

from types import MappingProxyType

from connectors.cable import Cable
from connectors.conformance.benches import SimulatedOverNetwork
from layerworks.connectors.bambu import BambuAccess, BambuLink, Secret, address_of
from layerworks.connectors.network import Network
from layerworks.connectors.simulated import Mishap
from layerworks.connectors.virtual import VirtualBambu


class VirtualBambuBench(SimulatedOverNetwork):
    """Our virtual printer, with its fault switches. It is its own shop."""

    brand = "bambu"
    silence = "layerworks.connectors.bambu.connection"
    tells_filament = False
    measures = frozenset({"fan_share", "speed_factor", "done_share", "left_s"})
    tells_why = False
    traces_what_it_forgot = False
    start_within_s = 2.0
    requests = MappingProxyType({"upload": "upload", "look": "pushall", "start": "project_file", "open": "subscribe"})

    def __init__(self, network: Network, *mishaps: Mishap) -> None:
        super().__init__(network, mishaps)
        self.key = Secret("the-key-of-the-virtual-one")
        self.shop = self.server = VirtualBambu(self.printer, self.time.now, self.key, every_s=0.03)
        self.faults = self.server.faults
        self.cable = Cable(self.server.port, self.server.ftps_port)
        self.access = self.access_through(self.cable, self.key)
        self.url = f"{address_of(self.access)}#{self.server.fingerprint}"
        self.connector = self.another()

    def access_through(self, cable: Cable, key: Secret) -> BambuAccess:
        port, ftps_port = cable.ports[0], cable.ports[-1] if len(cable.ports) > 1 else self.server.ftps_port
        return BambuAccess("127.0.0.1", self.server.serial, key, self.server.fingerprint, port, ftps_port)

    def link(self, access: BambuAccess) -> BambuLink:
        return self.keep(BambuLink("m1", access, self.network))

    def another(self) -> BambuLink:
        return self.link(self.access)

    def with_key(self, key: Secret) -> BambuLink:
        return self.link(self.access_through(self.cable, key))

    def another_in(self, network: Network, cable: Cable) -> BambuLink:
        self.server.connections = 1000
        return BambuLink("m1", self.access_through(cable, self.key), network)

    def touch(self, work):
        return self.server.touch(lambda: work(self.printer, self.time.now()))

    def start_past_us(self, file: str, passing_s: float = 0.0) -> str:
        def start() -> str:
            refusal = self.server.start(file)
            self.time.move(passing_s)
            return refusal

        return self.server.touch(start)

    def restart(self) -> None:
        self.server.do(self.server.restart())

    def close(self) -> None:
        self.close_links()
        self.cable.close()
        self.server.close()
