from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing, Unreachable
from layerworks.storage import Artefacts


@given(st.binary(max_size=2000))
def test_what_was_kept_is_read_back_by_its_digest(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    store = Artefacts(tmp_path_factory.mktemp("artefacts"))
    assert store.keep(data) == digest_bytes(data)
    assert store.read(digest_bytes(data)) == data
    assert store.keep(data) == digest_bytes(data)


def test_a_missing_artefact_is_told(tmp_path: Path):
    with pytest.raises(Missing):
        Artefacts(tmp_path).read("0" * 64)


def test_a_damaged_artefact_is_never_handed_out_and_mended_by_keeping_it_again(tmp_path: Path):
    store = Artefacts(tmp_path)
    digest = store.keep(b"G1 X1")
    store.path_of(digest).write_bytes(b"G1 X2")
    with pytest.raises(Conflict):
        store.read(digest)
    store.keep(b"G1 X1")
    assert store.read(digest) == b"G1 X1"


def test_nothing_is_left_behind_but_the_artefact(tmp_path: Path):
    store = Artefacts(tmp_path)
    digest = store.keep(b"G1 X1")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [store.path_of(digest)]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable):
        Artefacts(tmp_path / "file").keep(b"G1")
