"""Callers that send too much or too slowly, at a real socket; and the door with TLS."""

import contextlib
import json
import re
import socket
import ssl
import sys
from http.client import HTTPConnection

import pytest

from layerworks.cli.door import run
from web.mosquitto import own_certificate


@pytest.fixture(scope="module")
def hub(house):
    return house.hub()


@pytest.fixture
def connection(hub):
    host, port = hub.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        yield connection


def answered(connection) -> bytes:
    found = b""
    try:
        while piece := connection.recv(65536):
            found += piece
    except ConnectionResetError:  # what it had not read yet made the system say it so
        pass
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="bounds of another process, and many loopback addresses")
def test_who_takes_all_connections_takes_them_from_nobody_else(own_house):
    import resource

    hub = own_house.hub()
    with contextlib.ExitStack() as held:
        host, port = hub.url.removeprefix("http://").split(":")
        resource.prlimit(hub.process.pid, resource.RLIMIT_NOFILE, (240, 240))
        for _ in range(400):
            held.enter_context(socket.create_connection((host, int(port)), timeout=60))
        other = HTTPConnection(host, int(port), timeout=60, source_address=("127.0.0.2", 0))
        held.callback(other.close)
        other.request("POST", "/api/v1/tokens", '{"name": "x", "right": "read"}', {"Authorization": hub.token})
        assert other.getresponse().status == 201


@pytest.mark.parametrize(
    "head",
    [b"GET /" + b"a" * 200_000, b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000,
     b"GET / HTTP/1.1\r\n" + b"X: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 2_000 + b"\r\n"],
    ids=["path", "header", "headers"],
)  # fmt: skip
def test_a_head_without_end_ends_the_connection(connection, head):
    connection.sendall(head)
    assert answered(connection)[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "surrounding",
    [b"0\r\n" + b"X: a\r\n" * 200_000, b"0\r\nX: " + b"a" * 1_200_000, b"1;x=" + b"a" * 1_200_000],
    ids=["trailers", "trailer", "extension"],
)
def test_what_surrounds_a_body_without_end_ends_the_connection(connection, surrounding):
    head = b"POST /showroom HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with contextlib.suppress(ConnectionError):
        connection.sendall(head + surrounding)
    told = answered(connection)  # ends
    assert told == b"" or told.startswith(b"HTTP/1.1 405")


def test_a_header_after_the_body_counts_for_nothing(hub, connection):
    head = b"POST /api/v1/stop-all HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    connection.sendall(head + f"0\r\nAuthorization: Bearer {hub.token}\r\n\r\n".encode())
    assert answered(connection).startswith(b"HTTP/1.1 401")


def test_a_body_beyond_what_is_taken_in_is_refused(hub, connection):
    head = f"POST /api/v1/probe HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hub.token}\r\nConnection: close\r\n"
    connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
    piece = b"10000\r\n" + b" " * 65536 + b"\r\n"
    for _ in range(16 * 16):
        connection.sendall(piece)
    connection.sendall(piece + b"0\r\n\r\n")
    told = answered(connection)
    assert told.startswith(b"HTTP/1.1 413")
    assert json.loads(told.partition(b"\r\n\r\n")[2])["code"] == "web.body_too_large"


def test_requests_after_each_other_on_one_connection_are_answered_in_their_order(hub, connection):
    head = f"HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hub.token}\r\n"
    asked = f"GET /api/v1/queue {head}\r\nHEAD /api/v1/queue {head}\r\nGET /nothing {head}Connection: close\r\n\r\n"
    connection.sendall(asked.encode())
    told = answered(connection)
    assert re.findall(rb"HTTP/1.1 (\d+)", told) == [b"200", b"200", b"404"]
    assert told.count(b'{"jobs":[]}') == 1


def test_with_a_certificate_the_door_speaks_tls_and_says_so(own_house, tmp_path):
    certificate = tmp_path / "hub.pem"
    certificate.write_bytes(own_certificate())
    hub = own_house.hub("--certificate", str(certificate))
    host, port = hub.url.removeprefix("https://").split(":")
    trusting = ssl.create_default_context(cafile=certificate)
    plain = socket.create_connection((host, int(port)), timeout=60)
    with plain, trusting.wrap_socket(plain, server_hostname=host) as connection:
        connection.sendall(b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        told = answered(connection)
    assert told.startswith(b"HTTP/1.1 200")
    assert b"strict-transport-security: max-age=" in told.lower()
    hub.process.terminate()
    assert hub.process.wait(60) == 0


def test_who_finds_the_port_taken_is_told(hub, tmp_path, capsys):
    assert run(["serve", str(tmp_path / "other"), "--port", hub.url.rpartition(":")[2]]) == 1
    assert "cannot listen" in capsys.readouterr().err
