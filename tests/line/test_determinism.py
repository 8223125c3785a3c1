"""The same inputs give the same bytes, in whatever process, language and order of hashes."""

import os
import subprocess
import sys
from pathlib import Path

from line.small_models import box, write_stl

START = [sys.executable, "-c", "from layerworks.cli import main; main()"]


def sliced(model: Path, out: Path, *arguments: str, seed: str) -> bytes:
    command = [*START, "slice", str(model), "--out", str(out), "--machine", "bench-fast", *arguments]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed})
    return out.read_bytes()


def test_a_program_is_the_same_in_every_process(tmp_path: Path):
    model = write_stl(tmp_path / "block.stl", box((12.0, 9.0, 3.0)))
    first = sliced(model, tmp_path / "1.gcode", "--lang", "en", seed="1")
    second = sliced(model, tmp_path / "2.gcode", "--lang", "zh-CN", seed="20260301")
    assert first == second
    assert sliced(model, tmp_path / "3.gcode", "--set", "wall_count=3", seed="1") != first
