"""A shop's files: names that every file system takes, contents whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.shop import Shop, put
from layerworks.errors import Unreachable

DIGEST = "0123456789abcdef"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_name_is_one_part_of_a_path_anywhere(name: str):
    file = Shop(Path("shop")).file(name, DIGEST, ".report.zh.html")
    assert file.parent == Path("shop")
    assert len(file.name.encode()) < 200
    assert not set(file.name) & set('<>:"/\\|?*\n\r\t\0')
    assert file.name.endswith("-0123456789ab.report.zh.html")
    assert not file.name.startswith((".", " ", "-"))


def test_ordinary_names_stay_as_they_are():
    assert Shop(Path()).file("支架 v2 (left)", DIGEST, ".gcode").name == "支架 v2 (left)-0123456789ab.gcode"


def test_a_file_already_there_is_left_alone(tmp_path):
    file = put(tmp_path / "deep" / "x.txt", b"one")
    before = file.stat().st_mtime_ns, file.stat().st_ino
    put(file, b"one")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    put(file, b"two")
    assert file.read_bytes() == b"two"
    assert [f.name for f in file.parent.iterdir()] == ["x.txt"]


def test_a_place_that_takes_no_file_is_told(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(Unreachable):
        put(tmp_path / "x", b"one")
    assert [f.name for f in tmp_path.iterdir()] == ["x"]
