"""What can happen to a quote."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from layerworks.centre._price import Price
from layerworks.centre.price_request import PriceRequest
from layerworks.digest import digest_of
from layerworks.words import Text


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A finding that a person of the shop approves and the customer takes on. code: as in `Finding.code`."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class PriceByHand:
    """A net price of one piece that a person set instead of the rules'. by: who."""

    unit_net: Decimal
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """So many of one part at a price.

    id: 1, 2, … in the quote. mesh_digest: the part's shape. program_digest: its slicing, None while the price is one of
    geometry. machine, material, profile: ids of the catalogue. request: what the price was reckoned from.
    """

    id: str
    part: str
    mesh_digest: str
    program_digest: str | None
    machine: str
    material: str
    profile: str
    request: PriceRequest
    price: Price
    at_risk: tuple[AtRisk, ...] = ()
    by_hand: PriceByHand | None = None


@dataclass(frozen=True, slots=True)
class QuoteRevision:
    """What is offered: it never changes, a change is the next revision.

    number: from 1. book: version of the price book, with name and digest of its card. Times are aware UTC.
    """

    number: int
    lines: tuple[QuoteLine, ...]
    book: int
    card_version: str
    card_digest: str
    made_at: datetime
    valid_until: datetime
    reason: str = ""

    @property
    def digest(self) -> str:
        """The name of all that made it: shapes, programs, prices, price book."""
        made = tuple((line.mesh_digest, line.program_digest, line.price.digest, line.at_risk) for line in self.lines)
        return digest_of("quote revision", self.number, self.card_digest, self.valid_until.isoformat(), made)

    @property
    def firm(self) -> bool:
        """Whether every line was sliced."""
        return all(line.program_digest for line in self.lines)


@dataclass(frozen=True, slots=True)
class QuoteOpened:
    """Somebody asked for a price. customer: empty while nobody has signed in."""

    customer: str


@dataclass(frozen=True, slots=True)
class QuoteClaimed:
    """A customer signed in and took the quote for his."""

    customer: str


@dataclass(frozen=True, slots=True)
class QuoteRevised:
    """A revision was made; the first one too."""

    revision: QuoteRevision


@dataclass(frozen=True, slots=True)
class RiskApproved:
    """A person of the shop lets a part be made in spite of a finding."""

    revision: int
    line: str
    code: str


@dataclass(frozen=True, slots=True)
class QuoteSent:
    """The customer has it. digest: of the revision."""

    revision: int
    digest: str


@dataclass(frozen=True, slots=True)
class QuoteAccepted:
    """The customer takes it. risks: `line:code` of every finding that he takes on."""

    revision: int
    digest: str
    risks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteDeclined:
    """The customer does not take it."""

    revision: int
    reason: str


@dataclass(frozen=True, slots=True)
class QuoteExpired:
    """Its time is over."""

    revision: int


QuoteEvent = (
    QuoteOpened | QuoteClaimed | QuoteRevised | RiskApproved | QuoteSent | QuoteAccepted | QuoteDeclined | QuoteExpired
)
WHAT: dict[str, type[QuoteEvent]] = {
    "quote.opened": QuoteOpened,
    "quote.claimed": QuoteClaimed,
    "quote.revised": QuoteRevised,
    "quote.risk_approved": RiskApproved,
    "quote.sent": QuoteSent,
    "quote.accepted": QuoteAccepted,
    "quote.declined": QuoteDeclined,
    "quote.expired": QuoteExpired,
}
