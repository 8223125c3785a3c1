"""Orders are timed by what earlier prints of the same folder took."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from layerworks.app.learning import known_by_prints
from layerworks.app.making import Made, make
from layerworks.app.shop import Shop
from layerworks.app.wish import Wish
from layerworks.catalogue import machine
from layerworks.cli.door import run
from layerworks.connectors.simulated import Mishap, Mishaps
from layerworks.errors import Missing
from layerworks.motion import NonMotionModel
from layerworks.storage import finished_prints
from line.small_models import box, write_stl

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FAST = "bench-fast"


def made(model: Path, out: Path, **more) -> Made:
    answer = make(Wish(model, FAST), out, NOW, **more)
    assert isinstance(answer, Made), answer
    return answer


def miss_s(done: Made, out: Path) -> float:
    """By how much the estimate missed what the print took."""
    took = next(p for p in finished_prints(out / "records.sqlite", FAST, most=99) if p.attempt.startswith(done.order))
    return abs(done.prepared.runs[0][0].estimate.time_s - took.seconds)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Made]]:
    """A folder with five different prints, one after another."""
    out = tmp_path_factory.mktemp("shop")
    blocks = [write_stl(out / f"block [{k}].stl", box((9.0 + k, 8.0, 1.0))) for k in range(5)]
    return out, [made(block, out) for block in blocks]


def test_later_orders_are_timed_better(shop: tuple[Path, list[Made]]):
    out, orders = shop
    first, last = orders[0], orders[-1]
    assert miss_s(last, out) < 0.25 * miss_s(first, out)
    before, after = (done.prepared.runs[0][0].estimate for done in (first, last))
    assert after.interval_s[1] - after.interval_s[0] < before.interval_s[1] - before.interval_s[0]
    assert after.interval_s[0] <= after.time_s <= after.interval_s[1]
    assert after.motion_s == pytest.approx(before.motion_s, rel=0.5)


def test_an_order_keeps_its_time_and_price_whatever_is_printed_after_it(shop: tuple[Path, list[Made]]):
    out, orders = shop
    for done in orders:
        again = make(done.prepared.wish, out, datetime(2027, 1, 1, tzinfo=UTC))
        assert isinstance(again, Made)
        assert not again.new
        assert again.price == done.price
        assert again.prepared.runs[0][0].estimate.as_dict() == done.prepared.runs[0][0].estimate.as_dict()


def test_what_is_learned_ends_where_somebody_says(shop: tuple[Path, list[Made]]):
    out, orders = shop
    limits = machine(FAST).planner
    prints = finished_prints(out / "records.sqlite", FAST, most=99)
    assert [p.attempt.split("-")[0] for p in prints] == [done.order for done in orders]
    assert finished_prints(out / "records.sqlite", FAST, most=2) == prints[-2:]
    assert known_by_prints(Shop(out), FAST, limits, before=1) is None
    assert known_by_prints(Shop(out), "bench-normal", limits) is None
    known = known_by_prints(Shop(out), FAST, limits)
    assert known is not None
    usual = NonMotionModel().durations
    assert sum(known.durations[kind].weight - usual[kind].weight for kind in usual) == pytest.approx(5.0)
    (attempt,) = (p for p in orders[2].printed[0].attempts)
    assert len(finished_prints(out / "records.sqlite", attempt.machine, most=99)) == 1


def test_a_program_that_is_gone_teaches_nothing(shop: tuple[Path, list[Made]], tmp_path: Path):
    out, _ = shop
    shutil.copy(out / "records.sqlite", tmp_path)
    assert known_by_prints(Shop(tmp_path), FAST, machine(FAST).planner) is None
    with pytest.raises(Missing):
        known_by_prints(Shop(tmp_path / "nothing"), FAST, machine(FAST).planner)


def test_a_print_that_waited_for_somebody_teaches_nothing(tmp_path: Path):
    block = write_stl(tmp_path / "block.stl", box((9.0, 8.0, 1.0)))
    done = made(block, tmp_path, mishaps=Mishaps((Mishap("runout", 6.0, run=1),)))
    assert done.printed[0].attempts[0].faults
    assert all(
        p.attempt != done.printed[0].attempts[0].id for p in finished_prints(tmp_path / "records.sqlite", FAST, most=9)
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_any_program_is_timed_by_the_prints_of_a_folder(capsys, shop: tuple[Path, list[Made]], language: str):
    out, _ = shop
    program = next(iter(sorted(out.glob("*.gcode"))))
    times: dict[str, float] = {}
    for name, more in (("usual", []), ("known", ["--known", str(out)])):
        assert run(["estimate", str(program), "--machine", FAST, "--json", "--lang", language, *more]) == 0
        times[name] = json.loads(capsys.readouterr().out)["time_s"]
    assert times["known"] != times["usual"]
    assert run(["estimate", str(program), "--known", str(program.parent / "printers"), "--lang", language]) == 2
    assert "records.sqlite" in capsys.readouterr().err
