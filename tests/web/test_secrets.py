"""No secret is in a log, in the journal or in any other file of the shop, nor in what the hub tells."""

import json

import pytest

from connectors.even_program import even_text
from web.hub_process import KEY, until

WEBHOOK = "http://127.0.0.1:9/hooks/only-we-know-this-path"
WRONG = "lw_a-token-that-somebody-guesses"


@pytest.fixture(scope="module")
def told(house):
    """A hub that was used in every way that brings a secret in; what it told, and its secrets by name."""
    printers, hub = house.printers(1), house.hub()
    hub.enrol(printers)
    made = hub.do("POST", "tokens", {"name": "slicer", "right": "queue"})
    claim = hub.do("POST", "claims", {"why": "new site"})["code"]
    notice = hub.do("POST", "notices", {"name": "erp", "address": WEBHOOK, "webhook": True, "least": "low"})
    hub.ask("POST", "notices/erp/try", {})
    hub.ask("GET", "machines", token=WRONG)
    hub.ask("POST", "claim", {"code": "a-guess", "address": printers.url("m0"), "machine_type": "voron-2-4-350"})
    hub.ask("POST", "probe", {"address": printers.url("m0"), "key": KEY})
    job = hub.queue(even_text(3.0), 1)[0]
    until(lambda: job not in [j["job"] for j in hub.do("GET", "queue")["jobs"]])
    paths = ("machines", "queue", "alarms", "audit?all=true", "tokens", "notices", "records", "limits")
    answers = json.dumps([hub.do("GET", path) for path in paths])
    hub.kill()
    secrets = {
        "machine key": KEY,
        "owner's token": hub.token,
        "slicer's token": made["token"],
        "claim code": claim,
        "webhook's path": "only-we-know-this-path",
        "webhook's secret": notice["secret"],
        "guessed token": WRONG,
        "key of the vault": (hub.folder / "credentials.key").read_text(),
    }
    return hub, answers, secrets


def test_nothing_that_the_hub_wrote_holds_a_secret(told):
    hub, _, secrets = told
    files = [hub.log, *(p for p in hub.folder.rglob("*") if p.is_file() and p.name != "credentials.key")]
    assert any(p.name == "records.sqlite" for p in files)
    found = [(name, p.name) for p in files for name, secret in secrets.items() if secret.encode() in p.read_bytes()]
    assert found == []


def test_nothing_that_the_hub_tells_holds_a_secret(told):
    _, answers, secrets = told
    assert [name for name, secret in secrets.items() if secret in answers] == []
