"""Killing the line at any moment and running it again loses nothing and doubles nothing."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from layerworks.storage import part_records, verify
from layerworks.workshop import Entry, find_attempt
from line.kill_line import PIECES, Line, open_line, run_line


class Killed(BaseException):
    """The process is gone: nothing below may catch this and go on."""


class Executioner:
    """Counts touches of the world and kills at the chosen one."""

    def __init__(self, at: int | None):
        self.left = at
        self.touched: list[str] = []

    def __call__(self, what: str) -> None:
        self.touched.append(what)
        if self.left is not None and len(self.touched) > self.left:
            raise Killed(what)


def run_until_done(folder: Path, kill_at: list[int], away_s: list[float]) -> list[Entry]:
    """Run the line, killing each run but the last at its touch; return every entry that was ever acknowledged."""
    acknowledged: list[Entry] = []
    for at, away in [*zip(kill_at, away_s, strict=True), (None, 0.0)]:
        touch = Executioner(at)
        line = None
        try:
            line, clock = open_line(folder, touch, away, synced=False)
            run_line(line, clock, touch, acknowledged)
        except Killed:
            continue
        finally:
            if line is not None:
                line.close()
    return acknowledged


def judge(folder: Path, acknowledged: list[Entry]) -> dict[str, str]:
    """Hold the journal against the printer's own log and memory; return the outcome of each piece."""
    line, _ = open_line(folder, lambda what: None, synced=False)
    try:
        return {piece: _judge_piece(line, piece) for piece in PIECES}
    finally:
        for subject in {e.subject for e in acknowledged}:
            kept = line.journal.about(subject)
            told = [e for e in acknowledged if e.subject == subject]
            assert Counter(map(_said, told)) <= Counter(map(_said, kept))
        line.close()
        found = verify(folder / "journal.sqlite")
        assert found.ok, found
        records = part_records(folder / "journal.sqlite")
        assert sorted(r["part"] for r in records) == sorted(f"part-{piece}" for piece in PIECES)


def _said(entry: Entry) -> str:
    return json.dumps([entry.time.isoformat(), entry.what, entry.body], sort_keys=True)


def _judge_piece(line: Line, piece: str) -> str:
    attempt = find_attempt(line.journal, f"{piece}-1")
    assert attempt is not None
    assert attempt.end is not None
    starts = [t for t in line.printer.told() if t.command == "Start" and t.file.startswith(f"{piece}-1.")]
    assert [t.refusal for t in starts] == [""], starts
    whats = [e.what for e in line.journal.about(f"{piece}-1")]
    assert whats.count("attempt.ended") == 1
    assert whats.count("attempt.started") <= 1
    printed = datetime.fromtimestamp(starts[0].at_s, UTC)
    if piece != "three":  # the power cuts the third short and the printer forgets it, perhaps before anybody saw it
        assert attempt.started_at == printed
        unattended = piece == "two" and attempt.end.reason == "runout"  # the line was away for longer than it waits
        assert attempt.end.outcome == ("failed" if unattended else "completed")
    else:
        assert attempt.end.outcome in ("failed", "lost")
        assert attempt.end.reason in ("cut_short", "restarted")
    return attempt.end.outcome


@pytest.fixture(scope="module")
def touches(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How often the undisturbed line touches the world."""
    folder = tmp_path_factory.mktemp("whole")
    touch = Executioner(None)
    line, clock = open_line(folder, touch, synced=False)
    acknowledged: list[Entry] = []
    run_line(line, clock, touch, acknowledged)
    line.close()
    judge(folder, acknowledged)
    return len(touch.touched)


def test_killed_at_every_touch_of_the_world(tmp_path: Path, touches: int):
    assert touches >= 150
    for at in range(touches):
        folder = tmp_path / str(at)
        judge(folder, run_until_done(folder, [at], [0.0]))


@pytest.mark.parametrize("seed", [20261123])
def test_killed_again_and_again_with_time_passing_meanwhile(tmp_path: Path, touches: int, seed: int):
    chance = random.Random(seed)
    for n in range(60):
        folder = tmp_path / str(n)
        kills = [chance.randrange(touches) // chance.choice([1, 4, 16]) for _ in range(chance.randrange(1, 8))]
        away_s = [chance.choice([0.0, 1.0, 300.0, 7200.0]) for _ in kills]
        judge(folder, run_until_done(folder, kills, away_s))


@pytest.mark.parametrize("seed", [20261123])
def test_killed_for_good_by_the_system(tmp_path: Path, seed: int):
    """Real processes killed by the system while they run on, at whatever they are doing then."""
    chance = random.Random(seed)
    for _ in range(15):
        seen, more = chance.randrange(1, 12), chance.randrange(7)
        with _process(tmp_path, seen + more) as process:
            assert process.stdout is not None
            assert process.stdout.read(seen) == b"." * seen
            process.kill()
        assert process.returncode != 0
    with _process(tmp_path, 10_000) as process:
        said, _ = process.communicate()
    assert said.endswith(b"done")
    judge(tmp_path, [])


def _process(folder: Path, touches: int) -> subprocess.Popen[bytes]:
    here = Path(__file__)
    return subprocess.Popen(
        [sys.executable, str(here.with_name("kill_line.py")), str(folder), str(touches)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(here.parents[1])},
    )
