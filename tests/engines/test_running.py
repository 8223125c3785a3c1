"""Engines that are missing, hang, flood, fail or lie: a sentence, a remedy, and nothing left behind."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from engines.engine_jobs import job_of, pretend
from layerworks.engines import EngineLimits, slice_with
from layerworks.engines.running import said
from layerworks.errors import Missing, Rejected, Unreachable

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="stand-in engines are shell scripts, which Windows does not run; nothing to do"
)


@pytest.fixture
def bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A search path with nothing but the system's own commands and what a test puts there."""
    folder, temporary = tmp_path / "bin", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    for command in ("sleep", "cat", "sh", "head"):
        found = next(p for p in (Path("/bin", command), Path("/usr/bin", command)) if p.exists())
        (folder / command).symlink_to(found)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    yield folder
    assert list(temporary.iterdir()) == []


def test_a_missing_engine_names_the_package(bin: Path, tmp_path: Path):
    with pytest.raises(Missing) as missing:
        slice_with("prusaslicer", job_of(tmp_path))
    assert missing.value.remedy is not None
    assert missing.value.remedy.code == "engines.install_prusaslicer"


def test_an_unknown_engine_is_told_the_known_ones(tmp_path: Path):
    with pytest.raises(Missing, match="prusaslicer, curaengine"):
        slice_with("slic4r", job_of(tmp_path))


def test_an_engine_that_hangs_is_stopped_with_all_it_started(bin: Path, tmp_path: Path):
    pretend(bin, "CuraEngine", f"sleep 600 & echo $! > {tmp_path}/child\nsleep 600\n")
    with pytest.raises(Unreachable) as slow:
        slice_with("curaengine", job_of(tmp_path, limits=EngineLimits(time_s=0.5)))
    assert slow.value.text.code == "engines.slow"
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    if state.exists():  # a zombie until its new parent looks
        assert state.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    elif sys.platform == "linux":
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_an_engine_that_floods_is_stopped(bin: Path, tmp_path: Path):
    pretend(bin, "CuraEngine", "while :; do echo G1 X1 Y1 E1; done > plate.gcode\n")
    with pytest.raises(Rejected) as large:
        slice_with("curaengine", job_of(tmp_path, limits=EngineLimits(gcode_bytes=100_000)))
    assert large.value.text.code == "engines.too_large"


def test_a_talkative_engine_is_heard_to_its_end(bin: Path, tmp_path: Path):
    script = "head -c 3000000 /dev/zero\nprintf '\\033[31mno\\007 layers\\n' >&2\nexit 7\n"
    pretend(bin, "prusa-slicer", script)
    with pytest.raises(Rejected) as failed:
        slice_with("prusaslicer", job_of(tmp_path))
    values = dict(failed.value.text.values)
    assert values["code"] == 7
    assert values["detail"] == "[31mno layers"


@pytest.mark.parametrize(
    "script", ["exit 0\n", ": > plate.gcode\n", "echo M84 > plate.gcode\n", "echo G1 X9 E9 > plate.gcode\n"]
)
def test_an_engine_that_lies_is_refused(bin: Path, tmp_path: Path, script: str):
    pretend(bin, "prusa-slicer", script)
    with pytest.raises(Rejected):
        slice_with("prusaslicer", job_of(tmp_path))


def test_an_engine_that_cannot_start_is_told(bin: Path, tmp_path: Path):
    pretend(bin, "prusa-slicer", "")
    (bin / "prusa-slicer").write_bytes(b"\x7fELF nonsense")
    with pytest.raises(Unreachable) as dead:
        slice_with("prusaslicer", job_of(tmp_path))
    assert dead.value.text.code == "engines.not_started"


def test_what_an_engine_says_is_made_harmless():
    assert said(b"") == "–"
    assert said(b"first\nlast \x1b]0;title\x07\n\n") == "last ]0;title"
    assert said("字".encode()[:2] + b" ok") == "� ok"
    assert len(said(b"x" * 5000)) == 301
