"""One hub of several, over a database that is away now and then."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("nats", reason="install the extra: pip install -e .[cluster]")
pytest.importorskip("aiohttp", reason="install the extra: pip install -e .[fleet]")

from layerworks.app.hub.cluster.following import EVERY
from layerworks.app.hub.cluster.joining import open_shared_hub
from layerworks.app.hub.cluster.member import Member
from layerworks.app.hub.cluster.sharing import Sharing
from layerworks.app.hub.enrolment import Enrolled
from layerworks.app.hub.house import Hub
from layerworks.cluster.server import EventServer
from layerworks.errors import Unreachable
from layerworks.storage import SqlJournal
from layerworks.words import say
from layerworks.workshop import PatienceSettings


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    server = EventServer("127.0.0.1", 9, False, "", "shop")
    sharing = Sharing(f"sqlite:///{tmp_path / 'shared.db'}", Member("a", "1", "http://127.0.0.1:9"), server)
    opened = open_shared_hub(tmp_path / "a", {}, {}, PatienceSettings(), sharing)
    yield opened
    opened.close()


def test_machines_stay_while_nobody_can_tell_which_there_are(hub: Hub, monkeypatch: pytest.MonkeyPatch):
    def away(_journal: SqlJournal) -> tuple[str, ...]:
        raise Unreachable(say("storage.database_away", detail="away"))

    assert hub.cluster is not None
    hub.enrol([(Enrolled("m1", "octoprint", "http://127.0.0.1:9", "prusa-mk4s"), "")], "mei", "new")
    now = hub.now()
    with monkeypatch.context() as patched:
        patched.setattr(SqlJournal, "enrolled", away)
        hub.cluster.tend(now)
        assert hub.cluster.fleet == {"m1"}
    hub.cluster.tend(now + EVERY)
    hub.cluster.tend(now + timedelta(seconds=15))
    assert hub.cluster.fleet == {"m1"}
    assert list(hub.floor.posts) == ["m1"]
