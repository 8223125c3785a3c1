"""The price book: every version of the rate card, who made it and why. A quote keeps the one it was made by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from layerworks.centre.happened import Happened
from layerworks.centre.rate_card import RateCard
from layerworks.errors import Missing, Rejected
from layerworks.words import say


@dataclass(frozen=True, slots=True)
class PricesPublished:
    """A card came into force. digest: of the card, to hold it against."""

    number: int
    card: RateCard
    digest: str


PriceBookEvent = PricesPublished
WHAT: dict[str, type[PriceBookEvent]] = {"prices.published": PricesPublished}


@dataclass(frozen=True, slots=True)
class BookVersion:
    """A version of the price book. number: from 1; 0 is the program's example card, until another is published."""

    number: int
    card: RateCard
    author: str
    reason: str
    since: datetime

    @property
    def digest(self) -> str:
        """The card's name by content."""
        return self.card.digest


@dataclass(frozen=True, slots=True)
class PriceBook:
    """All versions in order; the last one is in force."""

    versions: tuple[BookVersion, ...]

    @property
    def last(self) -> BookVersion:
        """The version in force."""
        return self.versions[-1]

    def version(self, number: int) -> BookVersion:
        """Return a version. Raises Missing where there is none of that number."""
        for version in self.versions:
            if version.number == number:
                return version
        raise Missing(say("centre.no_version", number=number), say("centre.no_version_remedy"))


def publish(book: PriceBook, card: RateCard, reason: str) -> tuple[PriceBookEvent, ...]:
    """Put a card in force; one that is in force already changes nothing.

    Raises Rejected without a reason, or where the name of an earlier version is given to other prices.
    """
    if card.digest == book.last.digest:
        return ()
    if not reason.strip():
        raise Rejected(say("centre.no_reason"), say("centre.no_reason_remedy"))
    if any(version.card.version == card.version and version.digest != card.digest for version in book.versions):
        raise Rejected(say("centre.version_taken", version=card.version), say("centre.version_taken_remedy"))
    return (PricesPublished(book.last.number + 1, card, card.digest),)


def recall_book(example: RateCard, since: datetime, history: Iterable[Happened[PriceBookEvent]]) -> PriceBook:
    """Return the price book that a history tells of. example: what holds before the first version, from `since` on."""
    versions = [BookVersion(0, example, "", "", since)]
    versions += [BookVersion(told.event.number, told.event.card, told.who, told.why, told.at) for told in history]
    return PriceBook(tuple(versions))
