"""A machine with a certificate of its own is believed by that certificate, and no other.

virtual_printer.pem was made for these tests and guards nothing:
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=virtual printer"
"""

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.conformance.benches import ServedInAShop, VirtualMoonrakerBench
from connectors.conformance.octoprint_benches import VirtualOctoPrintBench
from connectors.conformance.prusalink_benches import VirtualPrusaLinkBench
from connectors.conformance.watcher import Watcher
from connectors.even_program import even_job
from layerworks.connectors.http_access import HttpAccess
from layerworks.connectors.moonraker import Access
from layerworks.connectors.network import Network
from layerworks.connectors.octoprint import OctoPrintLink
from layerworks.connectors.prusalink import PrusaLinkLink
from layerworks.connectors.virtual import VirtualShop
from layerworks.connectors.virtual.certifying import certified
from layerworks.fleet import LinkLost, Snapshot

PEM = Path(__file__).with_name("virtual_printer.pem")


def fingerprint() -> str:
    text = PEM.read_text()
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERTIFICATE") :])).hexdigest()


@pytest.fixture
def bench() -> Iterator[VirtualMoonrakerBench]:
    network = Network()
    made = VirtualMoonrakerBench(network)
    yield made
    made.close()
    network.close()


@pytest.fixture
def url(bench: VirtualMoonrakerBench) -> Iterator[str]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PEM)
    shop = VirtualShop({"m1": bench.server}, tls=tls)
    yield shop.url("m1")
    shop.close()


def test_the_pinned_certificate_lets_in_and_carries_uploads(bench: VirtualMoonrakerBench, url: str):
    watcher = Watcher(bench, bench.link(Access(url, bench.key, fingerprint=fingerprint())))
    assert isinstance(watcher.open(), Snapshot)
    watcher.store(even_job(60.0))


def test_any_other_certificate_is_not_believed(bench: VirtualMoonrakerBench, url: str):
    for pinned in ("00" * 32, ""):  # another one, or one that no authority has signed
        watcher = Watcher(bench, bench.link(Access(url, bench.key, fingerprint=pinned)))
        lost = watcher.open()
        assert isinstance(lost, LinkLost)
        assert lost.by == "certificate"


@pytest.mark.filterwarnings(  # the virtual server ends while TLS still says goodbye
    "ignore::pytest.PytestUnhandledThreadExceptionWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize(
    ("make", "kind"), [(VirtualOctoPrintBench, OctoPrintLink), (VirtualPrusaLinkBench, PrusaLinkLink)]
)
def test_every_line_to_a_pinned_machine_is_to_that_one(make: type[ServedInAShop], kind: type):
    network = Network()
    bench: Any = make(network)
    context, fingerprint = certified("a proxy")
    shop = VirtualShop({"m1": bench.server}, tls=context)
    try:
        access = HttpAccess(shop.url("m1"), bench.key, fingerprint=fingerprint)
        watcher = Watcher(bench, bench.keep(kind("m1", access, network)))
        assert isinstance(watcher.open(), Snapshot)
        watcher.store(even_job(60.0))
        for pinned in ("00" * 32, ""):
            stranger = Watcher(bench, bench.keep(kind("m1", replace(access, fingerprint=pinned), network)))
            lost = stranger.open()
            assert isinstance(lost, LinkLost)
            assert lost.by == "certificate"
    finally:
        shop.close()
        bench.close()
        network.close()
