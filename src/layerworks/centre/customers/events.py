"""What can happen to customers, their organisations, and the messages with them. A change is the whole record anew."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from layerworks.centre.orders.delivery import Address
from layerworks.centre.orders.invoice import TaxData

Side = Literal["customer", "shop"]


@dataclass(frozen=True, slots=True)
class AgreedPrice:
    """A net price of one piece that was agreed for a part in a material, from a quantity on, up to a day."""

    mesh_digest: str
    material: str
    from_quantity: int
    unit_net: Decimal
    until: date


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: share taken off every price, days to pay, prices of single parts."""

    discount: Decimal = Decimal(0)
    days_to_pay: int = 0
    prices: tuple[AgreedPrice, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to talk to. role: such as buying, accounts, goods in."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationSaid:
    """What is known of an organisation from here on."""

    name: str
    tax: TaxData
    addresses: tuple[Address, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class TermsAgreed:
    """What is agreed with an organisation from here on."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class CustomerSaid:
    """What is known of a customer from here on. organisation: its id, None for a person who orders for himself."""

    name: str
    email: str
    phone: str = ""
    language: Literal["en", "zh"] = "en"
    organisation: str | None = None
    addresses: tuple[Address, ...] = ()
    tax: TaxData | None = None


@dataclass(frozen=True, slots=True)
class FileNamed:
    """A file of a message. digest: its SHA-256, by which it is kept; name: for people, never a path."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """Somebody wrote in the thread of a quote or an order. internal: for the shop's eyes only."""

    side: Side
    text: str
    files: tuple[FileNamed, ...] = ()
    internal: bool = False


CustomerEvent = OrganisationSaid | TermsAgreed | CustomerSaid | MessageWritten
WHAT: dict[str, type[CustomerEvent]] = {
    "organisation.said": OrganisationSaid,
    "organisation.terms_agreed": TermsAgreed,
    "customer.said": CustomerSaid,
    "message.written": MessageWritten,
}
