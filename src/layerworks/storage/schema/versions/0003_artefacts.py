"""Files by digest that several hubs share, in parts."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0003"
down_revision = "0002"

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "artefact",
        Column("digest", WORDS, primary_key=True),
        Column("part", NUMBER, primary_key=True, autoincrement=False),
        Column("parts", NUMBER, nullable=False),
        Column("data", LargeBinary, nullable=False),
        sqlite_strict=True,
    )
