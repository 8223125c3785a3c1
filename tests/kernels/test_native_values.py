"""What goes into machine code and what comes out of it is what Python would have handed over and got back."""

import gc
import resource
import sys
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel


class Pair(NamedTuple):
    """Arrays that travel together."""

    first: NDArray[np.int64]
    second: NDArray[np.float64]


@kernel
def everything(
    whole: int,
    real: float,
    flag: bool,
    small: Any,
    rows: NDArray[np.float64],
    pair: Pair,
    codes: NDArray[np.uint8],
) -> Any:
    """Return one of each sort of result."""
    total = 0.0
    for i in range(rows.shape[0]):
        for j in range(rows.shape[1]):
            total += rows[i, j] * (j + 1)
    doubled = pair.first * 2
    codes[0] = 7
    return whole + 1, real / 2, not flag, small, total, Pair(doubled, rows[:, 0].copy()), doubled[1:], codes


@kernel
def many(n: int) -> NDArray[np.float64]:
    """Return a long array."""
    return np.full(n, 1.5)


@kernel
def nothing(rows: NDArray[np.float64]) -> None:
    """Change an array in place."""
    rows[:] = 3.0


@kernel
def numbers_in_a_list(n: int) -> Any:
    """Return what only numba itself can hand to Python."""
    return [i * 2 for i in range(n)]


@kernel
def sorted_out(records: Any, least: int) -> Any:
    """Return the records from a mark on."""
    return records[records["mark"] >= least]


@kernel
def with_default(a: int, b: int = 5) -> int:
    """Return a difference."""
    return a - b


@given(
    whole=st.integers(-(2**62), 2**62),
    real=st.floats(allow_nan=False),
    flag=st.booleans(),
    small=st.integers(-(2**31), 2**31 - 1),
    shape=st.tuples(st.integers(0, 5), st.integers(1, 5)),
    step=st.sampled_from([-2, -1, 1, 2]),
)
@settings(max_examples=40)
def test_each_sort_of_value_goes_in_and_comes_out(
    whole: int, real: float, flag: bool, small: int, shape: tuple[int, int], step: int
):
    rows = np.arange(shape[0] * shape[1] * 4, dtype=np.float64).reshape(shape[0] * 2, shape[1] * 2)[::step, ::step]
    pair = Pair(np.array([4, -5, 6]), np.array([0.5]))
    codes = np.zeros(3, np.uint8)
    found = everything(whole, real, flag, np.int32(small), rows, pair, codes)
    assert found[0] == whole + 1
    assert found[1] == real / 2
    assert found[2] is not flag
    assert found[3] == small
    assert found[4] == sum(rows[i, j] * (j + 1) for i in range(rows.shape[0]) for j in range(rows.shape[1]))
    assert isinstance(found[5], Pair)
    assert found[5].first.tolist() == [8, -10, 12]
    assert found[5].second.tolist() == rows[:, 0].tolist()
    assert found[6].tolist() == [-10, 12]
    assert found[7].tolist() == codes.tolist() == [7, 0, 0]


def test_arguments_may_be_named_or_left_out():
    assert (with_default(3), with_default(b=1, a=3), with_default(3, 2)) == (-2, 2, 1)


def test_records():
    records = np.array([(1, 0.5), (5, 1.5)], np.dtype([("mark", np.int64), ("value", np.float64)]))
    found = sorted_out(records, 2)
    assert found.dtype == records.dtype
    assert found["value"].tolist() == [1.5]


def test_arrays_are_changed_in_place():
    rows = np.zeros(4)
    assert nothing(rows) is None
    assert rows.tolist() == [3.0] * 4


def test_arrays_live_as_long_as_they_are_held_and_no_longer():
    held = many(1000)[::2]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(300):
        many(1_000_000)
    gc.collect()
    unit = 1 if sys.platform == "darwin" else 1024
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < 300_000_000  # of 2.4 GB
    assert held.tolist() == [1.5] * 500


def test_what_cannot_be_had_is_told():
    with pytest.raises(RuntimeError, match="many"):
        many(-1)


def test_what_only_numba_can_hand_over_is_left_to_it():
    assert numbers_in_a_list(3) == [0, 2, 4]


def test_one_signature_is_made_once():
    nothing(np.zeros(2))
    nothing(np.zeros(9))
    assert nothing.signatures.count("<f8[1C]") == 1  # pyright: ignore[reportFunctionMemberAccess]
