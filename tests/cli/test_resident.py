"""A worker runs commands as they would run by themselves, for its own user alone."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from layerworks.cli.resident import meeting
from layerworks.cli.resident.asking import answered
from line.small_models import box, write_stl

pytestmark = pytest.mark.skipif(
    not meeting.POSSIBLE, reason="the worker needs forks and Unix sockets; without them commands run by themselves"
)

_SERVE = (
    "from layerworks.cli.door import run\nfrom layerworks.cli.resident.serving import serve\n"
    "serve(run, lambda: None, {idle_s})"
)
_COMMAND = "from layerworks.cli import main; main()"


def _environment(runtime: Path) -> dict[str, str]:
    return {**os.environ, "XDG_RUNTIME_DIR": str(runtime), "LAYERWORKS_WORKER": ""}


def _worker(runtime: Path, idle_s: float) -> subprocess.Popen[str]:
    program = _SERVE.format(idle_s=idle_s)
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=_environment(runtime), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("run")
    worker = _worker(place, 600.0)
    while worker.poll() is None and not list(place.glob("layerworks/*.sock")):
        pass
    try:
        yield place
    finally:
        worker.terminate()
        worker.communicate()


def _run(arguments: list[str], runtime: Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _COMMAND, *arguments],
        env={**_environment(runtime), **more}, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [["machines"], ["check", "none.stl"], ["--lang", "zh-CN", "profiles"], ["settings", "--json"], ["slice"]],
)
def test_commands_answer_as_they_do_by_themselves(arguments: list[str], runtime: Path, tmp_path: Path):
    here = _run(arguments, runtime, tmp_path, LAYERWORKS_WORKER="off")
    there = _run(arguments, runtime, tmp_path)
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)


def test_a_command_runs_in_its_own_folder(runtime: Path, tmp_path: Path):
    corners = [(0, 0, 0), (9, 0, 0), (0, 9, 0), (0, 0, 9)]
    faces = [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]
    lines = ["v {} {} {}".format(*corner) for corner in corners]
    lines += ["f {} {} {}".format(*(i + 1 for i in face)) for face in faces]
    (tmp_path / "corner.obj").write_text("\n".join(lines))
    for out, wish in (("here.gcode", "off"), ("there.gcode", "")):
        done = _run(
            ["slice", "corner.obj", "--machine", "bench-fast", "--out", out], runtime, tmp_path, LAYERWORKS_WORKER=wish
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "there.gcode").read_bytes() == (tmp_path / "here.gcode").read_bytes()


@pytest.mark.parametrize("together", [1, 3])
def test_so_many_at_once_make_the_same_bytes(together: int, runtime: Path, tmp_path: Path):
    made: dict[str, set[bytes]] = {"bar": set(), "slab": set()}
    for name, size in (("bar", (20.0, 4.0, 2.0)), ("slab", (9.0, 12.0, 1.2))):
        write_stl(tmp_path / f"{name}.stl", box(size))
        command = [
            sys.executable,
            "-c",
            _COMMAND,
            "slice",
            f"{name}.stl",
            "--machine",
            "bench-fast",
            "--quiet",
            "--out",
        ]
        seeds = [{**_environment(runtime), "PYTHONHASHSEED": str(seed)} for seed in range(together)]
        outs = [f"{name}-{k}.gcode" for k in range(together + 1)]
        runs = [
            subprocess.Popen(
                [*command, out], env=seed, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            for out, seed in zip(outs, seeds, strict=False)
        ]
        assert [run.wait() for run in runs] == [0] * together
        alone = _environment(runtime) | {"PYTHONHASHSEED": "99", "LAYERWORKS_WORKER": "off"}
        subprocess.run([*command, outs[-1]], env=alone, cwd=tmp_path, check=True, capture_output=True)
        made[name] = {(tmp_path / out).read_bytes() for out in outs}
    assert [len(bytes_of) for bytes_of in made.values()] == [1, 1]


def test_there_is_one_worker(runtime: Path):
    said = _worker(runtime, 1.0).communicate()[1]
    assert "Conflict" in said


def test_a_worker_without_commands_ends_and_leaves_no_door(tmp_path: Path):
    worker = _worker(tmp_path, 0.05)
    assert worker.communicate()[1] == ""
    assert worker.returncode == 0
    assert not list(tmp_path.glob("layerworks/*.sock"))


def test_a_folder_open_to_others_is_no_meeting_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "layerworks").mkdir(mode=0o700)
    (tmp_path / "layerworks").chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("LAYERWORKS_WORKER", raising=False)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(meeting.socket_file()))
        door.listen()
        assert answered(["machines"]) is None
    assert "Unreachable" in _worker(tmp_path, 1.0).communicate()[1]


def test_a_link_to_a_folder_is_no_meeting_place(tmp_path: Path):
    (tmp_path / "own").mkdir(mode=0o700)
    (tmp_path / "layerworks").symlink_to(tmp_path / "own")
    assert meeting.is_private(tmp_path / "own")
    assert not meeting.is_private(tmp_path / "layerworks")
