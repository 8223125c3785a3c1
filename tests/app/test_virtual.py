"""Virtual printers for classes: each passes for its brand, wants the key, and is there again after a restart."""

import asyncio
import csv
import json

import pytest

from layerworks.cli.door import run
from layerworks.errors import Misused, Unreachable

pytest.importorskip("aiohttp", reason="install the extra: pip install -e .[fleet]")

from layerworks.app.hub.brands import probe
from layerworks.app.virtual import brands_of, classroom
from layerworks.connectors.virtual.brands import BRANDS
from layerworks.digest import digest_bytes
from layerworks.fleet import Start, Upload

KEY = "a-key-for-the-class"
TYPE = "voron-2-4-350"
PROGRAM = b"G28\nG1 X10 Y10 Z0.2 F3000\nG1 X90 E3 F600\n"


def test_each_passes_for_its_brand_and_wants_the_key():
    with classroom(BRANDS, TYPE, KEY) as served:
        for offered in served.offered:
            found = asyncio.run(probe(offered.address, KEY))
            assert (found.brand, found.needs_key) == (offered.brand, False)
            assert asyncio.run(probe(offered.address, "wrong")).needs_key


def test_printers_kept_in_a_folder_are_there_again(tmp_path):
    with classroom(["moonraker"], TYPE, KEY, folder=tmp_path, pace=1000.0) as served:
        printer, now = served.printers[0], served.clock.now
        upload = Upload("piece.gcode", PROGRAM, digest_bytes(PROGRAM))
        served.shop.touch(lambda: (printer.receive(upload, now()), printer.receive(Start("piece.gcode"), now())))
    with classroom(["moonraker"], TYPE, KEY, folder=tmp_path, pace=1000.0) as served:
        printer, now = served.printers[0], served.clock.now
        assert served.shop.touch(lambda: printer.look(now())).run.file == "piece.gcode"
        while not (tidied := served.tidy()):  # nobody takes off what is still printed
            pass
        assert tidied == ("moonraker-1",)
        assert served.shop.touch(lambda: printer.look(now())).run.phase == "completed"
        assert not printer.bed_used()


def test_a_brand_nobody_plays_and_a_port_that_is_taken():
    with pytest.raises(Misused):
        brands_of(["moonraker", "abacus"], 1)
    with (
        classroom(["prusalink"], TYPE, KEY) as served,
        pytest.raises(Unreachable),
        classroom(["prusalink"], TYPE, KEY, port=served.shop.port),
    ):
        pass


def test_the_command_writes_the_list_for_its_owner_alone(tmp_path, capsys):
    listed = tmp_path / "class.csv"
    asked = ["virtual", "-n", "5", "--port", "0", "--key", KEY, "--list", str(listed), "--seconds", "0.1", "--json"]
    assert run(asked) == 0
    told = json.loads(capsys.readouterr().out)
    with listed.open(newline="") as file:
        assert list(csv.DictReader(file)) == told["machines"]
    assert [m["brand"] for m in told["machines"]] == [*BRANDS, "moonraker"]
    assert listed.stat().st_mode & 0o077 == 0


def test_a_printer_that_is_kept_is_the_same_one_to_who_pinned_it(tmp_path):
    found = []
    for _ in range(2):
        with classroom(["bambu"], TYPE, KEY, folder=tmp_path) as served:
            found.append(asyncio.run(probe(served.offered[0].address, KEY)))
    assert found[0].fingerprint == found[1].fingerprint != ""
    assert (tmp_path / "bambu-1.pem").stat().st_mode & 0o077 == 0
    with classroom(["bambu"], TYPE, KEY) as served:
        assert asyncio.run(probe(served.offered[0].address, KEY)).fingerprint != found[0].fingerprint
