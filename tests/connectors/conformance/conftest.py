"""The benches as fixtures: each case runs on every brand that it applies to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.conformance.bambu_benches import VirtualBambuBench
from connectors.conformance.benches import (
    Bench,
    NetworkedBench,
    RealMoonrakerBench,
    SimulatedBench,
    VirtualBench,
    VirtualMoonrakerBench,
)
from connectors.conformance.marlin_benches import MarlinBench
from connectors.conformance.octoprint_benches import RealOctoPrintBench, VirtualOctoPrintBench
from connectors.conformance.prusalink_benches import VirtualPrusaLinkBench
from connectors.conformance.watcher import Watcher
from connectors.real_moonraker import REMEDY, RealMoonraker, moonraker_program
from connectors.real_octoprint import REMEDY as octoprint_remedy
from connectors.real_octoprint import RealOctoPrint, octoprint_program
from layerworks.connectors.network import Network
from layerworks.connectors.simulated import Mishap

VIRTUAL = ("virtual_moonraker", "virtual_octoprint", "virtual_prusalink", "virtual_bambu")
NETWORKED = (*VIRTUAL, "real_moonraker", "real_octoprint")
BRANDS = ("simulated", *NETWORKED, "virtual_marlin")


@pytest.fixture(scope="session")
def network() -> Iterator[Network]:
    shared = Network()
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def moonraker() -> Iterator[RealMoonraker]:
    program = moonraker_program()
    if program is None:
        pytest.skip(REMEDY)
    with tempfile.TemporaryDirectory(prefix="lw") as folder:
        running = RealMoonraker(program, Path(folder))
        yield running
        running.close()


@pytest.fixture(scope="session")
def octoprint() -> Iterator[RealOctoPrint]:
    program = octoprint_program()
    if program is None:
        pytest.skip(octoprint_remedy)
    with tempfile.TemporaryDirectory(prefix="lw") as folder:
        running = RealOctoPrint(program, Path(folder))
        yield running
        running.close()


def make_bench(brand: str, request: pytest.FixtureRequest, *mishaps: Mishap) -> Any:
    if brand == "simulated":
        return SimulatedBench(*mishaps)
    network = request.getfixturevalue("network")
    if brand == "virtual_moonraker":
        return VirtualMoonrakerBench(network, *mishaps)
    if brand == "virtual_octoprint":
        return VirtualOctoPrintBench(network, *mishaps)
    if brand == "virtual_marlin":
        return MarlinBench(network)
    if brand == "virtual_prusalink":
        return VirtualPrusaLinkBench(network, *mishaps)
    if brand == "virtual_bambu":
        return VirtualBambuBench(network, *mishaps)
    if brand == "real_octoprint":
        return RealOctoPrintBench(network, request.getfixturevalue("octoprint"))
    return RealMoonrakerBench(network, request.getfixturevalue("moonraker"), *mishaps)


@pytest.fixture(params=BRANDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A printer of any brand."""
    made = make_bench(request.param, request)
    yield made
    made.close()


@pytest.fixture(params=NETWORKED)
def wired(request: pytest.FixtureRequest) -> Iterator[NetworkedBench]:
    """A printer of a brand behind a real cable."""
    made = make_bench(request.param, request)
    yield made
    made.close()


@pytest.fixture(params=VIRTUAL)
def virtual(request: pytest.FixtureRequest) -> Iterator[VirtualBench]:
    """A printer of ours with fault switches."""
    made = make_bench(request.param, request)
    yield made
    made.close()


@pytest.fixture
def moonraker_bench(network: Network) -> Iterator[VirtualMoonrakerBench]:
    made = VirtualMoonrakerBench(network)
    yield made
    made.close()


@pytest.fixture
def watcher(bench: Bench) -> Watcher:
    return Watcher(bench)
