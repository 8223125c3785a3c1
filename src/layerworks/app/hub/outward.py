"""Which doors a hub opens to programs of others. All are shut unless somebody opens them."""

from dataclasses import dataclass, field

from layerworks.outward.sparkplug.broker import Broker


@dataclass(frozen=True, slots=True)
class Outward:
    """slicers: addresses that slicers send to. mtconnect: an MTConnect agent. broker, password: for Sparkplug.

    opcua: where an OPC UA server listens, such as `opc.tcp://127.0.0.1:4840/`.
    """

    slicers: bool = False
    mtconnect: bool = False
    broker: Broker | None = None
    password: str | None = field(default=None, repr=False)
    opcua: str | None = None


SHUT = Outward()
