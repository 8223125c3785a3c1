"""A slice of telemetry, named so that it can be found again and compared: how much there is, and its digest."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from layerworks.digest import digest_bytes
from layerworks.fleet import Channel, Quantity
from layerworks.storage.telemetry._columns import engine
from layerworks.storage.telemetry.asking import Question, select
from layerworks.storage.telemetry.keeping import export
from layerworks.storage.telemetry.layout import files_between


@dataclass(frozen=True, slots=True)
class Slice:
    """readings: kept numbers by channel. digest: SHA-256 of the slice as `export` writes it to CSV, empty for none."""

    readings: Mapping[Channel, int]
    digest: str

    @property
    def count(self) -> int:
        """How many readings there are in all."""
        return sum(self.readings.values())


def slice_of(root: Path, question: Question) -> Slice:
    """Return what answers a question as counts and a digest."""
    files = files_between(root, question.start, question.end)
    if not files:
        return Slice(MappingProxyType({}), "")
    sql, values = select(question, files)
    with engine() as db:
        counted = f"SELECT owner, quantity, count(*) FROM ({sql}) GROUP BY ALL ORDER BY ALL"
        rows = db.execute(counted, values).fetchall()
    readings = {Channel(owner, Quantity(quantity)): int(count) for owner, quantity, count in rows}
    if not readings:
        return Slice(MappingProxyType({}), "")
    with tempfile.TemporaryDirectory(prefix="layerworks-") as folder:
        path = Path(folder) / "slice.csv"
        export(root, question, path, "csv")
        return Slice(MappingProxyType(readings), digest_bytes(path.read_bytes()))
