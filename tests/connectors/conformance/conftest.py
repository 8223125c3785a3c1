"""The benches as fixtures: each case runs on every brand that it applies to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.conformance.benches import Bench, RealMoonrakerBench, SimulatedBench, VirtualMoonrakerBench
from connectors.conformance.watcher import Watcher
from connectors.real_moonraker import REMEDY, RealMoonraker, moonraker_program
from layerworks.connectors.network import Network
from layerworks.connectors.simulated import Mishap

NETWORKED = ("virtual_moonraker", "real_moonraker")
BRANDS = ("simulated", *NETWORKED)


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


def make_bench(brand: str, request: pytest.FixtureRequest, *mishaps: Mishap) -> Bench:
    if brand == "simulated":
        return SimulatedBench(*mishaps)
    network = request.getfixturevalue("network")
    if brand == "virtual_moonraker":
        return VirtualMoonrakerBench(network, *mishaps)
    return RealMoonrakerBench(network, request.getfixturevalue("moonraker"), *mishaps)


@pytest.fixture(params=BRANDS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A printer of any brand."""
    made = make_bench(request.param, request)
    yield made
    made.close()


@pytest.fixture(params=NETWORKED)
def wired(request: pytest.FixtureRequest) -> Iterator[VirtualMoonrakerBench | RealMoonrakerBench]:
    """A printer of a brand behind a real cable."""
    made = make_bench(request.param, request)
    yield made  # type: ignore[misc]
    made.close()


@pytest.fixture
def virtual(network: Network) -> Iterator[VirtualMoonrakerBench]:
    """A printer of ours with fault switches."""
    made = VirtualMoonrakerBench(network)
    yield made
    made.close()


@pytest.fixture
def watcher(bench: Bench) -> Watcher:
    return Watcher(bench)
