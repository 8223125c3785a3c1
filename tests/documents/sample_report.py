"""A report with everything in it."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from PIL import Image

from layerworks.documents import (
    FindingRow,
    Outcome,
    PartReport,
    Picture,
    PriceLine,
    Swatch,
    TimeShare,
    TraceRow,
)
from layerworks.words import say


def png(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#7d9cc0").save(stream, format="PNG")
    return stream.getvalue()


def swatch(role: str, colour: str) -> Swatch:
    return Swatch(say(f"slicing.role_{role}"), colour, colour)


LEGEND = (swatch("outer_wall", "#f97a0f"), swatch("sparse_fill", "#2a70b5"), swatch("travel", "#8a95a3"))
BEIJING = timezone(timedelta(hours=8))


def sample_report(**changes: Any) -> PartReport:
    """Return a report of a bracket, with some fields changed."""
    fields: dict[str, Any] = {
        "part_name": "bracket",
        "reference": "P-2026-000128",
        "issued": date(2026, 11, 25),
        "picture": Picture(png(96, 72), png(96, 72)),
        "layers": Picture(png(168, 72)),
        "legend": LEGEND,
        "size_mm": (62.8, 68.74, 1024.7),
        "volume_mm3": 23456.0,
        "material": "PETG, natural",
        "machine": "bench-fast",
        "layer_count": 124,
        "layer_height_mm": 0.2,
        "findings": tuple(
            FindingRow(severity, say("settings.bad_value", key="a", value="b", kind=severity), say("settings.remedy"))
            for severity in ("info", "warn", "at_risk", "block")
        ),
        "time_s": 8040.0,
        "time_low_s": 7800.0,
        "time_high_s": 8400.0,
        "mass_g": 21.43,
        "filament_mm": 7120.0,
        "time_shares": tuple(TimeShare(s, t) for s, t in zip(LEGEND, (6000.0, 1500.0, 540.0), strict=True)),
        "currency": "CNY",
        "quantity": 5,
        "lines": (
            PriceLine(say("documents.material"), say("settings.also", first="21.4 g", second="at"), Decimal("2.57")),
            PriceLine(say("documents.machine"), say("settings.remedy"), Decimal("1045.70")),
        ),
        "net_amount": Decimal("1048.27"),
        "tax_rate": Decimal("0.13"),
        "tax_amount": Decimal("136.28"),
        "total_amount": Decimal("1184.55"),
        "lead_days": (1, 3, 7),
        "quantities": (1, 5, 1000),
        "unit_prices": tuple(tuple(Decimal(f"{10 * r + c}.50") for c in range(3)) for r in range(3)),
        "outcome": Outcome(
            "finished",
            say("settings.remedy"),
            datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
            datetime(2026, 11, 25, 18, 14, tzinfo=BEIJING),
        ),
        "trace": (TraceRow(say("documents.material"), "ab" * 32), TraceRow(say("documents.machine"), "01JDH6W3N8")),
    }  # fmt: skip
    return PartReport(**(fields | changes))
