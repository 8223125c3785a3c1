"""Which doors a hub opens to programs of others. All are shut unless somebody opens them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outward:
    """slicers: addresses that slicers send to. mtconnect: an MTConnect agent."""

    slicers: bool = False
    mtconnect: bool = False


SHUT = Outward()
