"""Programs in their wrappings."""

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcode.bgcode_files import bgcode, block
from layerworks.errors import Missing, Rejected
from layerworks.gcode.reading import open_program
from layerworks.kernels import gcode_unpack
from layerworks.motion import KlipperLimits, estimate, estimate_file
from reference import gcode_unpack as slow

TEXT = b"G28\n" + b"".join(b"G1 X%d.5 Y%d E0.0%d F%d\n" % (i % 90, i % 7, i % 10, 600 + i) for i in range(500))
LIMITS = KlipperLimits()
THIRD = len(TEXT) // 3


def written(folder: Path, data: bytes, name: str = "part.gcode") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def wrappings(folder: Path) -> list[Path]:
    archive = folder / "part.gcode.3mf"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("Metadata/plate_1.gcode", TEXT)
    # The parts meet inside a line, as they do in files of PrusaSlicer.
    thirds = (TEXT[:THIRD], TEXT[THIRD : 2 * THIRD], TEXT[2 * THIRD :])
    meat = [
        t + b"\n" * (len(t) % 2) if t is thirds[-1] else t for t in (TEXT[: THIRD // 2 * 2], TEXT[THIRD // 2 * 2 :])
    ]
    return [
        written(folder, TEXT),
        written(folder, gzip.compress(TEXT), "part.gcode.gz"),
        archive,
        written(
            folder,
            bgcode(
                block(0, b"Producer=x\n"),
                block(5, b"\x89PNG", compression=0),
                block(2, b"a=b\n", compression=1),
                block(1, thirds[0], compression=1),
                block(1, thirds[1], compression=2),
                block(1, thirds[2], compression=3),
            ),
            "a.bgcode",
        ),
        written(
            folder,
            bgcode(
                block(1, meat[0], compression=3, encoding=1, checksum=False),
                block(1, meat[1], encoding=1, checksum=False),
                checksum=False,
            ),
            "b.bgcode",
        ),
    ]


def test_every_wrapping_holds_the_same_program(tmp_path: Path):
    whole = estimate(TEXT, LIMITS, density_g_cm3=1.0)
    for file in wrappings(tmp_path):
        assert open_program(file).rstrip(b"\n") == TEXT.rstrip(b"\n"), file.name
        assert estimate_file(file, LIMITS, density_g_cm3=1.0).motion_s == whole.motion_s, file.name


def test_a_cut_or_changed_wrapping_is_refused(tmp_path: Path):
    for file in wrappings(tmp_path)[1:4]:
        data = file.read_bytes()
        for broken in (data[:-9], data[: len(data) // 2], data[:12], data[:-40] + b"\x55\xaa" * 10 + data[-20:]):
            file.write_bytes(broken)
            with pytest.raises(Rejected) as caught:
                estimate_file(file, LIMITS, density_g_cm3=1.0)
            assert file.name in str(caught.value)


def test_what_is_not_there_and_what_holds_nothing(tmp_path: Path):
    with pytest.raises(Missing):
        open_program(tmp_path / "none.gcode")
    archive = tmp_path / "project.3mf"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("3D/3dmodel.model", "<model/>")
    with pytest.raises(Rejected) as caught:
        open_program(archive)
    assert caught.value.text.code == "reading_gcode.no_gcode_inside"
    with pytest.raises(Rejected) as caught:
        open_program(written(tmp_path, b"GCDE\x09\x00\x00\x00\x01\x00", "new.bgcode"))
    assert caught.value.text.code == "reading_gcode.bgcode_version"


ALPHABET = st.sampled_from(b"0123456789. \nGXYEF;abc\xff\x80")
TEXTS = st.lists(ALPHABET, max_size=200).map(bytes)


@given(TEXTS, st.sampled_from([(11, 4), (12, 4), (4, 3)]))
def test_copies_expand_like_the_slow_twin(text: bytes, bits: tuple[int, int]):
    packed = slow.shrink(text, *bits)
    assert slow.expand_copies(packed, *bits, len(text)) == text
    out = np.empty(len(text), np.uint8)
    assert gcode_unpack.expand_copies(np.frombuffer(packed, np.uint8), *bits, out) == len(text)
    assert out.tobytes() == text


@given(st.binary(max_size=200))
def test_any_bytes_expand_without_harm(data: bytes):
    out = np.zeros(400, np.uint8)
    count = gcode_unpack.expand_copies(np.frombuffer(data, np.uint8), 11, 4, out)
    assert gcode_unpack.BROKEN <= count <= 400
    pairs = np.zeros(2 * len(data), np.uint8)
    count = gcode_unpack.expand_pairs(np.frombuffer(data, np.uint8), pairs)
    assert pairs[:count].tobytes() == slow.expand_pairs(data)


@given(TEXTS.filter(lambda t: b"\xff" not in t), st.booleans())
def test_pairs_come_back(text: bytes, no_blanks: bool):
    packed = slow.pack_pairs(text, no_blanks=no_blanks)
    out = np.empty(2 * len(packed), np.uint8)
    count = gcode_unpack.expand_pairs(np.frombuffer(packed, np.uint8), out)
    assert out[:count].tobytes()[: len(text)] == text
