"""Without the hub's libraries `serve` says what to install."""

import sys

from layerworks.cli.door import run


def test_what_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    for name in [m for m in sys.modules if m.startswith(("layerworks.web", "layerworks.app.hub"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    assert run(["serve", str(tmp_path / "shop")]) == 1
    told = capsys.readouterr().err
    assert "aiohttp" in told
    assert "script/run serve" in told
    assert not (tmp_path / "shop").exists()
