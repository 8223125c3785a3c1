"""Without the hub's libraries `serve` says what to install."""

import subprocess
import sys

import pytest

from layerworks.cli.door import run


@pytest.mark.parametrize("library", ["aiohttp", "fastapi", "uvicorn"])
def test_what_is_not_installed_is_named(library, monkeypatch, tmp_path, capsys):
    for name in [m for m in sys.modules if m.startswith(("layerworks.web", "layerworks.app.hub"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    assert run(["serve", str(tmp_path / "shop")]) == 1
    told = capsys.readouterr().err
    assert library in told
    assert "script/run serve" in told
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--opcua", "http://127.0.0.1:4840"], 2, "opc.tcp://127.0.0.1:4840"),
        (["--sparkplug", "mqtt://broker.example/a/b"], 2, "mqtts://"),
        (["--sparkplug", "mqtts://broker.example"], 2, "LAYERWORKS_BROKER_PASSWORD"),
    ],
)
def test_doors_that_cannot_be_opened_are_told_before_anything_begins(tmp_path, capsys, options, code, told):
    assert run(["serve", str(tmp_path / "shop"), *options]) == code
    assert told in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()


def test_the_library_of_opc_ua_is_wanted_only_where_it_is_asked_for(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("layerworks.cli.serving.find_spec", lambda _: None)
    assert run(["serve", str(tmp_path / "shop"), "--opcua", "opc.tcp://127.0.0.1:4840"]) == 1
    assert "layerworks[opcua]" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()
    imported = "import sys, layerworks.web.serving, layerworks.app.hub.opcua; sys.exit('asyncua' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", imported], check=False).returncode == 0


def test_a_hub_by_itself_wants_no_library_of_another_extra(tmp_path):
    """`script/run serve` installs what serves one hub; several hubs, notices and OPC UA have extras of their own."""
    opened = f"""
import sys
from pathlib import Path
for other in ("nats", "pg8000", "apprise", "asyncua", "cascadio"):
    sys.modules[other] = None
import layerworks.web.serving
from layerworks.app.hub.house import open_hub
from layerworks.web.hub_door import hub_door
from layerworks.workshop.patience import PatienceSettings
hub = open_hub(Path({str(tmp_path / "shop")!r}), {{}}, {{}}, PatienceSettings())
hub_door(hub)
hub.close()
"""
    done = subprocess.run([sys.executable, "-c", opened], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
