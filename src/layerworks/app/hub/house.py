"""The hub put together: journal, vault, programs, links, floor. One process, one loop that owns all of it."""

import asyncio
import importlib.util
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from layerworks.app.hub.admission import Admission
from layerworks.app.hub.attention import SHOP, Attention, Telemetry
from layerworks.app.hub.board import Board, state_of, states_of
from layerworks.app.hub.brands import Links
from layerworks.app.hub.cluster.belonging import Cluster
from layerworks.app.hub.cluster.sharing import Sharing
from layerworks.app.hub.courses import Courses
from layerworks.app.hub.enrolment import Enrolled, enrolled_in, enrolment_entry
from layerworks.app.hub.housekeeping import keep_house
from layerworks.app.hub.limits import Limits
from layerworks.app.hub.live import Live
from layerworks.app.hub.manning import lock_folder, on_the_floor
from layerworks.app.hub.notices.notifier import Notifier
from layerworks.app.hub.notices.sending import send
from layerworks.app.hub.slices import keep_slices
from layerworks.app.hub.timelines import Kept, Timelines
from layerworks.app.hub.turns import Turns
from layerworks.app.shop import Shop
from layerworks.catalogue import machine as machine_of
from layerworks.connectors.bell import nobody
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock
from layerworks.errors import Conflict, Missing, Rejected, Trouble, Unreachable
from layerworks.fleet.commands import CancelObject, SetTemperature, StopAll
from layerworks.storage import Artefacts, SqlJournal, open_journal
from layerworks.storage.vault import Vault, open_vault
from layerworks.words import say
from layerworks.workshop.dispatching import Circuits
from layerworks.workshop.equipment import MaterialLoaded
from layerworks.workshop.floor import Floor
from layerworks.workshop.journal import Entry
from layerworks.workshop.patience import PatienceSettings
from layerworks.workshop.queue import Queue

WHO = "layerworks"
LONGEST_WAIT_S = 1.0
SHOW_EVERY_S = 0.1
TURNS_EVERY_S = 0.02  # machines that are due soon have their turns together: waking up costs as much as a turn
SENT_AT_ONCE = 4  # notices: a service that does not answer takes its patience
RECEIVED_AT_ONCE, OF_ONE_CALLER = 8, 4  # programs on their way in: a slow line holds its place for long
EXAMINED_AT_ONCE = 2  # programs in the safety gate: each computes for seconds


@dataclass(slots=True, eq=False)
class Hub:
    """A shop's hub. To be touched on its loop alone. changed: set for whoever waits for the board.

    receiving, examining: held while a program comes in, and while it is in the safety gate.
    keep_telemetry: for how long, None for good.
    cluster: what it holds of the other hubs of the shop, None where it is the only one. read_to: up to where the
    journal was known when it opened.
    """

    journal: SqlJournal
    vault: Vault
    programs: Kept
    timelines: Timelines
    links: Links
    floor: Floor
    now: Callable[[], datetime]
    attention: Attention
    notifier: Notifier
    telemetry: Path
    admission: Admission
    keep_telemetry: timedelta | None = None
    cluster: Cluster | None = None
    read_to: int = 0
    board: Board = field(default_factory=Board)
    live: Live = field(init=False)
    receiving: Turns = field(default_factory=lambda: Turns(RECEIVED_AT_ONCE, OF_ONE_CALLER))
    examining: Turns = field(default_factory=lambda: Turns(EXAMINED_AT_ONCE))
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _awake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.live = Live(
            self._online, lambda machine: self.attention.courses.of(machine) is not None, self._tells_motion
        )

    def enrol(self, machines: Iterable[tuple[Enrolled, str]], who: str, why: str) -> None:
        """Take machines into the shop, each with its key: all or none. Raises Conflict for a name that is taken."""
        chosen, now = tuple(machines), self.now()
        for name, times in Counter(m.name for m, _ in chosen).items():
            if name in self.machines or times > 1:
                raise Conflict(say("app.hub_name_taken", name=name), say("app.hub_name_taken_remedy"))
        new = on_the_floor(((machine, key or None) for machine, key in chosen), self.links)
        for machine, key in chosen:
            if key:
                self.vault.put(machine.name, key)
        entries = [enrolment_entry(machine, now, who, why) for machine, _ in chosen]
        if self.cluster is not None:  # whoever gives a place is refused where another hub enrols the same name
            entries = [replace(e, place=len(self.journal.about(e.subject)) + 1) for e in entries]
        self.journal.append(*entries)
        if self.cluster is not None:
            self.cluster.came(machine.name for machine, _ in chosen)
        else:
            for taken_in in new:
                self.floor.add(taken_in, now)
        self.wake()

    def renew(self, machine: Enrolled, key: str, who: str, why: str) -> None:
        """Reach a machine by another key or certificate from now on; its print goes on. key: empty for the old one."""
        before, now = self.floor.posts[self.known(machine.name)], self.now()
        (renewed,) = on_the_floor([(machine, key or self.vault.get(machine.name))], self.links)
        if key:
            self.vault.put(machine.name, key)
        self.journal.append(enrolment_entry(machine, now, who, why))
        self.floor.give_up(machine.name)
        post = self.floor.add(renewed, now, before.hold)
        post.wish = before.wish if post.attempt is not None else None
        self.wake()

    def dismiss(self, machine: str, who: str, why: str) -> None:
        """Let a machine go. Raises Missing, Conflict while a print of ours goes on there."""
        self.floor.expect_free(self.known(machine))
        enrolled = enrolled_in(self.journal.about(machine))
        self.attention.dismiss(machine, who, why, self.now())
        self.journal.append(Entry(self.now(), who, "machine.dismissed", why, machine, {}))
        self.floor.dismiss(machine)
        if self.cluster is not None:
            self.cluster.went([machine])
        self.vault.forget(machine)
        if enrolled is not None:
            self.links.forget(enrolled)
        self.wake()

    def states(self) -> dict[str, dict[str, Any]]:
        """Return the state of every machine as plain values, by name."""
        own = {name: self.state(name) for name in self.floor.posts}
        elsewhere = self.cluster.neighbours.states() if self.cluster is not None else {}
        return dict(sorted((elsewhere | own).items()))

    def state(self, machine: str) -> dict[str, Any]:
        """Return the state of a machine as plain values, as far as it is known."""
        post = self.floor.posts.get(machine)
        if post is not None:
            state = state_of(machine, post, self.attention.courses)
            return state if self.cluster is None else state | {"hub": self.cluster.member.name}
        return (self.cluster.neighbours.state(machine) if self.cluster is not None else None) or {}

    def machine_type(self, machine: str) -> str:
        """Return the type of a machine of the shop, empty where it is not known yet."""
        post = self.floor.posts.get(machine)
        return post.machine.machine_type if post is not None else str(self.state(machine).get("machine_type", ""))

    def load(self, machine: str, loaded: MaterialLoaded, who: str, why: str) -> None:
        """Write down what somebody put into a machine; what the present print took before is not taken off it."""
        self.floor.refit(machine, self.loaded_now(self.known(machine), loaded), self.now(), who, why)

    def loaded_now(self, machine: str, loaded: MaterialLoaded) -> MaterialLoaded:
        """Return what is put into a machine, with what its present print took before that."""
        post = self.floor.posts[machine]
        if post.attempt is None:
            return loaded
        before_g = self.attention.courses.used_g(machine, post).get(loaded.tool, 0.0)
        return replace(loaded, attempt=post.attempt.id, before_g=before_g)

    def _tells_motion(self, machine: str) -> bool:
        post = self.floor.posts.get(machine)
        return post is not None and post.machine.connector.abilities.tells_motion

    @property
    def machines(self) -> Collection[str]:
        """Every machine of the shop, whoever tends it."""
        return self.floor.posts if self.cluster is None else self.cluster.fleet

    def enrolled(self, machine: str) -> str:
        """Return the name of a machine of the shop. Raises Missing when there is none."""
        if machine not in self.machines:
            raise Missing(say("app.hub_no_machine", machine=machine), say("app.hub_list_machines"))
        return machine

    def known(self, machine: str) -> str:
        """Return the name of a machine that we tend. Raises Missing, Unreachable while another hub tends it."""
        if self.enrolled(machine) not in self.floor.posts:
            raise Unreachable(say("cluster.elsewhere", machine=machine), say("cluster.ask_again"))
        return machine

    def heat(self, machine: str, heater: str, target_c: float, who: str, why: str) -> None:
        """Give a heater a target.

        Raises Rejected beyond what the machine type allows, Missing for a heater that the machine does not tell of,
        Unreachable when offline.
        """
        post = self.floor.posts[self.known(machine)]
        kind = machine_of(post.machine.machine_type)
        most = {"bed": kind.bed_max_c, "chamber": kind.chamber_max_c}.get(heater, kind.hot_end_max_c)
        if not 0.0 <= target_c <= most:
            raise Rejected(say("app.hub_too_hot", machine=machine, heater=heater, limit_c=most), say("app.hub_cooler"))
        told = [reading.heater for reading in post.watch.printer.temperatures] if post.watch.printer else []
        if told and heater not in told:
            raise Missing(
                say("app.hub_no_heater", machine=machine, heater=heater),
                say("app.hub_name_heater", heaters=", ".join(told)),
            )
        self.floor.ask(machine, SetTemperature(heater, target_c), self.now(), who, why)

    def skip(self, machine: str, part: str, who: str, why: str) -> None:
        """Leave one part of a print out.

        Raises Conflict when nothing of ours is printed, Missing when its plate has no such part, Unreachable when
        offline.
        """
        attempt = self.floor.posts[self.known(machine)].attempt
        if attempt is None or attempt.started_at is None:
            raise Conflict(say("workshop.prints_nothing", machine=machine), say("workshop.look_at_machine"))
        if part not in (parts := self.floor.queue[attempt.job].parts):
            raise Missing(
                say("app.hub_no_part_printed", part=part, job=attempt.job),
                say("app.hub_name_printed_part", parts=", ".join(parts)),
            )
        self.floor.ask(machine, CancelObject(attempt.file, part), self.now(), who, why)

    def stop(self, machine: str, who: str, why: str) -> None:
        """Stop one machine at once. Raises Conflict when it cannot be, Unreachable when offline."""
        self.floor.ask(self.known(machine), StopAll(), self.now(), who, why)

    def start(self, job: str, machine: str, who: str, why: str) -> None:
        """Let a job be the next one, on a machine, or anywhere. Raises Missing, Conflict when it has a machine."""
        self.floor.queue.start_next(job, self.enrolled(machine) if machine else "", self.now(), who, why)
        self.wake()

    def wake(self) -> None:
        """Let the loop look again at once: somebody changed something."""
        self.floor.look_again(self.now())
        self._awake.set()

    def nudge(self) -> None:
        """Let the loop have its next turn at once: there is news."""
        self._awake.set()

    async def newer_than(self, revision: int) -> None:
        """Wait until the board has something newer."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.board.revision > revision)

    async def tend(self) -> None:
        """Tend machines and queue for ever, and beside them what takes longer."""
        loop, bell = asyncio.get_running_loop(), self.links.network.bell
        bell.listen(partial(loop.call_soon_threadsafe, self._awake.set))
        beside = [asyncio.create_task(task) for task in self._beside()]
        try:
            await self._take_turns()
        finally:
            bell.listen(nobody)
            for task in beside:
                task.cancel()

    def _beside(self) -> Iterator[Coroutine[Any, Any, None]]:
        if self.cluster is not None:
            yield self.cluster.run()
        if self.attention.keeps_telemetry:
            yield keep_slices(self.journal, self.telemetry, WHO, self.now, self.floor.posts.__contains__)
            yield keep_house(self.telemetry, self.keep_telemetry, self.now)

    async def _take_turns(self) -> None:
        shown_at = 0.0
        loop = asyncio.get_running_loop()
        while True:
            self._awake.clear()
            now = self.now()
            if self.cluster is not None:
                self.cluster.tend(now)
            self.floor.call(self.links.network.bell.rung(), now)
            wait_s = self.floor.tend(now)
            await self._read()
            self.attention.tend(now)
            self.notifier.tend(self.attention.ours, now)
            if self.floor.touched and loop.time() - shown_at >= SHOW_EVERY_S:
                shown_at = loop.time()
                await self._show()
            pause_s = SHOW_EVERY_S if self.floor.touched else LONGEST_WAIT_S
            least_s = TURNS_EVERY_S if wait_s > 0.0 else 0.001  # others on the loop get their turn in any case
            timer = loop.call_later(min(max(wait_s, least_s), pause_s), self._awake.set)
            await self._awake.wait()
            timer.cancel()

    def _online(self, machine: str) -> bool:
        post = self.floor.posts.get(machine)
        return post is not None and post.watch.link == "online"

    async def _read(self) -> None:
        """Take in what links put on the tape."""
        tape = self.links.network.tape
        if strips := tape.take():
            self.attention.read(strips, tape.names)
            if self.board.refresh(self.live.fields(strips, tape.names)):
                async with self.changed:
                    self.changed.notify_all()

    def close(self) -> None:
        """End the links; machines go on with what they do."""
        if self.cluster is not None:
            self.cluster.leave()
        for post in self.floor.posts.values():
            post.machine.connector.close()
        self.links.network.close()
        self.attention.close(self.now())
        self.notifier.close()
        self.journal.close()

    async def _show(self) -> None:
        touched, self.floor.touched = self.floor.touched, set()
        states = states_of(touched, self.floor.posts, self.attention.courses)
        if self.board.show(states if self.cluster is None else self.cluster.neighbours.as_ours(states)):
            await self.shown()

    async def shown(self) -> None:
        """Tell whoever waits for the board that it has something newer."""
        async with self.changed:
            self.changed.notify_all()


def open_hub(
    folder: Path,
    environment: Mapping[str, str],
    circuits: Mapping[str, int],
    patience: PatienceSettings,
    sharing: Sharing | None = None,
) -> Hub:
    """Open a shop's folder as its one hub, or a folder of one hub of several, which share what lies elsewhere.

    sharing: with whom and how. Raises Trouble when another hub has the folder, or it cannot be opened.
    """
    shop = Shop(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lock_folder(folder)
    journal = open_journal(shop.journal if sharing is None else sharing.journal(folder), WallClock().now())
    try:
        number = journal.head().number
        now = WallClock(journal.latest()).now  # never before what the journal holds, whatever was done to the system's
        key_file = folder / "credentials.key"
        vault = (
            sharing.vault(key_file, environment)
            if sharing
            else open_vault(folder / "credentials", key_file, environment)
        )
        programs, timeline_files = (
            Artefacts(folder / name) if sharing is None else sharing.artefacts(folder, name)
            for name in ("programs", "timelines")
        )
        links = Links(Network(), folder / "agents", now)
        enrolled = [m for name in journal.enrolled() if (m := enrolled_in(journal.about(name))) is not None]
        machines = on_the_floor(((m, vault.get(m.name)) for m in enrolled if sharing is None), links)
        queue = Queue(journal, journal.open_jobs(), WHO)
        floor = Floor(journal, machines, queue, programs.read, WHO, now(), patience, Circuits(circuits))
        timelines = Timelines(timeline_files, ThreadPoolExecutor(1, "timelines"))
        courses = Courses(queue, timelines)
        kept, limits = _telemetry(folder / "telemetry"), Limits(journal)
        others = [m.name for m in enrolled]
        shop_name = SHOP if sharing is None else f"hub-{sharing.member.name}"
        attention = Attention(journal, floor.posts, WHO, now(), kept, courses, limits, others, shop_name)
        floor.listen(attention.hear)
        attention.freshen = floor.visit
        notifier = Notifier(journal, vault, send, ThreadPoolExecutor(SENT_AT_ONCE, "notices"), WHO)
    except Trouble:
        journal.close()
        raise
    return Hub(
        journal,
        vault,
        programs,
        timelines,
        links,
        floor,
        now,
        attention,
        notifier,
        folder / "telemetry",
        Admission(journal),
        read_to=number,
    )


def _telemetry(folder: Path) -> Telemetry | None:
    """Return what keeps telemetry, None where its engine is not installed."""
    if importlib.util.find_spec("duckdb") is None:
        return None
    from layerworks.storage.telemetry import Collector

    return Collector(folder)
