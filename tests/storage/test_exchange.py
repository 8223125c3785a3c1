"""Pieces of telemetry that hubs give each other: each goes out once, and is read by whoever took it in."""

from datetime import UTC, datetime, timedelta

import pytest

from layerworks.fleet.observations import Temperature, Temperatures
from layerworks.storage.telemetry import Collector, Question, ask, compact
from layerworks.storage.telemetry.exchange import PiecesIn, PiecesOut

BEGIN = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


def written(collector: Collector, machine: str, at: datetime, value: float) -> None:
    collector.take(machine, "", Temperatures(at, (Temperature("nozzle", value, value),)))
    assert collector.write(at, all_of_it=True)


def values(root, machine: str) -> list[float]:
    answer = ask(root, Question(machine=machine, stretches=10_000))
    return sorted({v for series in answer.series for v in series.value.tolist()})


@pytest.fixture
def sides(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    return Collector(a), PiecesOut(a, tmp_path / "out"), PiecesIn(b), b


def carry(out: PiecesOut, into: PiecesIn) -> int:
    count = 0
    while found := out.oldest():
        into.take("hub-a", *found)
        out.sent(found[0])
        count += 1
    return count


def test_what_one_writes_the_other_reads_and_nothing_goes_out_twice(sides, tmp_path):
    collector, out, into, root = sides
    written(collector, "m1", BEGIN, 20.0)
    written(collector, "m1", BEGIN + timedelta(minutes=1), 40.0)
    assert carry(out, into) == 2
    assert values(root, "m1") == [20.0, 40.0]
    assert carry(PiecesOut(tmp_path / "a", tmp_path / "out"), into) == 0
    written(collector, "m1", BEGIN + timedelta(hours=2), 60.0)
    assert carry(out, into) == 1
    assert values(root, "m1") == [20.0, 40.0, 60.0]


def test_what_waits_outlives_the_hour_being_put_together(sides, tmp_path):
    collector, out, into, root = sides
    written(collector, "m1", BEGIN, 20.0)
    assert out.oldest()
    compact(tmp_path / "a", BEGIN + timedelta(hours=3))
    assert carry(out, into) == 1
    assert values(root, "m1") == [20.0]


def test_a_piece_that_comes_late_or_twice_is_there_once(sides):
    collector, out, into, root = sides
    written(collector, "m1", BEGIN, 20.0)
    name, data = out.oldest()
    own = Collector(root)
    written(own, "m2", BEGIN, 30.0)
    compact(root, BEGIN + timedelta(hours=3))
    for _ in range(2):
        into.take("hub-a", name, data)
        assert compact(root, BEGIN + timedelta(hours=3)) == 1
    assert (values(root, "m1"), values(root, "m2")) == ([20.0], [30.0])
    (file,) = [p for p in root.rglob("*") if p.is_file()]
    assert file.name == "08.parquet"
    answer = ask(root, Question(machine="m1"))
    assert [len(series.value) for series in answer.series] == [1, 1]


def test_what_others_sent_does_not_go_out_again(sides, tmp_path):
    collector, out, into, root = sides
    written(collector, "m1", BEGIN, 20.0)
    carry(out, into)
    assert PiecesOut(root, tmp_path / "out-b").oldest() is None


def test_beyond_its_bound_the_oldest_is_given_up(tmp_path):
    collector, out = Collector(tmp_path / "a"), PiecesOut(tmp_path / "a", tmp_path / "out", most=4000)
    for minute in range(9):
        written(collector, "m1", BEGIN + timedelta(minutes=minute), 20.0 + minute)
    name, _ = out.oldest()
    assert out.given_up > 0
    assert name > "2026-11-25T08-083000.000000"
    assert sum(p.stat().st_size for p in (tmp_path / "out").glob("*.parquet")) <= 4000


@pytest.mark.parametrize("name", ["../../x", "2026-11-25T08-083000.000000/../x", "2026-99-99T08-083000.000000", ""])
def test_names_that_are_none_of_ours_are_not_kept(tmp_path, name: str):
    PiecesIn(tmp_path / "b").take("hub-a", name, b"PAR1")
    PiecesIn(tmp_path / "b").take("../hub", "2026-11-25T08-083000.000000", b"PAR1")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
