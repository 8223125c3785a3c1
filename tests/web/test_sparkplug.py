"""A real hub at a real broker, over TLS and with a password; a host application follows it by the specification."""

import contextlib
import queue

import pytest

from outward.sparkplug.host import Host
from outward.sparkplug.protobuf_twin import Payload
from web.mosquitto import PROGRAM, Mosquitto

PASSWORD = "a-password-of-the-broker"
NCMD = "spBv1.0/shop/NCMD/hub"
REBIRTH = Payload(
    timestamp=1, metrics=[{"name": "Node Control/Rebirth", "boolean_value": True, "datatype": 11}]
).SerializeToString()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Mosquitto is not installed")


@pytest.fixture
def broker(tmp_path):
    broker = Mosquitto(tmp_path, PASSWORD)
    yield broker
    broker.stop()


def test_births_data_rebirth_and_deaths_at_a_real_broker(own_house, monkeypatch, broker):
    listener, host = broker.listen(), Host()

    def until(kind: str, so=lambda: True) -> None:
        while host.hear(*listener.next()) != kind or not so():
            pass

    monkeypatch.setenv("LAYERWORKS_BROKER_PASSWORD", PASSWORD)
    options = (
        "--sparkplug",
        f"mqtts://anna@127.0.0.1:{broker.port}/shop/hub",
        "--sparkplug-ca",
        str(broker.certificate),
    )
    hub = own_house.hub(*options)
    until("NBIRTH")
    hub.enrol(own_house.printers(1))
    until("DBIRTH")
    hub.do("POST", "machines/m0/load", {"material": "petg", "nozzle_mm": 0.4})
    until("DDATA", lambda: host.devices["m0"]["material/name"] == "petg")
    assert host.devices["m0"]["machine_type"] == "voron-2-4-350"

    listener.say(NCMD, REBIRTH)
    listener.next()  # the command itself, which the listener hears too
    until("DBIRTH")
    assert host.devices["m0"]["material/name"] == "petg"

    monkeypatch.delenv("LAYERWORKS_BROKER_PASSWORD")
    for end in ("kill", "terminate"):  # the broker tells of the one, the hub itself of the other
        getattr(hub.process, end)()
        until("NDEATH", lambda: not host.alive)
        hub.kill()
        hub.start()  # the password is sealed in the folder now
        until("DBIRTH")
    hub.do("DELETE", "machines/m0", {"why": "sold"})
    until("DDEATH")
    hub.kill()
    kept = b"".join(p.read_bytes() for p in hub.folder.parent.rglob("*") if p.is_file() and "mosquitto" not in p.name)
    assert PASSWORD.encode() not in kept
    listener.close()


def test_a_broker_that_comes_late_or_goes_away_is_found_again(own_house, monkeypatch, broker):
    monkeypatch.setenv("LAYERWORKS_BROKER_PASSWORD", PASSWORD)
    broker.stop()
    own_house.hub(*options(broker))
    connections = []
    for _ in range(2):
        broker.start()
        listener, host = broker.listen(), Host()
        while not host.alive:  # as a host does that comes later than the node: nothing is retained
            listener.say(NCMD, REBIRTH)
            with contextlib.suppress(queue.Empty):
                while not host.alive:
                    host.hear(*heard_about_hub(listener))
        connections.append(host.bd_seq)
        listener.close()
        broker.stop()
    assert connections == [0, 1]
    broker.start()


def heard_about_hub(listener) -> tuple[str, bytes]:
    topic = NCMD
    while topic == NCMD:
        topic, body = listener.heard.get(timeout=2)
    return topic, body


def options(broker) -> tuple[str, ...]:
    address = f"mqtts://anna@127.0.0.1:{broker.port}/shop/hub"
    return "--sparkplug", address, "--sparkplug-ca", str(broker.certificate)
