"""Telemetry is put in order: an hour that is over is one file, days past keeping go, and nothing else changes."""

from datetime import UTC, datetime, timedelta

from layerworks.app.hub.housekeeping import put_in_order
from layerworks.fleet import Temperature, Temperatures
from layerworks.storage.telemetry import Collector, Question, ask

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_hours_become_files_and_old_ones_go(tmp_path):
    collector = Collector(tmp_path)
    for minute in range(0, 180, 10):
        at = NOON + timedelta(minutes=minute)
        collector.take("m1", "a-1", Temperatures(at, (Temperature("bed", float(minute), 60.0),)))
        collector.write(at, all_of_it=True)
    whole = ask(tmp_path, Question()).readings
    put_in_order(tmp_path, None, NOON + timedelta(hours=2, minutes=30))
    names = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.parquet"))
    assert names[:2] == ["2026-11-25/12.parquet", "2026-11-25/13.parquet"]
    assert len(names) == 2 + 6
    assert ask(tmp_path, Question()).readings == whole
    put_in_order(tmp_path, timedelta(hours=1), NOON + timedelta(hours=2, minutes=30))
    left = ask(tmp_path, Question()).series
    assert min(s.taken_s.min() for s in left) == (NOON + timedelta(hours=1)).timestamp()
