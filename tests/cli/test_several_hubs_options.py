"""`serve` as one hub of several: what it wants to be told, and that no password is told to anybody."""

import re
from pathlib import Path

import pytest

from layerworks.cli.several_hubs import open_one_of_several, with_password
from layerworks.errors import Misused, Trouble, Unreachable
from layerworks.workshop.patience import PatienceSettings

DATABASE = "postgresql://hub@127.0.0.1:9/shop"
EVENTS = "nats://127.0.0.1:9/shop"
HERE = "http://127.0.0.1:7250"


def opened(folder: Path, environment: dict[str, str], **told: str | None):
    asked = {"database": DATABASE, "events": EVENTS, "name": "a", "address": HERE} | told
    patience = PatienceSettings()
    return open_one_of_several(folder, environment, {}, patience, *asked.values(), authorities=None, lease_s=30.0)


@pytest.mark.parametrize(
    "told",
    [
        {"database": None},
        {"events": None},
        {"events": "nats://10.0.0.1/shop"},
        {"name": "a b"},
        {"address": "http://10.0.0.5:7250"},
    ],
)
def test_what_is_missing_or_readable_on_the_network_is_refused_with_a_remedy(tmp_path, told: dict[str, str | None]):
    with pytest.raises(Misused) as refused:
        opened(tmp_path / "hub", {}, **told)
    assert refused.value.remedy is not None
    assert not (tmp_path / "hub").exists()


@pytest.mark.parametrize("how", ["environment", "file", "url"])
def test_a_database_that_is_away_is_told_without_its_password(tmp_path, how: str, caplog):
    told, environment = dict[str, str | None](), dict[str, str]()
    if how == "environment":
        environment["LAYERWORKS_DATABASE_PASSWORD"] = "s3cret"
    elif how == "file":
        (tmp_path / "password").write_text("s3cret\n")
        environment["LAYERWORKS_DATABASE_PASSWORD_FILE"] = str(tmp_path / "password")
    else:
        told["database"] = DATABASE.replace("hub@", "hub:s3cret@")
    with pytest.raises(Trouble) as away:
        opened(tmp_path / "hub", environment, **told)
    assert "s3cret" not in f"{away.value!r} {away.value.text!r} {away.value.remedy!r} {caplog.text}"
    kept = b"".join(p.read_bytes() for p in (tmp_path / "hub").rglob("*") if p.is_file())
    assert b"s3cret" not in kept


def test_a_password_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Unreachable):
        opened(tmp_path / "hub", {"LAYERWORKS_DATABASE_PASSWORD_FILE": str(tmp_path / "none")})


def test_a_password_goes_into_the_url_whatever_is_in_it():
    url = with_password("postgresql://hub@db.example:5433/shop?sslmode=require", "a@b/c:%")
    assert re.fullmatch(r"postgresql://hub:[A-Za-z0-9%]+@db\.example:5433/shop\?sslmode=require", url)
    assert with_password("postgresql://hub:x@db/shop", "y") == "postgresql://hub:x@db/shop"
    assert with_password("postgresql:///shop?host=/tmp", "y") == "postgresql:///shop?host=/tmp"
