"""The one door: which format, what unit, what name, and what never gets in."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.model_files import CUBE, CUBE_FACES, amf, obj, stl_binary, stl_text, threemf
from geometry.refusals import codes, refusal
from geometry.step_files import step_box
from layerworks.digest import digest_bytes
from layerworks.errors import Missing, Rejected, Unreachable
from layerworks.geometry.reading import ReadLimits, read_model, read_model_bytes
from layerworks.geometry.reading.naming import model_name, safe_name
from layerworks.geometry.reading.sniffing import sniff

WRITERS = {"stl": stl_binary, "obj": obj, "amf": amf, "3mf": threemf}


@pytest.mark.parametrize("form", WRITERS)
def test_the_content_decides(form: str):
    data = WRITERS[form](CUBE, CUBE_FACES)
    for suffix in ("stl", "STL", "obj", "amf", "3mf", "step", "txt", ""):
        model = read_model_bytes(data, f"cube.{suffix}" if suffix else "cube")
        assert model.format == form
        assert codes(model) == ([] if suffix.lower() == form else ["suffix"])
        assert np.array_equal(model.items[0].vertices_mm[model.items[0].faces], CUBE[CUBE_FACES])


def test_step_is_known_by_its_first_words():
    assert sniff(b"\xef\xbb\xbf\r\n" + step_box(1, 2, 3), ".stl") == "step"


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"\0" * 200,
        b"<html><body>404 Not Found</body></html>",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"G28\nG1 X10 Y10 F3000\n",
        b"ply\nformat ascii 1.0\n",
        b"glTF\2\0\0\0",
    ],
)
def test_other_content_is_refused(data: bytes):
    assert refusal(data, "model") == "unknown"
    assert refusal(data, "model.stl") in ("unknown", "stl_cut_off", "no_faces")


def test_an_empty_file_is_refused():
    assert refusal(b"", "empty.stl") == "empty"


def test_the_size_of_a_file_is_bounded_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "large.stl"
    path.write_bytes(stl_binary(CUBE, CUBE_FACES))
    limits = ReadLimits(max_file_bytes=100)
    assert refusal(path.read_bytes(), "large.stl", limits=limits) == "too_big"
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    with pytest.raises(Rejected, match="larger than"):
        read_model(path, limits=limits)


def test_a_file_is_read_by_its_path(tmp_path: Path):
    path = tmp_path / "支架 v2.stl"
    data = stl_binary(CUBE, CUBE_FACES)
    path.write_bytes(data)
    model = read_model(path, unit="inch")
    assert (model.name, model.items[0].name) == ("支架 v2", "支架 v2")
    assert (model.digest, model.unit, model.unit_stated) == (digest_bytes(data), "inch", True)
    assert np.array_equal(model.items[0].vertices_mm.max(axis=0), CUBE.max(axis=0) * 25.4)


def test_what_is_not_there_or_not_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(Missing, match="no file"):
        read_model(tmp_path / "none.stl")
    with pytest.raises(Missing):
        read_model(tmp_path / "a\0b.stl")
    with pytest.raises(Rejected, match="not a file"):
        read_model(tmp_path)
    with pytest.raises(Unreachable, match="disk"):
        read_model(tmp_path / ("long" * 200 + ".stl"))
    path = tmp_path / "part.stl"
    path.write_bytes(b"x")

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Unreachable):
        read_model(path)


SIZES = {
    0.04: "unit_metre",
    0.99: "unit_metre",
    1.5: "unit_inch",
    4.9: "unit_inch",
    5.1: "",
    1990: "",
    4e4: "unit_large",
}


@pytest.mark.parametrize(("side", "code"), SIZES.items())
def test_a_size_that_is_unlikely_in_mm_is_said(side: float, code: str):
    expected = [code] if code else []
    vertices = CUBE * (side / 30)
    for write, name in ((stl_text, "part.stl"), (obj, "part.obj")):
        model = read_model_bytes(write(vertices, CUBE_FACES), name)
        assert codes(model) == expected
        assert all(f.severity == "warn" and f.remedy for f in model.findings)
        assert codes(read_model_bytes(write(vertices, CUBE_FACES), name, unit="millimeter")) == []
    assert codes(read_model_bytes(threemf(vertices, CUBE_FACES), "part.3mf")) == []


def test_a_unit_given_counts_more_than_the_one_in_the_file():
    model = read_model_bytes(amf(CUBE, CUBE_FACES, "inch"), "cube.amf", unit="centimeter")
    assert model.unit == "centimeter"
    assert np.array_equal(model.items[0].vertices_mm, CUBE * 10)


def test_far_away_is_refused_and_a_smaller_unit_brings_it_near():
    data = obj(CUBE + np.array([2e7, 0, 0]), CUBE_FACES)
    assert refusal(data, "far.obj") == "too_far"
    assert len(read_model_bytes(data, "far.obj", unit="micron").items) == 1


def test_vertices_without_a_face_do_not_count():
    stray = np.concatenate([[[1e6, 1e6, 1e6]], CUBE, [[-1e6, 0, 0]]])
    (item,) = read_model_bytes(obj(stray, CUBE_FACES + 1), "cube.obj").items
    assert np.array_equal(item.vertices_mm, CUBE)
    assert np.array_equal(item.faces, CUBE_FACES)
    assert item.vertices_mm.flags.c_contiguous
    assert item.faces.dtype == np.int32


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("bracket.stl", "bracket"),
        ("a.b.stl", "a.b"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\windows\\part.stl", "part"),
        ("支架.3mf", "支架"),
        ("evil\x1b[31m\n\u202egnp.stl", "evil[31m gnp"),
        ("\udcff\udcfe.stl", "stl"),
        (".stl", "stl"),
        ("...", "model"),
        ("", "model"),
        ("a" * 300 + ".stl", "a" * 100),
        ("e\u0301.stl", "é"),
    ],
)
def test_names_of_files(file_name: str, name: str):
    assert model_name(file_name) == name


@given(st.text())
def test_a_safe_name_is_safe_and_stays_as_it_is(name: str):
    safe = safe_name(name, "part")
    assert 0 < len(safe) <= 100
    assert safe.isprintable()
    assert not set(safe) & set("/\\")
    assert safe.encode()
    assert safe_name(safe, "part") == safe


def test_the_same_bytes_give_the_same_model():
    data = threemf(CUBE, CUBE_FACES)
    one, two = read_model_bytes(data, "a.3mf"), read_model_bytes(data, "a.3mf")
    assert one.items[0].vertices_mm.tobytes() == two.items[0].vertices_mm.tobytes()
    assert (one.digest, one.findings) == (two.digest, two.findings)


def test_the_door_opens_without_the_compiler():
    import subprocess
    import sys

    code = "import sys, layerworks.geometry.reading; sys.exit('numba' in sys.modules or 'xml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
