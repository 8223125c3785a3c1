"""Fields of records that are read from files: unit and bounds where the field stands."""

from dataclasses import MISSING, field
from typing import Any

from layerworks.settings import SettingKind


def quantity(unit: str = "", *, low: float | None = None, high: float | None = None, default: Any = MISSING) -> Any:
    """Declare a number of a record read from a file, with its unit and inclusive bounds."""
    metadata = {"kind": SettingKind(unit, low, high)}
    return field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata)
