"""Archives made to do harm are refused before they do any."""

import io
import tracemalloc
import zipfile

import pytest

from geometry.model_files import CUBE, CUBE_FACES, model_3mf, package, threemf, zipped
from geometry.refusals import refusal
from layerworks.geometry.reading import ReadLimits, read_model_bytes
from layerworks.geometry.reading.archive import open_archive

GOOD = threemf(CUBE, CUBE_FACES)
MB = 1 << 20


def bomb(megabytes: int) -> bytes:
    return package(b"<model>" + b" " * (megabytes * MB))


def test_a_bomb_is_refused_without_unpacking_it():
    data = bomb(104)
    assert len(data) < MB
    tracemalloc.start()
    try:
        assert refusal(data, "bomb.3mf") == "zip_bomb"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * MB


def test_unpacking_stops_at_the_limit():
    data = bomb(32)
    limits = ReadLimits(max_unpacked_bytes=4 * MB)
    tracemalloc.start()
    try:
        assert refusal(data, "large.3mf", limits=limits) == "zip_large"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 24 * MB


def test_the_limit_holds_over_all_parts_together():
    limits = ReadLimits(max_unpacked_bytes=5000)
    archive = open_archive(zipped({"a": bytes(2000), "b": bytes(2000), "c": bytes(2000)}), limits)
    assert archive.read("a") + archive.read("B") == bytes(4000)
    with pytest.raises(Exception, match="unpacks to more"):
        archive.read("c")


def patched(data: bytes, name: bytes, offset: int, value: bytes) -> bytes:
    """Return an archive with bytes of the directory entry of a part replaced, counted from the entry's start."""
    at = data.rindex(name, 0, data.rindex(b"PK\x05\x06")) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    return data[: at + offset] + value + data[at + offset + len(value) :]


@pytest.mark.parametrize("size", [0, 1, 1000, 0xFFFFFFFE])
def test_a_size_that_lies_is_refused(size: int):
    lying = patched(GOOD, b"3D/3dmodel.model", 24, size.to_bytes(4, "little"))
    assert refusal(lying, "lie.3mf") in ("zip_broken", "zip_bomb")


def test_a_size_that_promises_too_much_does_no_harm():
    data = patched(GOOD, b"3D/3dmodel.model", 24, (50 * MB).to_bytes(4, "little"))
    assert len(read_model_bytes(data, "odd.3mf").items) == 1


def test_an_encrypted_or_oddly_packed_part_is_refused():
    assert refusal(patched(GOOD, b"3D/3dmodel.model", 8, b"\x01\x00"), "locked.3mf") == "zip_locked"
    assert refusal(patched(GOOD, b"3D/3dmodel.model", 10, b"\x0e\x00"), "lzma.3mf") == "zip_locked"


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "3D/../../x", "C:/x", "..\\x", "\\\\host\\share\\x", "a/.."]
)
def test_names_that_lead_outside_are_refused(path: str):
    assert refusal(package(model_3mf("", ""), {path: "x"}), "evil.3mf") == "zip_outside"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_double_names_are_refused():
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("3d/3DMODEL.model", "other")
    assert refusal(stream.getvalue(), "double.3mf") == "zip_double"


def test_a_crowd_of_names_is_refused():
    crowd = zipped({f"{k}": b"" for k in range(200)})
    assert refusal(crowd, "crowd.3mf", limits=ReadLimits(max_objects=100)) == "too_many_objects"


@pytest.mark.parametrize("keep", [4, 30, 100, len(GOOD) // 2, len(GOOD) - 1])
def test_a_cut_off_archive_is_refused(keep: int):
    assert refusal(GOOD[:keep], "cut.3mf") == "zip_broken"


def test_damage_inside_is_found():
    at = GOOD.index(b"3D/3dmodel.model") + 80
    assert refusal(GOOD[:at] + bytes([GOOD[at] ^ 0x55]) + GOOD[at + 1 :], "damaged.3mf") == "zip_broken"


def test_an_empty_archive_is_refused():
    assert refusal(zipped({}), "empty.3mf") == "zip_without_model"


def test_unrelated_parts_do_no_harm():
    more = {"Metadata/thumbnail.png": b"\x89PNG", "3D/_rels/3dmodel.model.rels": "<x/>", "支架.txt": "x"}
    thing = zipfile.ZipFile(io.BytesIO(GOOD)).read("3D/3dmodel.model")
    assert len(read_model_bytes(package(thing, more), "good.3mf").items) == 1


def test_what_a_sentence_quotes_is_printable():
    evil = package(model_3mf("", ""), {"../\x1b[31m\n" + "x" * 500: "x"})
    assert refusal(evil, "evil.3mf") == "zip_outside"
