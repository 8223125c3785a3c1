"""Enrolling by what answers: printers with certificates of their own, boards at ports, and who pretends."""

import asyncio
import os
import pty
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("aiohttp", reason="install the extra: pip install -e .[fleet]")

from connectors.conformance.bambu_benches import VirtualBambuBench
from connectors.conformance.benches import VirtualMoonrakerBench
from connectors.conformance.marlin_benches import MarlinBench
from connectors.even_program import even_text
from layerworks.app.hub.brands import Links, probe
from layerworks.app.hub.enrolling import enrol_all, look_at, renew
from layerworks.app.hub.enrolment import Enrolled, enrolling_of
from layerworks.app.hub.house import Hub, open_hub
from layerworks.app.hub.ordering import Wanted, order
from layerworks.connectors.bambu import Secret, address_of
from layerworks.connectors.marlin_serial.own_agent import OwnAgentLink, place_of
from layerworks.connectors.network import Network
from layerworks.connectors.virtual import VirtualShop
from layerworks.connectors.virtual.certifying import certified
from layerworks.connectors.virtual.marlin import VirtualMarlin
from layerworks.errors import Missing, Rejected, Trouble, Unreachable
from layerworks.fleet import Cancel, Snapshot, StateChanged
from layerworks.fleet.observations import LinkLost
from layerworks.storage import SqlJournal
from layerworks.words import say
from layerworks.workshop import PatienceSettings, PrintAttempt, find_attempt
from layerworks.workshop.equipment import MaterialLoaded
from layerworks.workshop.events import Reserved, entry_of
from layerworks.workshop.journal import Entry
from layerworks.workshop.queued import Given, Queued

TYPE = "bambu-p1s"


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network()
    yield made
    made.close()


@pytest.fixture
def bambu(network: Network) -> Iterator[VirtualBambuBench]:
    made = VirtualBambuBench(network)
    yield made
    made.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    opened = open_hub(tmp_path / "shop", {}, {}, PatienceSettings())
    yield opened
    opened.close()


def enrol(hub: Hub, row: dict[str, Any], *, must_answer: bool = True) -> dict[str, Any]:
    asked = enrolling_of({"machine_type": TYPE, "name": "m1", **row})
    return asyncio.run(enrol_all(hub, [asked], "test", "new", must_answer=must_answer))[0]


def row_of(bench: VirtualBambuBench) -> dict[str, Any]:
    host = address_of(bench.access).partition("@")[2]
    return {"address": f"bambu://{host}", "key": bench.key.reveal()}


def test_a_bambu_printer_is_found_by_its_certificate_and_pinned(hub: Hub, bambu: VirtualBambuBench):
    told = enrol(hub, row_of(bambu))
    assert (told["brand"], told["serial"], told["version"]) == ("bambu", bambu.server.serial, "01.08.00.00")
    assert told["fingerprint"] == bambu.server.fingerprint
    assert told["address"] == address_of(bambu.access)
    assert "Start" in told["may"]
    assert bambu.key.reveal() not in str(list(hub.journal.about("m1")))


def test_without_the_right_code_it_is_found_and_not_enrolled(hub: Hub, bambu: VirtualBambuBench):
    told = asyncio.run(look_at(row_of(bambu)["address"], ""))
    assert (told["brand"], told["needs_key"]) == ("bambu", True)
    with pytest.raises(Rejected):
        enrol(hub, {**row_of(bambu), "key": "00000000"})


def test_another_certificate_or_serial_than_the_one_named_is_refused(hub: Hub, bambu: VirtualBambuBench):
    presented = bambu.server.presented
    with pytest.raises(Rejected) as other:
        enrol(hub, {**row_of(bambu), "fingerprint": "ab" * 32})
    assert other.value.text.code == "app.hub_other_certificate"
    assert bambu.server.presented == presented
    with pytest.raises(Rejected) as wrong:
        enrol(hub, {**row_of(bambu), "serial": "01P00A999999999"})
    assert wrong.value.text.code == "app.hub_other_serial"
    assert enrol(hub, {**row_of(bambu), "serial": bambu.server.serial})["answers"]


def test_a_bambu_printer_that_is_off_needs_serial_and_certificate(hub: Hub):
    row = {"address": "127.0.0.1:9", "brand": "bambu"}
    with pytest.raises(Missing) as unknown:
        enrol(hub, row, must_answer=False)
    assert unknown.value.text.code == "app.hub_must_answer"
    told = enrol(hub, {**row, "serial": "01P00A000000001", "fingerprint": "ab" * 32}, must_answer=False)
    assert (told["address"], told["answers"]) == ("bambu://01P00A000000001@127.0.0.1:9", False)


@pytest.mark.parametrize("brand", ["prusalink", "octoprint", "moonraker"])
def test_a_list_may_name_machines_of_each_brand_that_are_off(hub: Hub, brand: str):
    told = enrol(hub, {"address": "127.0.0.1:9", "brand": brand}, must_answer=False)
    assert (told["brand"], told["address"]) == (brand, "http://127.0.0.1:9")


def test_a_machine_with_a_certificate_of_its_own_is_pinned_and_no_other_believed(hub: Hub, network: Network):
    bench = VirtualMoonrakerBench(network)
    context, fingerprint = certified("a voron")
    shop = VirtualShop({"m1": bench.server}, tls=context)
    row = {"address": shop.url("m1"), "key": bench.key.reveal()}
    told = enrol(hub, row)
    assert (told["brand"], told["fingerprint"]) == ("moonraker", fingerprint)
    port = shop.port
    shop.close()
    impostor = VirtualShop({"m1": bench.server}, port=port, tls=certified("a voron")[0])
    lost = first_of(hub.floor.posts["m1"].machine.connector)
    assert isinstance(lost, LinkLost)
    assert lost.by == "certificate"
    with pytest.raises(Rejected):
        enrol(hub, {**row, "name": "m2", "fingerprint": fingerprint})
    renewed = asyncio.run(renew(hub, "m1", "", "", "test", "new firmware"))
    assert renewed["fingerprint"] != fingerprint
    assert isinstance(first_of(hub.floor.posts["m1"].machine.connector), Snapshot)
    impostor.close()
    bench.close()


def test_an_agent_is_found_at_its_socket(hub: Hub, network: Network):
    bench = MarlinBench(network)
    told = enrol(hub, {"address": f"unix:{bench.socket}"})
    assert (told["brand"], told["answers"]) == ("marlin", True)
    bench.close()
    assert asyncio.run(probe(f"unix:{bench.socket}", "")) is None


def test_a_port_is_found_without_being_opened(hub: Hub):
    ours, theirs = pty.openpty()
    told = enrol(hub, {"address": f"serial:{os.ttyname(theirs)}?baud=250000"})
    assert (told["brand"], "Start" in told["may"]) == ("marlin", True)
    with pytest.raises(Trouble):
        enrol(hub, {"name": "m2", "address": "serial:/dev/no-such-port"})
    os.close(ours)
    os.close(theirs)


def test_an_agent_is_started_outlives_its_link_and_ends_when_it_is_forgotten(network: Network, tmp_path: Path):
    board = VirtualMarlin()
    enrolled = Enrolled("m1", "marlin", f"serial:{board.path}", "prusa-mk4s")
    links = Links(network, tmp_path)
    place = place_of(enrolled.address, tmp_path / "m1")
    first = links.to(enrolled, None)
    assert isinstance(first, OwnAgentLink)
    assert isinstance(first_of(first), Snapshot)
    inode = place.socket.stat().st_ino
    first.close()
    second = links.to(enrolled, None)
    assert isinstance(first_of(second), Snapshot | StateChanged)
    assert place.socket.stat().st_ino == inode
    links.forget(enrolled)
    until(second, LinkLost)
    second.close()
    board.close()


def test_a_machine_whose_leaving_cannot_be_written_down_stays(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    enrol(hub, {"address": "http://127.0.0.1:9", "brand": "octoprint"}, must_answer=False)

    def away(*entries: Entry) -> None:
        raise Unreachable(say("storage.database_away", detail="away"))

    with monkeypatch.context() as patched:
        patched.setattr(SqlJournal, "append", lambda _journal, *entries: away(*entries))
        with pytest.raises(Unreachable):
            hub.dismiss("m1", "mei", "sold")
    assert "m1" in hub.floor.posts
    hub.dismiss("m1", "mei", "sold")
    assert (hub.floor.posts, hub.journal.enrolled()) == ({}, ())


def test_what_a_person_wants_of_a_print_outlives_another_key(hub: Hub):
    enrol(hub, {"address": "http://127.0.0.1:9", "brand": "octoprint"}, must_answer=False)
    made = Queued("d", 1, {}, 60.0, TYPE, "pla", 0.4, 1.0)
    hub.floor.queue.put(["j"], made, hub.now(), "mei", "ordered")
    hub.floor.clear("m1", hub.now(), "mei", "new")
    attempt, post = "j.1", hub.floor.posts["m1"]
    given = hub.floor.queue.entries(hub.floor.queue["j"], (Given(attempt, "m1"),), hub.now())
    reserved = Reserved("j", "m1", "d", 1, 60.0)
    hub.journal.append(entry_of(reserved, attempt, hub.now(), "hub", "asked", place=1), *given)
    hub.floor.queue.recall(["j"])
    post.attempt = find_attempt(hub.journal, attempt)
    hub.floor.wish("m1", Cancel, hub.now(), "mei", "wrong colour")
    hub.renew(Enrolled("m1", "octoprint", "http://127.0.0.1:9", TYPE), "another", "mei", "changed")
    renewed = hub.floor.posts["m1"]
    assert renewed is not post
    assert isinstance(renewed.wish, Cancel)


@pytest.mark.parametrize(
    ("brand", "address"),
    [
        ("moonraker", "http://127.0.0.1:9"),
        ("octoprint", "http://127.0.0.1:9"),
        ("prusalink", "http://127.0.0.1:9"),
        ("bambu", "bambu://01P00A000000001@127.0.0.1:9"),
        ("marlin", "unix:/no/such/socket"),
    ],
)
def test_every_link_tells_time_by_the_clock_of_its_hub(network: Network, tmp_path: Path, brand: str, address: str):
    told = datetime(2036, 11, 25, tzinfo=UTC)
    link = Links(network, tmp_path, lambda: told).to(Enrolled("m1", brand, address, TYPE), "key")
    link.open()
    assert until(link, LinkLost).at == told


def first_of(connector: Any) -> Any:
    connector.open()
    return until(connector, object)


def until(connector: Any, kind: type) -> Any:
    limit = time.monotonic() + 60.0
    while True:
        for seen in connector.observations():
            if isinstance(seen, kind):
                return seen
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_a_job_is_printed_once_by_an_enrolled_bambu_printer(hub: Hub, bambu: VirtualBambuBench, tmp_path: Path):
    enrol(hub, row_of(bambu))
    hub.load("m1", MaterialLoaded("pla", "", None, 0.4), "test", "new")
    hub.floor.clear("m1", hub.now(), "test", "new")
    program = tmp_path / "piece.gcode"
    program.write_bytes(even_text(60.0))

    async def printed() -> PrintAttempt | None:
        tending = asyncio.create_task(hub.tend())
        ordered = await order(hub, program, Wanted("piece", TYPE, "pla"), "test", "wanted")
        assert isinstance(ordered, tuple)
        limit = time.monotonic() + 60.0
        while ordered[0] in {job.job for job in hub.floor.queue}:
            assert time.monotonic() < limit, hub.state("m1")
            bambu.pass_time(2.0)
            await asyncio.sleep(0.02)
        tending.cancel()
        return find_attempt(hub.journal, f"{ordered[0]}-1")

    attempt = asyncio.run(printed())
    assert attempt is not None
    assert attempt.end is not None
    assert attempt.end.outcome == "completed"
    assert bambu.starts() == [attempt.file]


def test_a_new_access_code_is_taken_and_a_wrong_one_is_not(hub: Hub, bambu: VirtualBambuBench):
    enrol(hub, row_of(bambu))
    bambu.server.touch(lambda: bambu.server.change_code(Secret("87654321")))
    with pytest.raises(Rejected):
        asyncio.run(renew(hub, "m1", "", "", "test", "still the old one"))
    asyncio.run(renew(hub, "m1", "87654321", "", "test", "changed at the screen"))
    assert isinstance(first_of(hub.floor.posts["m1"].machine.connector), Snapshot)
    assert hub.vault.get("m1") == "87654321"


def test_what_is_another_machine_is_not_renewed(hub: Hub, bambu: VirtualBambuBench):
    told = enrol(hub, {**row_of(bambu), "serial": bambu.server.serial})
    other = {**row_of(bambu), "name": "m2", "address": told["address"].replace("01P00A000000001", "01P00A000000002")}
    enrolled = Enrolled("m2", "bambu", other["address"], TYPE, "", told["fingerprint"])
    hub.enrol([(enrolled, bambu.key.reveal())], "test", "by hand")
    with pytest.raises(Rejected) as another:
        asyncio.run(renew(hub, "m2", "", "", "test", "by mistake"))
    assert another.value.text.code == "app.hub_other_machine"
