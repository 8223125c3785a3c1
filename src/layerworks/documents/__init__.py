"""Papers for people: the report of a part."""

from layerworks.documents.part_report import (
    FindingRow,
    Outcome,
    PartReport,
    Picture,
    PriceLine,
    Swatch,
    TimeShare,
    TraceRow,
)
from layerworks.documents.part_report_html import part_report_html

__all__ = [
    "FindingRow",
    "Outcome",
    "PartReport",
    "Picture",
    "PriceLine",
    "Swatch",
    "TimeShare",
    "TraceRow",
    "part_report_html",
]
