"""Machine code is loaded by hand or by LLVM, with the same result; what is not whole is never run."""

import ctypes
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.kernels.native import elf, keeping, llvm
from layerworks.kernels.native.compiling import compile_kernel, dispatcher_of
from layerworks.kernels.native.loading import load
from layerworks.kernels.native.memory import RELEASE, compile_memory
from layerworks.kernels.native.values import kinds_of

by_hand = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine != "x86_64",
    reason="compiled kernels are loaded by hand on x86-64 Linux only; LLVM loads them here; nothing to do",
)


def _sum_of_squares(n: int) -> int:
    total = 0
    for i in range(n):
        total += i * i
    return total


@pytest.fixture(scope="module")
def made() -> tuple[bytes, str]:
    code = compile_kernel(dispatcher_of(_sum_of_squares), kinds_of((5,)))
    return code.object_code, code.symbol


def _run(address: int, n: int) -> int:
    found, wrong = ctypes.c_int64(), ctypes.c_void_p()
    call = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(address)
    assert call(ctypes.addressof(found), ctypes.addressof(wrong), n) == 0
    return found.value


@by_hand
def test_both_ways_lead_to_the_same_code(made: tuple[bytes, str]):
    code, symbol = made
    ways = [elf.load(code, {})[symbol], llvm.load(code, [symbol], {})[symbol], load(code, symbol)]
    assert [_run(address, 10) for address in ways] == [285] * 3


@by_hand
def test_memory_is_given_back_by_either():
    for address in (elf.load(compile_memory(), {})[RELEASE], llvm.load(compile_memory(), [RELEASE], {})[RELEASE]):
        release = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)
        owner = (ctypes.c_int64 * 6)(2)
        release(ctypes.addressof(owner))
        assert owner[0] == 1


@by_hand
def test_code_that_calls_what_is_not_there_is_refused(made: tuple[bytes, str]):
    from layerworks.kernels.native.memory import PROVIDED

    def zeros(n: int) -> object:
        return np.zeros(n)

    code = compile_kernel(dispatcher_of(zeros), kinds_of((5,)))
    with pytest.raises(elf.Unsuited, match="NRT_MemInfo"):
        elf.load(code.object_code, {})
    assert code.symbol in elf.load(code.object_code, dict.fromkeys(PROVIDED, 1))


@by_hand
def test_other_object_files_are_refused(made: tuple[bytes, str]):
    code = bytearray(made[0])
    struct.pack_into("<H", code, 18, 183)  # of another processor
    for other in (bytes(code), b"", b"\x7fELF", made[0][:40]):
        with pytest.raises(elf.Unsuited):
            elf.load(other, {})


@given(st.binary(max_size=200), st.integers(0, 199), st.binary(min_size=1, max_size=3))
def test_what_is_kept_comes_back_whole_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, code: bytes, at: int, noise: bytes
):
    file = tmp_path_factory.mktemp("kept") / "deeper" / "some.bin"
    assert keeping.kept(file) is None
    keeping.keep(file, {"symbol": "s"}, code)
    assert keeping.kept(file) == ({"symbol": "s"}, code)
    content = bytearray(file.read_bytes())
    at = min(at, len(content) - 1)
    content[at : at + len(noise)] = noise
    whole = bytes(content) == file.read_bytes()
    file.write_bytes(bytes(content))
    assert (keeping.kept(file) == ({"symbol": "s"}, code)) is whole
    file.write_bytes(file.read_bytes()[:-1])
    assert keeping.kept(file) is None


def test_a_kernel_is_named_by_what_it_calls(tmp_path: Path):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text("from layerworks.kernels.sorting import ascending\n")
    second.write_text("from layerworks.kernels.sorting import ascending  # other\n")
    folders = {keeping.folder_of(first), keeping.folder_of(second)}
    assert len({folder.partition("-")[2] for folder in folders}) == 2


def test_a_kernel_compiled_before_runs_without_the_compiler():
    program = (
        "import sys, numpy as np; from layerworks.kernels.offset_grid import following_points\n"
        "print(following_points(np.array([0, 3]), 3).tolist(), 'numba' in sys.modules, 'llvmlite' in sys.modules)"
    )
    first = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert first.startswith("[1, 2, 0]")
    assert again.startswith("[1, 2, 0] False")
    if sys.platform == "linux" and os.uname().machine == "x86_64":
        assert again.strip().endswith("False False")


def test_arrays_of_kernels_may_live_to_the_end_of_the_process():
    program = (
        "import numba, numpy as np\n"
        "from layerworks.kernels.simplify_loops import simplify_loops\n"
        "found = simplify_loops(np.eye(3, 2) * 9.0, np.array([0, 3]), 0.1, 1.0)\n"
        "for array in found: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
