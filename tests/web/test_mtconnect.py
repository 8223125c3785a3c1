"""A client of MTConnect at a real hub with machines: once, over and over, and where it may not be."""

import base64
import re
from urllib.error import HTTPError
from urllib.request import HTTPBasicAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request, build_opener, urlopen

import pytest

from outward.mtconnect.structure import checked_devices, checked_streams, opened
from web.hub_process import until


@pytest.fixture(scope="module")
def hub(house):
    hub = house.hub("--mtconnect")
    hub.enrol(house.printers(1))
    hub.key = hub.do("POST", "tokens", {"name": "mes", "right": "read"})["token"]
    until(lambda: values(hub, "current").get("d_m0.available") == "AVAILABLE")
    return hub


def opened_at(hub, path, key=None):
    told = base64.b64encode(f"mes:{key or hub.key}".encode()).decode()
    return urlopen(Request(f"{hub.url}/mtconnect/{path}", headers={"Authorization": f"Basic {told}"}), timeout=30)


def asked(hub, path, key=None):
    try:
        with opened_at(hub, path, key) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def values(hub, path):
    told = asked(hub, path)[1]
    items = checked_devices(asked(hub, "probe")[1])  # asked for last, since models grow with what is heard
    return {o.attrib["dataItemId"]: o.text for o in checked_streams(told, items)}


def test_machines_are_there_and_change(hub):
    assert values(hub, "m0/current?path=//DataItem[@type='AVAILABILITY']") == {"d_m0.available": "AVAILABLE"}
    assert values(hub, "current")["d_m0.material"] == "pla"
    following = int(opened(asked(hub, "current")[1])[1][0].attrib["nextSequence"])
    hub.do("POST", "machines/m0/load", {"material": "petg", "nozzle_mm": 0.4})
    until(lambda: values(hub, f"sample?from={following}&count=1000").get("d_m0.material") == "petg")
    hub.do("POST", "machines/m0/load", {"material": "pla", "nozzle_mm": 0.4})


def test_a_stream_brings_what_is_new_and_signs_of_life(hub):
    items = checked_devices(asked(hub, "probe")[1])
    until(lambda: values(hub, "current")["d_m0.material"] == "pla")
    following = int(opened(asked(hub, "current")[1])[1][0].attrib["nextSequence"])
    path = f"sample?from={following}&interval=10&heartbeat=200&path=//DataItem[@type='MATERIAL']"
    with opened_at(hub, path) as stream:
        boundary = re.fullmatch("multipart/x-mixed-replace;boundary=(.+)", stream.headers["Content-Type"])[1]
        assert [len(checked_streams(part(stream, boundary), items)) for _ in range(2)] == [0, 0]
        hub.do("POST", "machines/m0/load", {"material": "petg", "nozzle_mm": 0.4})
        told = []
        until(lambda: told.extend(checked_streams(part(stream, boundary), items)) or told != [])
    assert [o.text for o in told] == ["petg"]
    with opened_at(hub, "current?interval=10") as stream:
        boundary = stream.headers["Content-Type"].partition("boundary=")[2]
        assert [len(checked_streams(part(stream, boundary), items)) for _ in range(2)] == [len(items)] * 2


def part(stream, boundary: str) -> bytes:
    assert stream.readline() == f"--{boundary}\r\n".encode()
    head = {}
    while line := stream.readline().strip():
        key, _, value = line.decode().partition(": ")
        head[key] = value
    text = stream.read(int(head["Content-length"]))
    assert stream.readline() == b"\r\n"
    return text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("nobody/probe", 404, "NO_DEVICE"),
        ("current?path=//[", 400, "INVALID_PATH"),
        ("sample?from=abc", 400, "INVALID_REQUEST"),
        ("sample?from=99999999999", 400, "OUT_OF_RANGE"),
        ("sample?count=0", 400, "OUT_OF_RANGE"),
        ("current?at=1&interval=10", 400, "INVALID_REQUEST"),
        ("asset/x", 404, "ASSET_NOT_FOUND"),
        ("no/such/thing", 404, "INVALID_URI"),
    ],
)
def test_what_cannot_be_answered_is_an_error_document(hub, path, status, code):
    told, text = asked(hub, path)
    kind, root = opened(text)
    assert (told, kind, root[1][0].attrib["errorCode"]) == (status, "Error", code)


def test_there_are_no_assets_and_nothing_can_be_changed(hub):
    assert opened(asked(hub, "assets")[1])[0] == "Assets"
    request = Request(f"{hub.url}/mtconnect/probe", b"x", {"X-Api-Key": hub.key}, method="PUT")
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=30)
    with refused.value as error:
        assert (error.code, opened(error.read())[1][1][0].attrib["errorCode"]) == (405, "UNSUPPORTED")


def test_a_token_that_may_not_look_and_a_stranger_get_nothing(hub):
    slicer = hub.do("POST", "tokens", {"name": "slicer", "right": "queue"})["token"]
    for key in (slicer, "wrong"):
        status, text = asked(hub, "probe", key)
        assert (status, opened(text)[1][1][0].attrib["errorCode"]) == (401, "UNAUTHORIZED")


def test_a_client_that_shows_its_password_only_when_asked_is_let_in_over_and_over(hub):
    passwords = HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, hub.url, "mes", hub.key)
    opener = build_opener(HTTPBasicAuthHandler(passwords))
    for _ in range(15):
        with opener.open(f"{hub.url}/mtconnect/probe", timeout=30) as answer:
            assert answer.status == 200
