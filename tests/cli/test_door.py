"""The process itself: what it says is said in full before it goes, and its code tells how it went."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = str(ROOT / "tests" / "motion" / "data" / "prusa_small.gcode")
START = [sys.executable, "-c", "from layerworks.cli import main; main()"]


def test_everything_is_said_before_the_end():
    done = subprocess.run([*START, "machines", "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.rstrip().endswith("]")
    assert done.stderr == ""


def test_the_exit_code_reaches_the_shell():
    done = subprocess.run([*START, "estimate", "no-such-file.gcode"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no-such-file.gcode" in done.stderr


def test_a_reader_that_goes_away_is_no_trouble():
    with subprocess.Popen(
        [*START, "machines", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
