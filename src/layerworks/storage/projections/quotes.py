"""Quotes, customers, organisations, versions of the price book: what lists show; the rest the journal tells."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import Column, ForeignKey, Index, Table, bindparam, insert, update

from layerworks.storage._transaction import Transaction
from layerworks.storage.projections.projection import Projection
from layerworks.storage.tables import Number, Words, metadata
from layerworks.workshop.journal import Entry

quote = Table(
    "quote",
    metadata,
    Column("id", Words, primary_key=True),
    Column("number", Number, ForeignKey("journal.number"), nullable=False),  # of the entry that opened it
    Column("customer", Words, nullable=False),  # empty while it is nobody's
    Column("state", Words, nullable=False),
    Column("revision", Number, nullable=False),
    Column("lines", Number, nullable=False),
    Column("currency", Words, nullable=False),
    Column("total", Words, nullable=False),
    Column("valid_until", Words, nullable=False),
    Column("opened_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    sqlite_strict=True,
)
Index("quote_of_customer", quote.c.customer, quote.c.number)
Index("quote_in_state", quote.c.state, quote.c.number)

customer = Table(
    "customer",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("email", Words, nullable=False, index=True),
    Column("organisation", Words, index=True),
    sqlite_strict=True,
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("tax_number", Words, nullable=False),
    sqlite_strict=True,
)

price_version = Table(
    "price_version",
    metadata,
    Column("version", Number, primary_key=True, autoincrement=False),
    Column("number", Number, ForeignKey("journal.number"), nullable=False),
    Column("name", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("since", Words, nullable=False),
    sqlite_strict=True,
)
TABLES = (quote, customer, organisation, price_version)

_OPEN = insert(quote)
_OF = quote.c.id == bindparam("of")
_CLAIM = update(quote).where(_OF).values(customer=bindparam("by"), changed_at=bindparam("at"))
_ANSWER = update(quote).where(_OF).values(state=bindparam("to"), changed_at=bindparam("at"))
_REVISE = (
    update(quote)
    .where(_OF)
    .values(
        state=bindparam("to"),
        revision=bindparam("n"),
        lines=bindparam("many"),
        currency=bindparam("money"),
        total=bindparam("sum"),
        valid_until=bindparam("until"),
        changed_at=bindparam("at"),
    )
)
_CUSTOMER = {"name": bindparam("called"), "email": bindparam("mail"), "organisation": bindparam("within")}
_SET_CUSTOMER = update(customer).where(customer.c.id == bindparam("of")).values(_CUSTOMER)
_NEW_CUSTOMER = insert(customer).values(_CUSTOMER | {"id": bindparam("of")})
_ORGANISATION = {"name": bindparam("called"), "tax_number": bindparam("tax")}
_SET_ORGANISATION = update(organisation).where(organisation.c.id == bindparam("of")).values(_ORGANISATION)
_NEW_ORGANISATION = insert(organisation).values(_ORGANISATION | {"id": bindparam("of")})
_PUBLISH = insert(price_version)


def _opened(transaction: Transaction, number: int, entry: Entry) -> None:
    at = entry.time.isoformat()
    nothing = {"state": "draft", "revision": 0, "lines": 0, "currency": "", "total": "0", "valid_until": ""}
    told = {"id": _quote_of(entry), "number": number, "customer": entry.body["customer"]}
    transaction.change(_OPEN, opened_at=at, changed_at=at, **told, **nothing)


def _claimed(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_CLAIM, of=_quote_of(entry), by=entry.body["customer"], at=entry.time.isoformat())


def _revised(transaction: Transaction, number: int, entry: Entry) -> None:
    revision = entry.body["revision"]
    lines = revision["lines"]
    total = sum((Decimal(line["price"]["total"]) for line in lines), Decimal(0))
    transaction.change(
        _REVISE,
        of=_quote_of(entry),
        to="firm" if all(line["program_digest"] for line in lines) else "estimated",
        n=revision["number"],
        many=len(lines),
        money=lines[0]["price"]["currency"],
        sum=f"{total:f}",
        until=revision["valid_until"],
        at=entry.time.isoformat(),
    )


def _answered(state: str) -> Projection:
    def turn(transaction: Transaction, number: int, entry: Entry) -> None:
        transaction.change(_ANSWER, of=_quote_of(entry), to=state, at=entry.time.isoformat())

    return turn


def _customer_said(transaction: Transaction, number: int, entry: Entry) -> None:
    body = entry.body
    told = {"called": body["name"], "mail": body["email"], "within": body["organisation"]}
    id = entry.subject.removeprefix("customer:")
    if not transaction.change(_SET_CUSTOMER, of=id, **told):
        transaction.change(_NEW_CUSTOMER, of=id, **told)


def _organisation_said(transaction: Transaction, number: int, entry: Entry) -> None:
    told = {"called": entry.body["name"], "tax": entry.body["tax"]["tax_number"]}
    id = entry.subject.removeprefix("organisation:")
    if not transaction.change(_SET_ORGANISATION, of=id, **told):
        transaction.change(_NEW_ORGANISATION, of=id, **told)


def _published(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(
        _PUBLISH,
        version=entry.body["number"],
        number=number,
        name=entry.body["card"]["version"],
        digest=entry.body["digest"],
        author=entry.who,
        reason=entry.why,
        since=entry.time.isoformat(),
    )


def _quote_of(entry: Entry) -> str:
    return entry.subject.removeprefix("quote:")


PROJECTIONS: Mapping[str, Projection] = {
    "quote.opened": _opened,
    "quote.claimed": _claimed,
    "quote.revised": _revised,
    "quote.sent": _answered("sent"),
    "quote.accepted": _answered("accepted"),
    "quote.declined": _answered("declined"),
    "quote.expired": _answered("expired"),
    "customer.said": _customer_said,
    "organisation.said": _organisation_said,
    "prices.published": _published,
}
