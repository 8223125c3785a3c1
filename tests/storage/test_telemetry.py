"""Telemetry on the disk: what was heard can be asked for, whatever happened to the process or the disk."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from layerworks.errors import Conflict
from layerworks.fleet import (
    Channel,
    LinkLost,
    Measured,
    Position,
    Progress,
    Quantity,
    Reading,
    Run,
    Temperature,
    Temperatures,
)
from layerworks.fleet.tape import Layout, Tape
from layerworks.storage.telemetry import Collector, Pace, Question, ask, compact, export, forget
from layerworks.storage.telemetry.layout import files_between, hours

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOZZLE = Channel("nozzle", Quantity.ACTUAL_C)


def warm(at: datetime, actual_c: float) -> Temperatures:
    return Temperatures(at, (Temperature("nozzle", actual_c, 210.0),))


def hear(collector: Collector, machine: str, attempt: str, actual_c: list[float], since: datetime = NOON) -> datetime:
    for second, value in enumerate(actual_c):
        collector.take(machine, attempt, warm(since + timedelta(seconds=second), value))
    return since + timedelta(seconds=len(actual_c))


def nozzle_of(root: Path, **asked: object) -> list[float]:
    answer = ask(root, Question(quantities=(Quantity.ACTUAL_C,), **asked))  # pyright: ignore[reportArgumentType]
    return [v for series in answer.series for v in series.value.tolist()]


def test_what_was_heard_is_told_by_machine_attempt_and_time(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=1))
    hear(collector, "m1", "", [20.0, 30.0])
    hear(collector, "m1", "a1", [40.0, 50.0], NOON + timedelta(seconds=2))
    end = hear(collector, "m2", "a2", [60.0, 70.0], NOON + timedelta(seconds=4))
    assert collector.write(end) is not None
    assert nozzle_of(tmp_path) == [20.0, 30.0, 40.0, 50.0, 60.0, 70.0]
    assert nozzle_of(tmp_path, machine="m1") == [20.0, 30.0, 40.0, 50.0]
    assert nozzle_of(tmp_path, attempt="a1") == [40.0, 50.0]
    assert nozzle_of(tmp_path, start=NOON + timedelta(seconds=3), end=NOON + timedelta(seconds=4)) == [50.0, 60.0]
    assert nozzle_of(tmp_path, machine="nobody") == []
    (series,) = ask(tmp_path, Question(attempt="a1", quantities=(Quantity.ACTUAL_C,))).series
    assert (series.machine, series.attempt, series.channel) == ("m1", "a1", NOZZLE)
    assert series.taken_s.tolist() == [NOON.timestamp() + 2, NOON.timestamp() + 3]


def test_every_kind_of_number_is_kept(tmp_path: Path):
    collector = Collector(tmp_path)
    run = Run("f", "running", Position(100, 3, 1.0, 2.0, 0.8), 55.0, 12.0, NOON)
    collector.take("m", "a", Progress(NOON, run))
    collector.take("m", "a", Measured(NOON, (Reading(Channel("fan", Quantity.FAN_SHARE), 0.4),)))
    collector.take("m", "a", LinkLost(NOON))
    collector.write(NOON, all_of_it=True)
    told = {(s.channel.of, s.channel.quantity): s.value.tolist() for s in ask(tmp_path, Question()).series}
    assert told == {
        ("run", Quantity.BYTE_OFFSET): [100.0],
        ("run", Quantity.LAYER): [3.0],
        ("run", Quantity.FILAMENT_MM): [55.0],
        ("run", Quantity.PRINTED_S): [12.0],
        ("head", Quantity.X_MM): [1.0],
        ("head", Quantity.Y_MM): [2.0],
        ("head", Quantity.Z_MM): [0.8],
        ("fan", Quantity.FAN_SHARE): [0.4],
    }


def test_a_coarse_question_keeps_the_extremes(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=1))
    wave = (200.0 + 10.0 * np.sin(np.arange(500) / 7.0)).tolist()
    wave[321] = 260.0
    collector.write(hear(collector, "m", "a", wave))
    coarse = nozzle_of(tmp_path, stretches=10)
    assert len(coarse) <= 40
    assert max(coarse) == 260.0
    assert min(coarse) == min(nozzle_of(tmp_path))
    assert (coarse[0], coarse[-1]) == (wave[0], wave[-1])


def test_the_stretch_that_goes_on_waits_for_its_end(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=10))
    hear(collector, "m", "a", [20.0] * 5 + [99.0] + [20.0] * 6)
    collector.write(NOON + timedelta(seconds=12))
    assert nozzle_of(tmp_path) == [20.0, 99.0, 20.0]
    collector.write(NOON + timedelta(seconds=13), all_of_it=True)
    assert nozzle_of(tmp_path) == [20.0, 99.0, 20.0]  # the rest stood still and tells nothing new


def test_what_comes_while_a_piece_is_written_is_told_once_too(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=1))
    end = hear(collector, "m", "a1", [20.0, 30.0])
    collector.write_behind(end)
    collector.attempt_over("m", "a1")
    end = hear(collector, "m", "a2", [40.0, 50.0], end)
    collector.write_behind(end)  # the first may be on its way still: then this waits for the next time
    end = hear(collector, "m", "a2", [60.0], end)
    collector.write(end, all_of_it=True)
    end = hear(collector, "m", "a3", [60.0], end)  # its series takes a place that was free, and tells all of its own
    collector.write_behind(end)
    collector.write(end, all_of_it=True)
    assert nozzle_of(tmp_path) == [20.0, 30.0, 40.0, 50.0, 60.0, 60.0]
    assert nozzle_of(tmp_path, attempt="a3") == [60.0]


def test_what_a_tape_tells_is_kept_by_attempt(tmp_path: Path):
    tape, collector, layout = Tape(), Collector(tmp_path, Pace(stretch_s=10)), Layout((NOZZLE,))
    machine, at_s = tape.number_of("m"), NOON.timestamp()

    def tell(attempt: str, *values: float) -> None:
        nonlocal at_s
        for value in values:
            tape.write(machine, layout, at_s, [value])
            at_s += 1.0
        tape.cut()
        collector.take_strips(tape.take(), tape.names, lambda _: attempt)

    tell("a1", 20.0, 25.0, 99.0, 30.0, 35.0)  # a spike within a stretch is kept, what lies between is not
    tell("a2", 40.0, float("nan"))
    collector.attempt_over("m", "a1")
    assert collector.write(NOON + timedelta(seconds=5)) is None  # the stretch goes on
    tell("a2", *[50.0] * 3)
    collector.attempt_over("m", "a2")
    tell("a3", 60.0)
    assert collector.write(NOON + timedelta(seconds=20)) is not None
    assert nozzle_of(tmp_path, attempt="a1") == [20.0, 99.0, 35.0]
    assert nozzle_of(tmp_path, attempt="a2") == [40.0, 50.0, 50.0]  # first, highest, last
    tell("a3", 70.0)
    collector.write(NOON + timedelta(seconds=30), all_of_it=True)
    assert nozzle_of(tmp_path, attempt="a3") == [60.0, 70.0]


def test_a_disk_that_takes_nothing_for_a_while_loses_nothing_written_behind(tmp_path: Path):
    root = tmp_path / "telemetry"
    root.write_text("in the way")
    collector = Collector(root, Pace(stretch_s=1))
    end = hear(collector, "m", "a", [20.0, 30.0])
    collector.write_behind(end)
    assert collector.write(end) is None
    root.unlink()
    assert collector.write(end) is not None
    assert nozzle_of(root) == [20.0, 30.0]


def test_names_from_strangers_are_only_names(tmp_path: Path):
    root = tmp_path / "it's; DROP TABLE x --"
    collector = Collector(root)
    name = "m'); DROP TABLE readings; --"
    collector.take(name, "a'\"", warm(NOON, 21.0))
    collector.write(NOON, all_of_it=True)
    assert nozzle_of(root, machine=name, attempt="a'\"") == [21.0]
    assert export(root, Question(machine=name), tmp_path / "it's.csv", "csv") == 2


def test_an_hour_is_told_once_before_amid_and_after_its_pieces_become_one_file(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=1))
    for minute in range(5):
        since = NOON + timedelta(minutes=minute)
        collector.write(hear(collector, "m", "a", [minute * 10.0, minute * 10.0 + 5.0], since))
    before = nozzle_of(tmp_path)
    assert compact(tmp_path, NOON + timedelta(minutes=30)) == 0  # the hour goes on
    (pieces,) = [hour for _, hour in hours(tmp_path)]
    kept = {p.name: p.read_bytes() for p in pieces.iterdir()}
    assert compact(tmp_path, NOON + timedelta(hours=1)) == 1
    assert not pieces.exists()
    assert nozzle_of(tmp_path) == before
    pieces.mkdir()  # as if killed before the pieces were gone
    for name, data in kept.items():
        (pieces / name).write_bytes(data)
    assert nozzle_of(tmp_path) == before
    assert compact(tmp_path, NOON + timedelta(hours=2)) == 1  # once more, and nothing is there twice
    assert not pieces.exists()
    assert nozzle_of(tmp_path) == before


def test_what_is_half_written_is_not_seen(tmp_path: Path):
    collector = Collector(tmp_path)
    collector.take("m", "a", warm(NOON, 21.0))
    piece = collector.write(NOON, all_of_it=True)
    assert piece is not None
    (piece.parent / f".{piece.name}.half").write_bytes(b"PAR1")
    assert files_between(tmp_path, None, None) == [piece]
    assert nozzle_of(tmp_path) == [21.0]


def test_a_damaged_file_is_named(tmp_path: Path):
    collector = Collector(tmp_path)
    collector.take("m", "a", warm(NOON, 21.0))
    piece = collector.write(NOON, all_of_it=True)
    assert piece is not None
    piece.write_bytes(piece.read_bytes()[:-20])
    with pytest.raises(Conflict, match=piece.name):
        nozzle_of(tmp_path)


def test_readings_wait_for_a_disk_that_takes_none(tmp_path: Path):
    root = tmp_path / "telemetry"
    root.write_text("in the way")
    collector = Collector(root, Pace(stretch_s=1, most=6))
    end = hear(collector, "m", "a", [20.0, 30.0])
    assert collector.write(end) is None
    assert collector.given_up == 0
    end = hear(collector, "m", "a", [40.0, 50.0], end)
    assert collector.write(end) is None
    assert collector.given_up == 2  # the oldest: a temperature and its target
    root.unlink()
    assert collector.write(end) is not None
    assert nozzle_of(root) == [30.0, 40.0, 50.0]


def test_a_long_life_costs_no_memory(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=1))
    at = NOON
    for attempt in range(50):
        at = hear(collector, "m", f"a{attempt}", [20.0, 30.0], at)
        collector.write(at)
        collector.attempt_over("m", f"a{attempt}")
    assert len(collector._names) <= 6  # pyright: ignore[reportPrivateUsage]
    assert nozzle_of(tmp_path, attempt="a7") == [20.0, 30.0]
    assert len(nozzle_of(tmp_path)) == 100


def test_old_days_go_and_nothing_else(tmp_path: Path):
    collector = Collector(tmp_path, Pace(stretch_s=1))
    old = NOON - timedelta(days=40)
    collector.write(hear(collector, "m", "old", [20.0, 30.0], old))
    compact(tmp_path, NOON)
    collector.write(hear(collector, "m", "new", [40.0, 50.0]))
    assert forget(tmp_path, NOON - timedelta(days=30)) == 1
    assert nozzle_of(tmp_path) == [40.0, 50.0]
    assert [p.name for p in tmp_path.iterdir()] == ["2026-11-25"]


def test_no_telemetry_at_all_is_an_empty_answer(tmp_path: Path):
    assert ask(tmp_path / "nothing", Question()).series == ()
    assert export(tmp_path / "nothing", Question(), tmp_path / "x.csv", "csv") == 0
    assert not (tmp_path / "x.csv").exists()
