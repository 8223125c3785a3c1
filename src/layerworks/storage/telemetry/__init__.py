"""Telemetry kept as columns: Parquet files by day and hour, asked with DuckDB."""

from layerworks.storage.telemetry.asking import Answer, Question, Series, ask
from layerworks.storage.telemetry.collecting import Collector, Pace
from layerworks.storage.telemetry.keeping import compact, export, forget
from layerworks.storage.telemetry.slicing import Slice, slice_of

__all__ = ["Answer", "Collector", "Pace", "Question", "Series", "Slice", "ask", "compact", "export", "forget",
           "slice_of"]  # fmt: skip
