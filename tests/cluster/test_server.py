"""Addresses of the server of events: what is taken, what is refused, and that a password is told nobody."""

import pytest

from layerworks.cluster.server import event_server_at
from layerworks.errors import Misused


def test_an_address_says_everything_but_the_password():
    server = event_server_at("tls://anna@events.example:4333/hall-2")
    assert (server.host, server.port, server.tls, server.user, server.shop) == (
        "events.example", 4333, True, "anna", "hall-2",
    )  # fmt: skip
    assert server.address == "tls://events.example:4333"
    assert server.subject("sights") == "layerworks.hall-2.sights.*"
    assert event_server_at("nats://127.0.0.1").address == "nats://127.0.0.1:4222"
    assert event_server_at("nats://[::1]:5000").address == "nats://[::1]:5000"


@pytest.mark.parametrize(
    "url",
    [
        "http://x",
        "tls://",
        "tls://h:x",
        "tls://h/a.b",
        "tls://h/a/b",
        "tls://anna:s3cret@h",
        "nats://10.0.0.1",
        "tls://h/*",
    ],
)
def test_others_are_refused_without_telling_a_password(url: str):
    with pytest.raises(Misused) as refused:
        event_server_at(url)
    assert "s3cret" not in repr(refused.value.text) + repr(refused.value.remedy)
