"""Three hubs share a shop over a real PostgreSQL and a real NATS server; one is killed while jobs run."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from cluster.nats_server import PROGRAM, NatsServer
from connectors.even_program import even_text
from layerworks.fleet import attempt_of
from layerworks.storage import Location, open_journal, verify
from layerworks.web.handing_on import HANDED_ON
from web.conftest import House
from web.hub_process import KEY, until

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="nats-server is not installed: apt-get install nats-server")
MACHINES = 12
JOBS = 18
LEASE_S = 3


@pytest.fixture
def nats(tmp_path):
    server = NatsServer(tmp_path)
    yield server
    server.stop()


class Shop:
    """Three hubs, and a person who goes round and speaks to any of them."""

    def __init__(self, house: House, database: str, events: str):
        self.printers = house.printers(MACHINES)
        shared = ("--database", database, "--events", events, "--lease", str(LEASE_S))
        self.hubs = {"a": house.hub(*shared, "--hub", "a")}  # it makes the owner's token
        with ThreadPoolExecutor() as beginning:
            others = beginning.map(lambda name: (name, house.hub(*shared, "--hub", name)), "bc")
            self.hubs |= dict(others)
        for hub in self.hubs.values():
            hub.token = self.hubs["a"].token

    def machines(self, at: str) -> dict[str, dict[str, object]]:
        return self.hubs[at].do("GET", "machines")["machines"]

    def all_there(self, at: str) -> bool:
        states = self.machines(at)
        return len(states) == MACHINES and all(state["link"] == "online" for state in states.values())

    def enrol(self) -> None:
        names = self.printers.names
        rows = [
            {"name": n, "address": self.printers.url(n), "machine_type": "voron-2-4-350", "key": KEY} for n in names
        ]
        self.hubs["a"].do("POST", "machines", {"machines": rows, "why": "new"})
        until(lambda: all(self.all_there(at) for at in self.hubs))
        loaded = {"machines": ["*"], "material": "pla", "nozzle_mm": 0.4}
        assert len(self.hubs["b"].do("POST", "bulk/load", loaded)["done"]) == MACHINES
        for name in names:
            self.hubs["c"].do("POST", f"machines/{name}/clear", {"why": "new"})

    def tidy(self, at: str) -> bool:
        """Take off what is finished and say so at one hub; tell whether the queue is empty."""
        hub = self.hubs[at]
        for name, machine in self.machines(at).items():
            used = machine["bed"] != "clear" and machine["attempt"] is None and machine["link"] == "online"
            if used and self.printers.ask(f"tidy {name}"):
                hub.ask("POST", f"machines/{name}/clear", {"why": "taken off"})
        return not hub.do("GET", "queue")["jobs"]


def _rights_hold_at_every_hub(shop: Shop) -> None:
    """What is written at one hub holds at the others; what one may not do at one may not be handed on either."""
    a, b, c = (shop.hubs[name] for name in "abc")
    viewer = a.do("POST", "tokens", {"name": "eve", "right": "viewer"})["token"]
    until(lambda: b.ask("GET", "machines", token=viewer)[0] == 200)
    of_a = next(name for name, state in shop.machines("b").items() if state["hub"] == "a")
    assert b.ask("POST", f"machines/{of_a}/out-of-service", {}, token=viewer)[0] == 403
    b.do("POST", f"machines/{of_a}/out-of-service", {"why": "asked at b"})
    until(lambda: shop.machines("c")[of_a]["in_service"] is False)
    c.do("POST", f"machines/{of_a}/in-service", {"why": "asked at c"})
    c.do("POST", "limits", {"machine": of_a, "set": {"alarm_silent_s": 77.0}})
    limits = f"limits?machine={of_a}"
    until(lambda: {r["key"]: r["value"] for r in a.do("GET", limits)["limits"]}["alarm_silent_s"] == 77.0)
    handed = Request(f"{b.url}/api/v1/machines/{of_a}/in-service", b"{}", method="POST")
    handed.add_header("Authorization", f"Bearer {b.token}")
    handed.add_header(HANDED_ON, "c")
    with pytest.raises(HTTPError) as refused:
        urlopen(handed, timeout=60)
    with refused.value as answer:
        assert answer.code == 503
    a.do("DELETE", "tokens/eve", {"why": "left"})
    until(lambda: b.ask("GET", "machines", token=viewer)[0] == 401)


def test_the_machines_of_a_hub_that_is_killed_are_taken_over_and_nothing_is_lost(
    tmp_path, monkeypatch, new_postgres, nats, own_house
):
    monkeypatch.setenv("LAYERWORKS_KEY", base64.urlsafe_b64encode(bytes(range(32))).decode())
    database = new_postgres()
    shop = Shop(own_house, database, nats.url)
    shop.enrol()
    by = [state["hub"] for state in shop.machines("b").values()]
    assert {hub: by.count(hub) for hub in "abc"} == {"a": 4, "b": 4, "c": 4}
    _rights_hold_at_every_hub(shop)
    jobs = shop.hubs["b"].queue(even_text(2.0), JOBS)
    until(lambda: shop.tidy("c") or all(m["attempt"] for m in shop.machines("c").values()))
    of_a = next(name for name, state in shop.machines("b").items() if state["hub"] == "a")
    shop.hubs.pop("a").kill()
    status, told = shop.hubs["b"].ask("POST", f"machines/{of_a}/in-service", {})
    assert (status, told["code"]) == (503, "cluster.hub_away")
    assert told["remedy"]
    until(lambda: any(m["link"] == "silent" for m in shop.machines("b").values()) or shop.tidy("b"))
    until(lambda: shop.tidy("b") and shop.all_there("c"), 120.0)
    assert {state["hub"] for state in shop.machines("c").values()} == {"b", "c"}
    assert shop.hubs["c"].do("POST", "stop-all", {"why": "test"}) == {"unreached": []}

    starts = [attempt_of(file) for file in shop.printers.ask("starts")]
    assert len(starts) == len(set(starts)) == JOBS
    where = Location(database, tmp_path / "anchor")
    with open_journal(where, datetime.now(UTC)) as journal:
        assert journal.open_jobs() == ()
        done = [[e.what for e in journal.about(f"job:{job}")].count("job.done") for job in jobs]
        ended = [[e.what for e in journal.about(a)].count("attempt.ended") for a in starts]
    assert done == [1] * JOBS
    assert ended == [1] * JOBS
    assert verify(where).ok
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert KEY.encode() not in kept
