"""Credentials at rest."""

import stat
import sys

import pytest

from layerworks.errors import Conflict
from layerworks.storage.vault import Vault, open_vault


def test_what_was_put_comes_back_and_stands_nowhere_in_clear(tmp_path):
    vault = open_vault(tmp_path / "c", tmp_path / "key", {})
    vault.put("m1", "a-secret")
    assert open_vault(tmp_path / "c", tmp_path / "key", {}).get("m1") == "a-secret"
    assert vault.get("m2") is None
    assert all(b"a-secret" not in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert "key" not in repr(vault)
    vault.forget("m1")
    assert vault.get("m1") is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_only_the_owner_reads_the_key(tmp_path):
    open_vault(tmp_path / "c", tmp_path / "key", {})
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_another_key_or_another_machine_does_not_open_it(tmp_path):
    vault = open_vault(tmp_path / "c", tmp_path / "key", {})
    vault.put("m1", "a-secret")
    with pytest.raises(Conflict):
        Vault(vault.kept, bytes(32)).get("m1")
    vault.kept.put("m2", vault.kept.get("m1"))
    with pytest.raises(Conflict):
        vault.get("m2")
    with pytest.raises(Conflict):
        open_vault(tmp_path / "c", tmp_path / "key", {"LAYERWORKS_KEY": "short"})
