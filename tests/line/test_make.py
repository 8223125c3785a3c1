"""The whole line: a model in, a folder of papers and records out; once, again, in numbers, and when things go wrong."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from layerworks.app.keeping import keep_papers
from layerworks.app.making import Made, make
from layerworks.app.refusal import Refusal
from layerworks.app.verifying import verify_shop
from layerworks.app.wish import Wish
from layerworks.connectors.simulated import Mishap, Mishaps
from layerworks.digest import digest_bytes
from line.small_models import box, write_stl

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FAST = "bench-fast"


@pytest.fixture
def block(tmp_path: Path) -> Path:
    return write_stl(tmp_path / "block.stl", box((12.0, 9.0, 3.0)))


def made(wish: Wish, out: Path, **more) -> Made:
    answer = make(wish, out, NOW, **more)
    assert isinstance(answer, Made), answer
    return answer


def entries(out: Path) -> list[tuple[str, str]]:
    import sqlite3

    connection = sqlite3.connect(out / "records.sqlite")
    try:
        return connection.execute("SELECT what, subject FROM journal ORDER BY number").fetchall()
    finally:
        connection.close()


def test_a_part_is_made_recorded_and_verified(block: Path, tmp_path: Path):
    out = tmp_path / "out"
    done = made(Wish(block, FAST), out)
    files = keep_papers(done, out)
    assert done.good
    assert {file.kind for file in files} == {
        "program", "part_picture", "layers_picture", "record", "report",
    }  # fmt: skip
    assert all(file.path.is_file() and file.path.stat().st_size > 0 for file in files)
    (record,) = done.records
    program = next(file.path for file in files if file.kind == "program")
    assert record["making"]["program_digest"] == digest_bytes(program.read_bytes())
    assert record["making"]["model_digest"] == digest_bytes(block.read_bytes())
    assert record["outcome"] == "completed"
    estimate = done.prepared.runs[0][0].estimate
    assert record["measured"]["filament_mm"] == pytest.approx(estimate.filament_mm, abs=0.05)
    kept = json.loads(next(file.path for file in files if file.kind == "record").read_text())
    assert kept["parts"][0]["hash"] == record["hash"]
    assert verify_shop(out).ok


def test_the_same_again_prints_nothing_and_writes_the_same(block: Path, tmp_path: Path):
    out = tmp_path / "out"
    first = made(Wish(block, FAST), out)
    before = {file.path: file.path.read_bytes() for file in keep_papers(first, out)}
    journal = entries(out)
    second = make(Wish(block, FAST), out, datetime(2027, 1, 1, tzinfo=UTC))
    assert isinstance(second, Made)
    after = {file.path: file.path.read_bytes() for file in keep_papers(second, out)}
    assert (first.new, second.new) == (True, False)
    assert entries(out) == journal
    assert before == after


def test_again_orders_once_more(block: Path, tmp_path: Path):
    out = tmp_path / "out"
    first = made(Wish(block, FAST), out)
    second = made(Wish(block, FAST), out, again=2)
    assert first.order != second.order
    assert second.new
    assert [what for what, _ in entries(out)].count("part.recorded") == 2


def test_programs_are_the_same_bytes_in_every_folder(block: Path, tmp_path: Path):
    one, two = made(Wish(block, FAST), tmp_path / "one"), made(Wish(block, FAST), tmp_path / "two")
    assert one.prepared.runs[0][0].program.text == two.prepared.runs[0][0].program.text
    assert one.order == two.order


def test_many_pieces_fill_plates(tmp_path: Path):
    slab = write_stl(tmp_path / "slab.stl", box((180.0, 180.0, 0.4)))
    done = made(Wish(slab, FAST, quantity=7), tmp_path / "out")
    assert len(done.records) == 7
    assert sum(len(run.plate.parts) * times for run, times in done.prepared.runs) == 7
    assert len(done.printed) == sum(times for _, times in done.prepared.runs) == 2
    assert len({record["part"] for record in done.records}) == 7


def test_a_failed_print_is_replaced(block: Path, tmp_path: Path):
    out = tmp_path / "out"
    done = made(Wish(block, FAST), out, mishaps=Mishaps((Mishap("thermal", 6.0, run=1),)))
    (printed,) = done.printed
    assert [attempt.end.outcome for attempt in printed.attempts if attempt.end] == ["failed", "completed"]
    assert done.good
    assert done.records[0]["attempt"].endswith("-2")
    assert verify_shop(out).ok


def test_a_print_that_always_fails_is_recorded_as_failed(block: Path, tmp_path: Path):
    done = made(Wish(block, FAST), tmp_path / "out", mishaps=Mishaps((Mishap("thermal", 6.0),)))
    assert not done.good
    assert len(done.printed[0].attempts) == 3
    assert done.records[0]["outcome"] == "failed"
    assert keep_papers(done, tmp_path / "out")


@pytest.mark.parametrize("kind", ["drop", "silence", "power", "stall", "runout"])
def test_every_mishap_ends_in_one_outcome(block: Path, tmp_path: Path, kind):
    done = made(Wish(block, FAST), tmp_path / "out", mishaps=Mishaps((Mishap(kind, 6.0, 90.0, run=1),)))
    assert done.good
    assert [attempt.end is not None for attempt in done.printed[0].attempts] == [True] * len(done.printed[0].attempts)
    assert len(done.records) == 1


def test_what_cannot_be_made_leaves_no_trace(tmp_path: Path):
    huge = write_stl(tmp_path / "huge.stl", box((900.0, 900.0, 2.0)))
    out = tmp_path / "out"
    refusal = make(Wish(huge, FAST), out, NOW)
    assert isinstance(refusal, Refusal)
    assert any(finding.severity == "block" for finding in refusal.findings)
    assert not out.exists()


def test_a_material_the_machine_cannot_melt_is_refused(block: Path, tmp_path: Path):
    refusal = make(Wish(block, "creality-ender-3", "peek"), tmp_path / "out", NOW)
    assert isinstance(refusal, Refusal)
    assert "hot_end_too_cold" in {finding.code for finding in refusal.findings}


def test_price_and_report_agree(block: Path, tmp_path: Path):
    out = tmp_path / "out"
    done = made(Wish(block, FAST, quantity=3), out)
    price = done.price
    assert sum((line.amount for line in price.lines), Decimal(0)) == price.unit_net
    reports = [file.path.read_text() for file in keep_papers(done, out) if file.kind == "report"]
    assert len(reports) == 2
    assert all(done.order in page and done.prepared.model.digest in page for page in reports)
    assert any('lang="zh' in page for page in reports)


def test_a_changed_program_or_record_is_found(block: Path, tmp_path: Path):
    out = tmp_path / "out"
    keep_papers(made(Wish(block, FAST), out), out)
    (program,) = out.glob("*.gcode")
    program.write_bytes(program.read_bytes() + b"G1 X0\n")
    found = verify_shop(out)
    assert not found.ok
    assert found.journal.ok
    assert len(found.files) == 1
