"""Hubs and printers for the tests: whatever was begun is ended, even where beginning failed half way."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from web.hub_process import HubProcess, Printers


class House:
    """Begins hubs, each in a folder of its own, and printers; `ends` ends them all."""

    def __init__(self, folder: Path, ends: ExitStack):
        self._folder, self._ends, self._count = folder, ends, 0

    def hub(self, *options: str) -> HubProcess:
        self._count += 1
        hub = HubProcess(self._folder / f"{self._count}" / "shop", *options)
        self._ends.callback(hub.kill)
        return hub

    def printers(self, count: int) -> Printers:
        printers = Printers(count)
        self._ends.callback(printers.close)
        return printers


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """For what the tests of a module share."""
    with ExitStack() as ends:
        yield House(tmp_path_factory.mktemp("house"), ends)


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """For what a test has for itself."""
    with ExitStack() as ends:
        yield House(tmp_path, ends)


@pytest.fixture
def speaking(hub: HubProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line speaks to the module's hub."""
    monkeypatch.setenv("LAYERWORKS_TOKEN", hub.token)
    monkeypatch.setenv("LAYERWORKS_HUB", hub.url)
