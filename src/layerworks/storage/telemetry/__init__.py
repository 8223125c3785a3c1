"""Telemetry kept as columns: Parquet files by day and hour, asked with DuckDB."""

from layerworks.storage.telemetry.asking import Answer, Question, Series, ask
from layerworks.storage.telemetry.collecting import Collector, Pace
from layerworks.storage.telemetry.keeping import compact, export, forget

__all__ = ["Answer", "Collector", "Pace", "Question", "Series", "ask", "compact", "export", "forget"]
