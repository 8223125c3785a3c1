"""A hub put together as one of several. Needs the extra `cluster`."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from layerworks.app.hub.cluster.belonging import Cluster
from layerworks.app.hub.cluster.following import Follower
from layerworks.app.hub.cluster.hearing import fetched, hear
from layerworks.app.hub.cluster.neighbours import Neighbours
from layerworks.app.hub.cluster.sharing import Sharing
from layerworks.app.hub.cluster.working import work_machines
from layerworks.app.hub.enrolment import enrolled_in
from layerworks.app.hub.house import Hub, open_hub
from layerworks.app.hub.manning import on_the_floor
from layerworks.cluster.link import EventLink, Talk
from layerworks.cluster.messages import Sights
from layerworks.cluster.news_talk import NewsTalk
from layerworks.cluster.readings_talk import ReadingsTalk
from layerworks.cluster.server import EventServer
from layerworks.cluster.sights_talk import SightsTalk
from layerworks.errors import Missing
from layerworks.storage.leases import SqlLeases
from layerworks.storage.vault import Vault
from layerworks.words import say
from layerworks.workshop.journal import Entry
from layerworks.workshop.patience import PatienceSettings
from layerworks.workshop.post import FloorMachine
from layerworks.workshop.sharing import Share

PASSWORD = "LAYERWORKS_EVENTS_PASSWORD"


def open_shared_hub(
    folder: Path,
    environment: Mapping[str, str],
    circuits: Mapping[str, int],
    patience: PatienceSettings,
    sharing: Sharing,
) -> Hub:
    """Open the folder of one hub of several. Raises Trouble."""
    hub = open_hub(folder, environment, circuits, patience, sharing)
    hub.cluster = _joined(hub, sharing, folder, _password(sharing.events, environment, hub.vault))
    return hub


def _password(server: EventServer, environment: Mapping[str, str], vault: Vault) -> str | None:
    """Return our password at the server: of the environment, which is sealed for the next time, else the sealed one."""
    if told := environment.get(PASSWORD):
        vault.put(server.sealed_as, told)
        return told
    return vault.get(server.sealed_as)


def _joined(hub: Hub, sharing: Sharing, folder: Path, password: str | None) -> Cluster:
    member, journal = sharing.member, hub.journal
    fleet = set(journal.enrolled())
    leases, fetching = SqlLeases(journal.session), ThreadPoolExecutor(1, "programs")

    def enter(machine: str) -> FloorMachine:
        enrolled = enrolled_in(journal.about(machine))
        if enrolled is None:
            raise Missing(say("app.hub_no_machine", machine=machine), say("app.hub_list_machines"))
        (found,) = on_the_floor([(enrolled, hub.vault.get(machine))], hub.links)
        return found

    def take_in(entries: Sequence[Entry]) -> None:
        for listener in cluster.listeners:
            listener(entries)
        if hear(hub, entries, lambda digest: fetching.submit(fetched, hub.programs.read, digest)):
            enrolled = journal.enrolled()  # first: while nobody can tell, the fleet stays as it was
            fleet.clear()
            fleet.update(enrolled)
            share.look_again()
            if neighbours.only_enrolled():
                cluster.tell()

    def see(sights: Sights) -> None:
        if neighbours.hear(sights):
            cluster.tell()

    def news(number: int) -> None:
        follower.hint(number)
        hub.nudge()

    neighbours = Neighbours(member, hub.board, hub.floor.posts, lambda: fleet, time.monotonic)
    hub.floor.elsewhere = lambda: work_machines(neighbours.states())
    follower = Follower(journal, hub.read_to, take_in)
    share = Share(
        member.holder,
        hub.floor,
        journal,
        leases,
        lambda: sorted(fleet),
        enter,
        follower.catch_up,
        sharing.lease_s,
        member.name,
    )
    sights = SightsTalk(sharing.events, member.name, neighbours.beat, see)
    told = NewsTalk(sharing.events, member.name, member.holder, lambda: journal.last.number, news)
    talks: list[Talk] = [sights.tell, sights.hear, told.tell, told.hear]
    if hub.attention.keeps_telemetry:
        talks += _readings(hub, sharing, folder)
    link = EventLink(sharing.events, password, f"layerworks {member.name}", talks)
    cluster = Cluster(member, leases, share, follower, neighbours, link, fleet, hub.shown, sharing.authorities)
    return cluster


def _readings(hub: Hub, sharing: Sharing, folder: Path) -> list[Talk]:
    from layerworks.storage.telemetry.exchange import PiecesIn, PiecesOut

    out = PiecesOut(hub.telemetry, folder / "telemetry-to-send")
    talk = ReadingsTalk(sharing.events, sharing.member.name, out, PiecesIn(hub.telemetry))
    return [talk.tell, talk.hear]
