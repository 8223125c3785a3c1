"""A machine with a certificate of its own is believed by that certificate, and no other.

virtual_printer.pem was made for these tests and guards nothing:
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj "/CN=virtual printer"
"""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.conformance.benches import VirtualMoonrakerBench
from connectors.conformance.watcher import Watcher
from connectors.even_program import even_job
from layerworks.connectors.moonraker import Access
from layerworks.connectors.network import Network
from layerworks.connectors.virtual import VirtualShop
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
        assert isinstance(watcher.open(), LinkLost)
