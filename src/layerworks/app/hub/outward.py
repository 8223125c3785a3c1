"""Which doors a hub opens to programs of others. All are shut unless somebody opens them."""

from dataclasses import dataclass, field

from layerworks.outward.sparkplug.broker import Broker


@dataclass(frozen=True, slots=True)
class Outward:
    """slicers: addresses that slicers send to. mtconnect: an MTConnect agent. broker, password: for Sparkplug."""

    slicers: bool = False
    mtconnect: bool = False
    broker: Broker | None = None
    password: str | None = field(default=None, repr=False)


SHUT = Outward()
