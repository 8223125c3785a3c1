"""What follows from the journal for the service centre: quotes, orders and their pieces, customers, price book."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, UniqueConstraint, text

revision = "0002"
down_revision = "0001"

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; they are filled from the journal."""
    _quotes()
    _customers()
    _orders()
    _pieces()


def _words(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, WORDS, nullable=False) for name in names)


def _numbers(*names: str) -> tuple[Column[int], ...]:
    return tuple(Column(name, NUMBER, nullable=False) for name in names)


def _entry() -> Column[int]:
    return Column("number", NUMBER, ForeignKey("journal.number"), nullable=False)


def _quotes() -> None:
    op.create_table(
        "quote",
        Column("id", WORDS, primary_key=True),
        _entry(),
        *_words("customer", "state"),
        *_numbers("revision", "lines"),
        *_words("currency", "total", "valid_until", "opened_at", "changed_at"),
        sqlite_strict=True,
    )
    op.create_index("quote_of_customer", "quote", ["customer", "number"])
    op.create_index("quote_in_state", "quote", ["state", "number"])
    op.create_table(
        "price_version",
        Column("version", NUMBER, primary_key=True, autoincrement=False),
        _entry(),
        *_words("name", "digest", "author", "reason", "since"),
        sqlite_strict=True,
    )


def _customers() -> None:
    op.create_table(
        "customer",
        Column("id", WORDS, primary_key=True),
        *_words("name", "email"),
        Column("organisation", WORDS),
        sqlite_strict=True,
    )
    op.create_index("ix_customer_email", "customer", ["email"])
    op.create_index("ix_customer_organisation", "customer", ["organisation"])
    op.create_table(
        "organisation", Column("id", WORDS, primary_key=True), *_words("name", "tax_number"), sqlite_strict=True
    )


def _orders() -> None:
    op.create_table(
        "order",
        Column("id", WORDS, primary_key=True),
        _entry(),
        *_words("quote", "customer", "state"),
        Column("held", WORDS),
        *_numbers("confirmed", "begun", "pieces", "shipped", "cancelled"),
        *_words("currency", "total", "invoiced", "paid", "due", "placed_at", "changed_at"),
        UniqueConstraint("quote"),
        sqlite_strict=True,
    )
    op.create_index("order_of_customer", "order", ["customer", "number"])
    op.create_index("order_in_state", "order", ["state", "number"])
    op.create_table(
        "order_line",
        Column("id", WORDS, primary_key=True),
        Column("order", WORDS, ForeignKey("order.id"), nullable=False),
        *_words("part", "mesh_digest", "material"),
        *_numbers("quantity"),
        *_words("due"),
        *_numbers("billed"),
        sqlite_strict=True,
    )
    op.create_index("ix_order_line_order", "order_line", ["order"])
    op.create_index("ix_order_line_mesh_digest", "order_line", ["mesh_digest"])


def _pieces() -> None:
    op.create_table(
        "part_instance",
        Column("id", WORDS, primary_key=True),
        Column("order", WORDS, ForeignKey("order.id"), nullable=False),
        *_words("line"),
        *_numbers("place", "current", "served"),
        *_words("state"),
        *(Column(name, WORDS) for name in ("parent", "job", "record", "delivery")),
        sqlite_strict=True,
    )
    op.create_index("ix_part_instance_job", "part_instance", ["job"])
    op.create_index("ix_part_instance_record", "part_instance", ["record"])
    op.create_index("part_instance_of_order", "part_instance", ["order", "current", "state"])
    undone = text("state NOT IN ('shipped', 'cancelled')")
    op.create_index("part_instance_undone", "part_instance", ["state"], sqlite_where=undone, postgresql_where=undone)
