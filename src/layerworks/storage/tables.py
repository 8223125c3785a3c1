"""What is kept for good, as tables: the journal, leases, credentials, files by digest. Tables that follow from the
journal are in `projections/`.

Text is compared byte by byte on both engines; JSON is text in its one form, since hashes cover it. Times are ISO 8601
in UTC, or seconds since 1970 where the database's own clock tells them.
"""

from sqlalchemy import REAL, BigInteger, Column, Double, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

metadata = MetaData()
Words = Text().with_variant(Text(collation="C"), "postgresql")
Number = BigInteger().with_variant(Integer(), "sqlite")
Real = Double().with_variant(REAL(), "sqlite")

journal = Table(
    "journal",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("time", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("place", Number, nullable=False),
    Column("body", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
    UniqueConstraint("subject", "place", name="journal_place"),
    sqlite_strict=True,
)

lease = Table(
    "lease",
    metadata,
    Column("machine", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("epoch", Number, nullable=False),
    Column("until_s", Real, nullable=False),
    sqlite_strict=True,
)

credential = Table(
    "credential",
    metadata,
    Column("name", Words, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)

artefact = Table(
    "artefact",
    metadata,
    Column("digest", Words, primary_key=True),
    Column("part", Number, primary_key=True, autoincrement=False),
    Column("parts", Number, nullable=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
