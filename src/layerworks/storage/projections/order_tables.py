"""Tables of orders, their lines and pieces; `orders` fills them."""

from sqlalchemy import Column, ForeignKey, Index, Table

from layerworks.storage.tables import Number, Words, metadata

order = Table(
    "order",
    metadata,
    Column("id", Words, primary_key=True),
    Column("number", Number, ForeignKey("journal.number"), nullable=False),  # of the entry that made it
    Column("quote", Words, nullable=False, unique=True),
    Column("customer", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("held", Words),  # the reason, NULL when free
    Column("confirmed", Number, nullable=False),
    Column("begun", Number, nullable=False),
    Column("pieces", Number, nullable=False),
    Column("shipped", Number, nullable=False),
    Column("cancelled", Number, nullable=False),
    Column("currency", Words, nullable=False),
    Column("total", Words, nullable=False),  # money is kept as the decimal that it is
    Column("invoiced", Words, nullable=False),
    Column("paid", Words, nullable=False),
    Column("due", Words, nullable=False),
    Column("placed_at", Words, nullable=False),
    Column("changed_at", Words, nullable=False),
    sqlite_strict=True,
)
Index("order_of_customer", order.c.customer, order.c.number)
Index("order_in_state", order.c.state, order.c.number)

order_line = Table(
    "order_line",
    metadata,
    Column("id", Words, primary_key=True),
    Column("order", Words, ForeignKey("order.id"), nullable=False, index=True),
    Column("part", Words, nullable=False),
    Column("mesh_digest", Words, nullable=False, index=True),
    Column("material", Words, nullable=False),
    Column("quantity", Number, nullable=False),
    Column("due", Words, nullable=False),
    Column("billed", Number, nullable=False),
    sqlite_strict=True,
)

part_instance = Table(
    "part_instance",
    metadata,
    Column("id", Words, primary_key=True),
    Column("order", Words, ForeignKey("order.id"), nullable=False),
    Column("line", Words, nullable=False),
    Column("place", Number, nullable=False),
    Column("current", Number, nullable=False),  # 1 while it fills its place, 0 once it is replaced
    Column("served", Number, nullable=False),  # 1 once something was shipped for its place
    Column("state", Words, nullable=False),
    Column("parent", Words),
    Column("job", Words, index=True),
    Column("record", Words, index=True),  # of the workshop, see part_record
    Column("delivery", Words),
    sqlite_strict=True,
)
Index("part_instance_of_order", part_instance.c.order, part_instance.c.current, part_instance.c.state)
_UNDONE = part_instance.c.state.not_in(("shipped", "cancelled"))
Index("part_instance_undone", part_instance.c.state, sqlite_where=_UNDONE, postgresql_where=_UNDONE)
TABLES = (part_instance, order_line, order)
