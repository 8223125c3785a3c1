"""The hash chain: each row's hash covers the row and the hash before it, so no row can be changed alone."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the journal as stored; time is ISO 8601 in UTC, body canonical JSON."""

    number: int
    time: str
    who: str
    what: str
    why: str
    subject: str
    place: int
    body: str
    previous: str
    hash: str


COLUMNS = "number, time, who, what, why, subject, place, body, previous, hash"


def canonical(value: Any) -> str:
    """Return JSON of a value in its one form: keys sorted, no spaces, no NaN. Raises ValueError, TypeError."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def chained(
    number: int,
    time: str,
    who: str,
    what: str,
    why: str,
    subject: str,
    place: int,
    body: Mapping[str, Any],
    previous: str,
) -> Row:
    """Return the row that follows the one with the hash `previous` (empty for the first)."""
    row = Row(number, time, who, what, why, subject, place, canonical(body), previous, "")
    return Row(number, time, who, what, why, subject, place, row.body, previous, hash_of(row))


def hash_of(row: Row) -> str:
    """Return the SHA-256 over everything else in a row, as 64 hex digits."""
    covered = [row.number, row.time, row.who, row.what, row.why, row.subject, row.place, row.body, row.previous]
    return hashlib.sha256(canonical(covered).encode()).hexdigest()
