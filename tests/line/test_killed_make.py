"""Killing `make` at any moment and running it again loses nothing and doubles nothing."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layerworks.app.verifying import verify_shop
from line.small_models import box, write_stl

KILLS = 12


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL; nothing to do")
def test_a_make_killed_at_random_moments_ends_as_one_order(tmp_path: Path):
    model, out = write_stl(tmp_path / "block.stl", box((12.0, 9.0, 2.0))), tmp_path / "out"
    make = [sys.executable, "-c", "from layerworks.cli import main; main()", "make", str(model), "--quiet"]
    make += ["--machine", "bench-fast", "--quantity", "2", "--mishap", "thermal@6"]
    whole_s = _seconds([*make, "--out", str(tmp_path / "warm")])
    command = [*make, "--out", str(out)]
    chance = random.Random(20261125)
    moments = [whole_s * chance.uniform(0.15, 1.0) for _ in range(KILLS)]
    killed = 0
    for moment in moments:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert killed >= KILLS // 3, f"only {killed} of {moments} hit"
    _one_of_everything(out)
    assert verify_shop(out).ok
    assert not list(out.glob(".*")), "a half-written file was left"


def _one_of_everything(out: Path) -> None:
    journal = sqlite3.connect(out / "records.sqlite")
    whats = [what for (what,) in journal.execute("SELECT what FROM journal")]
    attempts = journal.execute("SELECT id, outcome FROM attempt ORDER BY reserved_at").fetchall()
    journal.close()
    assert whats.count("order.placed") == 1
    assert whats.count("part.recorded") == 2
    assert [outcome for _, outcome in attempts] == ["failed", "completed"]
    (card,) = (out / "printers").glob("*.sqlite")
    printer = sqlite3.connect(card)
    starts = printer.execute("SELECT file FROM told WHERE command = 'Start' AND refusal = ''").fetchall()
    printer.close()
    assert len(starts) == len(set(starts)) == 2, starts


def _seconds(command: list[str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    begun = time.perf_counter()
    subprocess.run([*command, "--again", "2"], capture_output=True, check=True)
    return time.perf_counter() - begun
