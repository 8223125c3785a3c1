"""The list of signatures names all that the program calls, so that `layerworks warm` leaves nothing to compile."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from layerworks.kernels import sorting
from layerworks.kernels.compiled import Kernel
from layerworks.kernels.native import keeping
from layerworks.kernels.native.listing import kinds_named, listed
from layerworks.kernels.native.values import kinds_of, name_of

TESTS = Path(__file__).parents[1]


def _output_of(program: list[str]) -> str:
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    return subprocess.run(
        [sys.executable, *program],
        env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True, check=True,
    ).stdout  # fmt: skip


def test_every_kernel_of_a_part_with_every_feature_is_listed_and_none_is_left_to_numba():
    _output_of(["-c", "from layerworks.app.warming import load; load()"])  # compiled once, kept for the next
    said = _output_of([str(TESTS / "line" / "every_feature.py")]).split()
    assert len(said) > 50
    unlisted = sorted(set(said) - set(listed()))
    assert not unlisted, "add these lines to src/layerworks/kernels/signatures.txt"
    assert "numba" not in said


def test_the_list_is_in_order():
    assert listed() == sorted(set(listed()))


@pytest.mark.parametrize(
    "arguments",
    [
        (np.zeros((3, 2)), 5, 2.0, True),
        (np.zeros((4, 4))[:, ::2], np.zeros(3, np.bool_), np.float32(1)),
        (np.zeros(2, np.uint8), np.int32(4)),
    ],
)
def test_kinds_are_read_as_they_are_written(arguments: tuple[object, ...]):
    kinds = kinds_of(arguments)
    assert kinds_named(",".join(map(name_of, kinds))) == kinds


@pytest.mark.parametrize("text", ["", "<f8[2C],<f8[1C]"])
def test_lists_of_kinds_are_whole(text: str):
    assert ",".join(map(name_of, kinds_named(text))) == text


def test_what_names_no_kind_is_refused():
    with pytest.raises(ValueError, match="no kind"):
        kinds_named("<f8[2C],,")


def test_where_the_compiler_is_unknown_numba_runs_a_kernel_itself(monkeypatch: pytest.MonkeyPatch):
    assert keeping.compiler_is_known()
    monkeypatch.setattr(keeping, "compiler_is_known", lambda: False)
    order = Kernel(sorting.ascending.py_func)(np.array([3.0, 1.0, 2.0]), 3)
    assert order.tolist() == [1, 2, 0]
