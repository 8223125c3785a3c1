"""Invoices as data: what was delivered and not yet billed, or given back where too much was.

Tax is rounded on the sum that a line has come to, and an invoice holds the difference to what was billed before: so the
invoices of a line always add up to the same, in however many parts it is delivered.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from layerworks.centre._price import Price
from layerworks.centre.money import rounded, taxed, times, total_of

InvoiceKind = Literal["invoice", "credit_note"]
FapiaoKind = Literal["none", "general", "special"]
UNIT_STEP = Decimal("0.000001")  # of a price of one piece with tax, which need not come out even


@dataclass(frozen=True, slots=True)
class TaxData:
    """Who is billed, as tax law asks. fapiao: kind of Chinese VAT invoice wanted, none where another law holds."""

    title: str
    tax_number: str = ""
    address: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""
    fapiao: FapiaoKind = "none"


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """So many pieces of an order line; below zero on a credit note. net + tax is total, to the cent.

    unit_net, unit_total: of one piece without and with tax; the latter is for show, since it need not come out even.
    """

    line: str
    part: str
    count: int
    unit_net: Decimal
    unit_total: Decimal
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is billed at once. The sums are those of its lines. id: within the shop; the tax system gives its own."""

    id: str
    kind: InvoiceKind
    to: TaxData
    currency: str
    lines: tuple[InvoiceLine, ...]

    @property
    def net(self) -> Decimal:
        """Sum without tax."""
        return total_of(line.net for line in self.lines)

    @property
    def tax(self) -> Decimal:
        """Sum of the tax."""
        return total_of(line.tax for line in self.lines)

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return total_of(line.total for line in self.lines)


@dataclass(frozen=True, slots=True)
class Charge:
    """What so many pieces of a line come to."""

    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        """With tax."""
        return total_of((self.net, self.tax))


def charge(price: Price, count: int) -> Charge:
    """Return what `count` pieces at a price come to; for all that were quoted, what was quoted."""
    net = times(price.unit_net, count)
    return Charge(net, taxed(net, price.tax_rate, price.step))


def invoice_line(line: str, part: str, price: Price, owed: int, billed: int) -> InvoiceLine:
    """Return what is still to bill of a line. owed: pieces to be paid for by now; billed: on invoices before."""
    now, before = charge(price, owed), charge(price, billed)
    net = total_of((now.net, before.net.copy_negate()))
    tax = total_of((now.tax, before.tax.copy_negate()))
    return InvoiceLine(
        line=line,
        part=part,
        count=owed - billed,
        unit_net=price.unit_net,
        unit_total=rounded(price.unit_net * (1 + price.tax_rate), UNIT_STEP),
        net=net,
        tax_rate=price.tax_rate,
        tax=tax,
        total=total_of((net, tax)),
    )
