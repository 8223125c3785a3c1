"""The edge node, followed by a host application that knows only the specification."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.errors import Misused
from layerworks.outward.sight import Heater, Sight
from layerworks.outward.sparkplug.broker import Broker, broker_at
from layerworks.outward.sparkplug.metrics import metrics_of
from layerworks.outward.sparkplug.node import EdgeNode
from outward.sparkplug.host import Host
from outward.sparkplug.protobuf_twin import Payload

SIGHTS = st.builds(
    Sight,
    st.sampled_from(["m1", "m2", "m3"]),
    st.just("prusa-mk4s"),
    st.booleans(),
    st.sampled_from(["idle", "printing"]),
    layer=st.none() | st.integers(0, 3),
    printed_s=st.none() | st.floats(0, 1e6),
    heaters=st.lists(st.builds(Heater, st.sampled_from(["bed", "nozzle"]), st.floats(0, 300), st.just(0.0)),
                     unique_by=lambda h: h.name).map(tuple),
)  # fmt: skip
STEPS = st.lists(st.lists(SIGHTS, max_size=3) | st.sampled_from(["break", "rebirth", "leave", "dismiss"]), max_size=25)


@given(STEPS)
def test_whatever_happens_a_host_that_hears_all_knows_what_we_see(steps):
    node, host, seen, connected = EdgeNode("shop", "hub"), Host(), {}, False
    will = None
    for at, step in enumerate(steps, 1):
        if not connected:
            will = node.connecting(at)
            told, connected = node.birth(at), True
            for message in told:
                host.hear(message.topic, message.body)
        if step == "break":
            node.lost()
            host.hear(will.topic, will.body)
            connected = False
            assert not host.alive
            continue
        if step == "leave":
            told, connected = node.leaving(at), False
        elif step == "rebirth":
            told = node.birth(at)
        else:
            news = {"m1": None} if step == "dismiss" else {sight.machine: sight for sight in step}
            seen |= news
            told = node.see(news, at)
        for message in told:
            assert message.qos == (1 if "NDEATH" in message.topic else 0)
            host.hear(message.topic, message.body)
        wanted = {m: {k: v for k, (_, v) in metrics_of(s).items()} for m, s in seen.items() if s and s.online}
        assert host.devices == (wanted if connected else {})


def test_numbers_go_round_and_connections_are_told_apart():
    node, host = EdgeNode("shop", "hub"), Host()
    for round in range(300):
        will = node.connecting(1)
        assert Payload.FromString(will.body).metrics[0].long_value == round % 256
    for message in node.birth(1):
        host.hear(message.topic, message.body)
    for layer in range(600):
        for message in node.see({"m1": Sight("m1", "prusa-mk4s", True, layer=layer)}, 1):
            host.hear(message.topic, message.body)
    assert host.devices["m1"]["print/layer"] == 599
    assert node.see({"m1": Sight("m1", "prusa-mk4s", True, layer=599)}, 1) == []


def test_only_rebirth_is_a_command():
    node = EdgeNode("shop", "hub")
    told = Payload(metrics=[{"name": "Node Control/Rebirth", "boolean_value": True, "datatype": 11}])
    assert node.wants_rebirth("spBv1.0/shop/NCMD/hub", told.SerializeToString())
    assert not node.wants_rebirth("spBv1.0/shop/NCMD/other", told.SerializeToString())
    assert not node.wants_rebirth("spBv1.0/shop/NCMD/hub", b"\xff\xff")
    no = Payload(metrics=[{"name": "Node Control/Rebirth", "boolean_value": False, "datatype": 11}])
    assert not node.wants_rebirth("spBv1.0/shop/NCMD/hub", no.SerializeToString())


def test_an_address_says_all_of_a_broker():
    assert broker_at("mqtts://an%40na@b.example/shop/hub%201") == Broker(
        "b.example", 8883, True, "an@na", "shop", "hub 1"
    )
    assert broker_at("mqtt://127.0.0.1:1999/a/b") == Broker("127.0.0.1", 1999, False, "", "a", "b")


@pytest.mark.parametrize(
    "url",
    ["mqtt://b.example/a/b", "mqtts://b.example", "mqtts://b.example/a", "mqtts://u:secret@b.example/a/b", "http://b/a/b",
     "mqtts://b.example/a/+", "mqtts://b.example/a/%23", "mqtts://b.example:99999/a/b", "mqtts:///a/b"],
)  # fmt: skip
def test_other_addresses_are_refused_and_no_password_is_taken_in_one(url):
    with pytest.raises(Misused):
        broker_at(url)
