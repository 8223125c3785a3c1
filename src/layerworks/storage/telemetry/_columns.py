"""The one table of telemetry, and the engine that reads and writes it."""

from pathlib import Path
from typing import Any

import duckdb

COLUMNS = "taken_us, machine, attempt, owner, quantity, value"
ORDER = "machine, attempt, owner, quantity, taken_us"


def engine() -> duckdb.DuckDBPyConnection:
    """Return an engine of its own for one task: nothing is fetched or kept beside the files it is given."""
    settings: dict[str, Any] = {
        "threads": 1,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    return duckdb.connect(":memory:", config=settings)


def quoted(path: Path) -> str:
    """Return a path as SQL text; COPY takes no parameter for it."""
    return "'" + str(path).replace("'", "''") + "'"
