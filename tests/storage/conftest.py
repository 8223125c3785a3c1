"""Journals on both engines: whatever is told of one is told of the other."""

from pathlib import Path

import pytest

from layerworks.storage import Location, Where


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Where:
    """Where a new journal may be made."""
    if request.param == "sqlite":
        return tmp_path / "journal.sqlite"
    return Location(request.getfixturevalue("new_postgres")(), tmp_path / "journal.anchor")
