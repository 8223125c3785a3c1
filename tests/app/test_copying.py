"""A shop's records go to a database and come back, with the keys of its machines."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from layerworks.app.copying import copy_records
from layerworks.cli.door import run
from layerworks.errors import Conflict, Misused
from layerworks.storage import open_journal, part_records, verify
from layerworks.storage.vault import open_vault
from layerworks.workshop import Entry
from storage.test_records import printed

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_there_and_back(new_postgres, tmp_path: Path, capsys):
    folder, url = tmp_path / "shop", new_postgres()
    with open_journal(folder / "records.sqlite", T0, synced=False) as journal:
        journal.append(*printed("a", "m1", "big", "L1", minutes=10), Entry(T0, "me", "machine.enrolled", "", "m1", {}))
    before = verify(folder / "records.sqlite")
    open_vault(folder / "credentials", folder / "credentials.key", {}).put("m1", "a-key")
    assert run(["copy", str(folder), "--to", url, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"ok": True, "rows": before.head.number, "head": before.head.hash}
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(Conflict, match="anchor"):  # who has not seen its end does not know whether it is whole
        copy_records(other, url, T0, back=True)
    (other / "records.anchor").write_bytes((folder / "records.anchor").read_bytes())
    assert copy_records(other, url, T0, back=True) == before
    assert part_records(other / "records.sqlite") == part_records(folder / "records.sqlite")
    (other / "credentials.key").write_bytes((folder / "credentials.key").read_bytes())
    assert open_vault(other / "credentials", other / "credentials.key", {}).get("m1") == "a-key"


def test_where_to_is_to_be_said(tmp_path: Path):
    with pytest.raises(Misused):
        copy_records(tmp_path, "sqlite:///elsewhere", T0, back=False)
    assert run(["copy", str(tmp_path)]) != 0
