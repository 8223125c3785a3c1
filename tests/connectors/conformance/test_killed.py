"""The process that holds the link is killed while a print goes on; the next one adopts it."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors import killed_link
from connectors.conformance.benches import NetworkedBench
from layerworks.storage import open_journal
from layerworks.workshop import clear_bed, find_attempt

TESTS = Path(__file__).parents[2]


def begin(journal: Path, bench: NetworkedBench) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, killed_link.__file__, str(journal), bench.brand, bench.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])},
    )
    assert process.stdin is not None
    process.stdin.write(f"{bench.key.reveal()}\n{bench.job(600.0).text.decode()}\x00")
    process.stdin.flush()
    return process


@pytest.mark.parametrize("state", ["stored", "running"])
def test_a_killed_connector_process_finds_its_print_again_and_prints_once(
    wired: NetworkedBench, state: str, tmp_path: Path
):
    path = tmp_path / "journal.sqlite"
    journal = open_journal(path, datetime.now(UTC))
    clear_bed(journal, "m1", datetime.now(UTC), "test", "clean")
    journal.close()
    with begin(path, wired) as first:
        assert first.stdout is not None
        while (line := first.stdout.readline().strip()) != state:
            assert line, "it ended by itself"
        first.kill()
    wired.pass_time(200.0)
    with begin(path, wired) as second:
        assert second.stdout is not None
        while (line := second.stdout.readline().strip()) not in ("completed", "failed", ""):
            wired.pass_time(1000.0)
        assert second.wait(30.0) == 0
    journal = open_journal(path, datetime.now(UTC))
    attempt = find_attempt(journal, "bracket-1")
    journal.close()
    assert attempt is not None
    assert attempt.end is not None
    assert attempt.end.outcome == line
    if state == "stored" and line == "failed":  # killed after it noted the start and before it sent it: nothing began
        assert wired.starts() == []
        return
    assert line == "completed"
    assert len(wired.starts()) == 1
