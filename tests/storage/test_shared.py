"""What several hubs share beside the journal: sealed credentials, and files by digest."""

import pytest

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing
from layerworks.storage import Artefacts
from layerworks.storage.location import located
from layerworks.storage.opening import open_session
from layerworks.storage.sealed import SealedRows
from layerworks.storage.shared_artefacts import PART, SharedArtefacts
from layerworks.storage.vault import open_vault


@pytest.fixture
def session(where):
    opened = []

    def connect():
        opened.append(open_session(located(where).url, synced=False))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


def test_what_one_hub_seals_another_with_the_key_opens_and_nobody_else(session, tmp_path):
    one = open_vault(SealedRows(session()), tmp_path / "key", {})
    one.put("m1", "first")
    one.put("m1", "a-secret")
    other = open_vault(SealedRows(session()), tmp_path / "key", {})
    assert other.get("m1") == "a-secret"
    assert b"a-secret" not in other.kept.get("m1")
    with pytest.raises(Conflict):
        open_vault(other.kept, tmp_path / "another-key", {}).get("m1")
    other.forget("m1")
    assert one.get("m1") is None


@pytest.mark.parametrize("size", [0, 10, PART, PART + 1])
def test_a_file_is_where_a_hub_needs_it_also_when_the_one_that_kept_it_is_gone(session, tmp_path, size: int):
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    one, other = (SharedArtefacts(Artefacts(tmp_path / name), session()) for name in ("one", "other"))
    digest = one.keep(data)
    assert one.keep(data) == digest == digest_bytes(data)
    one.close()
    assert other.read(digest) == data
    other.close()
    assert other.read(digest) == data
    assert Artefacts(tmp_path / "other").read(digest) == data


def test_a_file_that_is_nowhere_is_missed(session, tmp_path):
    kept = SharedArtefacts(Artefacts(tmp_path / "one"), session())
    with pytest.raises(Missing):
        kept.read("0" * 64)
    kept.close()
