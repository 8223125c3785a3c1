"""A machine at an address, reached as a user's is: probed, linked, read; printed on by nobody.

Name a real one to hold it to the same: `LAYERWORKS_DEVICE` is its address as `machines add` takes it, and beside it
`LAYERWORKS_DEVICE_KEY` and `LAYERWORKS_DEVICE_FINGERPRINT` where it wants them. It is only looked at, unless
`LAYERWORKS_DEVICE_MAY` says `store` (a file of a few bytes is put there and taken away) or `warm` (the bed is set to
35 °C and off again). Without a device a virtual one stands at the address.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.conformance.benches import VirtualMoonrakerBench
from connectors.conformance.watcher import Watcher
from layerworks.app.hub.brands import Links, probe
from layerworks.app.hub.enrolment import Enrolled
from layerworks.connectors.found import Found
from layerworks.connectors.network import Network
from layerworks.digest import digest_bytes
from layerworks.fleet import Connector, Remove, SetTemperature, Snapshot, Temperatures, Upload

PROGRAM = b"; nothing but a pause of a millisecond\nG4 P1\n"
FILE = "layerworks-test-1.t1.gcode"


class Device:
    """An address with what was found there. may: what else than look."""

    cable = None

    def __init__(self, network: Network, address: str, key: str, fingerprint: str, may: frozenset[str]) -> None:
        self._links, self.may, self.key = Links(network, Path("agents")), may, key
        found = asyncio.run(probe(address, key, fingerprint))
        assert found is not None, f"nobody that we know answers at {address}"
        self.found: Found = found
        self._address = (found.address or address, fingerprint)

    def link(self) -> Connector:
        address, fingerprint = self._address
        enrolled = Enrolled("device", self.found.brand, address, "any", fingerprint=fingerprint)
        return self._links.to(enrolled, self.key or None)

    def pass_time(self, seconds: float) -> None:
        """The time of a device is its own."""


@pytest.fixture
def device(network: Network) -> Iterator[Device]:
    address, may = os.environ.get("LAYERWORKS_DEVICE"), os.environ.get("LAYERWORKS_DEVICE_MAY", "")
    if address is not None:
        key, fingerprint = (os.environ.get(f"LAYERWORKS_DEVICE_{name}", "") for name in ("KEY", "FINGERPRINT"))
        yield Device(network, address, key, fingerprint, frozenset(may.split(",")))
        return
    bench = VirtualMoonrakerBench(network)
    address = bench.url.partition("#")[0]
    yield Device(network, address, bench.key.reveal(), "", frozenset({"store", "warm"}))
    bench.close()


@pytest.fixture
def watcher(device: Device) -> Iterator[Watcher]:
    reader = Watcher(device, device.link())
    yield reader
    reader.connector.close()


def test_it_is_found_and_its_first_word_is_all_it_knows(device: Device, watcher: Watcher):
    assert not device.found.needs_key
    for _ in range(2):  # again, as after a restart of ours
        first = watcher.open()
        assert isinstance(first, Snapshot)
        assert {t.heater for t in first.printer.temperatures} >= {"nozzle"}
        assert all(-20.0 < t.actual_c < 500.0 for t in first.printer.temperatures)
        watcher.connector.close()
        watcher.connector = device.link()


def test_a_file_comes_and_goes(device: Device, watcher: Watcher):
    if "store" not in device.may or Upload not in watcher.connector.abilities.commands:
        return  # it may only be looked at, or takes no files
    assert isinstance(watcher.open(), Snapshot)
    assert watcher.ask(Upload(FILE, PROGRAM, digest_bytes(PROGRAM))).verdict == "accepted"
    watcher.until(lambda w: w.printer.has(FILE))
    assert watcher.ask(Remove(FILE)).verdict == "accepted"
    watcher.until(lambda w: not w.printer.has(FILE))


def test_its_bed_is_warmed_and_let_cool(device: Device, watcher: Watcher):
    if "warm" not in device.may or SetTemperature not in watcher.connector.abilities.commands:
        return  # nobody may, or nobody can
    assert isinstance(watcher.open(), Snapshot)
    for target_c in (35.0, 0.0):
        assert watcher.ask(SetTemperature("bed", target_c)).verdict == "accepted"
        watcher.until(lambda w: ("bed", target_c) in _targets(w))  # noqa: B023


def _targets(watcher: Watcher) -> set[tuple[str, float]]:
    told = watcher.told(Temperatures)[-1:]
    return {(t.heater, t.target_c) for seen in told for t in seen.readings}
