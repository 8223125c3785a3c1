"""A delivery: pieces that leave the house together, with their note."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Where something goes. Lines as they stand on a parcel."""

    name: str
    street: str
    city: str
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Some pieces of an order. id: of the delivery note. carrier, tracking: empty where they were handed over."""

    id: str
    pieces: tuple[str, ...]
    to: Address
    carrier: str = ""
    tracking: str = ""
