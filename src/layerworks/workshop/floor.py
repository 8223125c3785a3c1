"""The shop floor: every machine and the queue, tended in turns by one loop.

Nothing is known here that is not in the journal or at a printer. After a kill at any moment a new floor reads the
journal; the first snapshots of its connections say the rest. What goes wrong at one machine stays there: its
connection is ended, so that nothing it told is lost, and a later turn begins another.
"""

import heapq
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from layerworks.errors import Conflict, Missing, Trouble, Unreachable
from layerworks.fleet.commands import Command, StopAll
from layerworks.fleet.observations import Observation
from layerworks.words import say
from layerworks.workshop.asking import asked_entry
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.bed import Bed, bed_in, bed_of, doubt_about
from layerworks.workshop.carrying_out import Station, find_attempt, reserve, turn
from layerworks.workshop.dispatching import NO_LIMITS, Circuits, WhyNot, dispatch, why_waiting
from layerworks.workshop.equipment import MachineEvent, equipment_of, machine_entry, refitted
from layerworks.workshop.events import BedTurned, Ended, entry_of
from layerworks.workshop.job import Job, attempt_id
from layerworks.workshop.journal import Entry, Journal
from layerworks.workshop.leases import Hold
from layerworks.workshop.patience import PatienceSettings
from layerworks.workshop.post import FloorMachine, Post, Wish, seen_by_dispatch
from layerworks.workshop.queue import Queue
from layerworks.workshop.queued import Given, Held, QueuedJob
from layerworks.workshop.settling import settle
from layerworks.workshop.standing_by import stand_by
from layerworks.workshop.waiting import WorkMachine

log = logging.getLogger(__name__)
TROUBLE_PAUSE_S = 30.0  # before a machine in trouble gets its next turn, or the queue after a full disk
MOMENT = timedelta(milliseconds=1)  # the shortest wait: a shorter one would round to none and never end
TURNS_AT_ONCE = 500  # before others on the same loop get theirs
Tell = Callable[[str, PrintAttempt | None, Observation], None]
Programs = Callable[[str], bytes]


def _untold(machine: str, attempt: PrintAttempt | None, seen: Observation) -> None: ...


class Floor:
    """All posts and the queue. Not safe between threads: one loop owns it.

    touched: machines of which something is different; who shows them empties it. elsewhere: what other hubs tend.
    programs: returns a program by its digest; raises Missing when it is not there. tell: hears every observation,
    after what follows from it was written down.
    """

    def __init__(
        self,
        journal: Journal,
        machines: Iterable[FloorMachine],
        queue: Queue,
        programs: Programs,
        who: str,
        now: datetime,
        patience: PatienceSettings | None = None,
        circuits: Circuits = NO_LIMITS,
        tell: Tell = _untold,
    ) -> None:
        """Enter the floor: read what the journal says, and take up every attempt that goes on."""
        self._journal, self._programs, self._who, self._tell = journal, programs, who, tell
        self._patience, self._circuits = patience or PatienceSettings(), circuits
        self.elsewhere: Callable[[], Sequence[WorkMachine]] = tuple
        self._heap: list[tuple[datetime, str]] = []
        self._give_out_at: datetime | None = now
        self.posts: dict[str, Post] = {}
        self.touched: set[str] = set()
        self.queue = queue
        running = {job.machine: job for job in queue if job.state == "running"}
        for machine in machines:
            self._take_up(machine, running.get(machine.name), now, None)

    def listen(self, tell: Tell) -> None:
        """Let somebody hear every observation from now on, after what follows from it was written down."""
        self._tell = tell

    def add(self, machine: FloorMachine, now: datetime, hold: Hold | None = None) -> Post:
        """Give a machine its post; an attempt that owns it goes on. hold: by which lease, where hubs share machines."""
        return self._take_up(machine, self.queue.running_on(machine.name), now, hold)

    def dismiss(self, machine: str) -> None:
        """Take a machine off the floor. Raises Conflict while an attempt owns it."""
        self.expect_free(machine)
        self.give_up(machine)

    def expect_free(self, machine: str) -> None:
        """Raise Conflict while an attempt owns a machine."""
        if self.posts[machine].attempt is not None:
            raise Conflict(say("workshop.still_prints", machine=machine), say("workshop.cancel_first"))

    def give_up(self, machine: str) -> None:
        """Leave a machine to another hub, with whatever it prints: its history is in the journal."""
        self.posts[machine].machine.connector.close()
        del self.posts[machine]
        self.touched.add(machine)

    def tend(self, now: datetime) -> float:
        """Give machines that are due a turn each, then give out jobs. Returns the seconds to the next turn."""
        self.queue.be_sure()
        for _ in range(TURNS_AT_ONCE):
            if not self._heap or self._heap[0][0] > now:
                break
            due_at, name = heapq.heappop(self._heap)
            post = self.posts.get(name)
            if post is not None and post.due_at == due_at:
                self._visit(post, now)
        if self._give_out_at is not None and self._give_out_at <= now:
            self._give_out_at = None
            self._give_out(now)
        due = [self._heap[0][0]] if self._heap else []
        due += [self._give_out_at] if self._give_out_at else []
        return max(0.0, (min(due) - now).total_seconds()) if due else self._patience.poll_s

    def call(self, machines: Iterable[str], now: datetime) -> None:
        """Give machines at which something happened their turn now; those in trouble keep their pause."""
        for machine in machines:
            post = self.posts.get(machine)
            if post is not None and post.trouble is None and (post.due_at is None or post.due_at > now):
                self._call(post, now)

    def visit(self, machines: Iterable[str], now: datetime) -> None:
        """Give connected machines their turn before it is due, so that what is known of them is as they tell it now."""
        for machine in machines:
            post = self.posts.get(machine)
            if post is not None and post.trouble is None and post.watch.link == "online":
                self._visit(post, now)

    def look_again(self, now: datetime) -> None:
        """Give out jobs at the next turn: something changed in the queue."""
        self._give_out_at = now

    def refit(self, machine: str, event: MachineEvent, now: datetime, who: str, why: str) -> None:
        """Write down what someone did to a machine: material, service."""
        self.refit_all({machine: event}, now, who, why)

    def refit_all(self, events: Mapping[str, MachineEvent], now: datetime, who: str, why: str) -> None:
        """Write down what someone did to machines, by name: all or none."""
        entries = tuple(machine_entry(event, machine, now, who, why) for machine, event in events.items())
        self._write_of([self.posts[machine] for machine in events], entries)
        for machine, event in events.items():
            self.posts[machine].equipment = refitted(self.posts[machine].equipment, event)
        self.look_again(now)

    def clear(self, machine: str, now: datetime, who: str, why: str) -> None:
        """Write down that a machine's bed was cleared. Raises Conflict while a print of ours goes on there."""
        for refusal in self.clear_all((machine,), now, who, why).values():
            raise refusal

    def clear_all(self, machines: Iterable[str], now: datetime, who: str, why: str) -> dict[str, Conflict]:
        """Write down that beds were cleared; return why that was refused, by machine: a print of ours goes on there."""
        refused: dict[str, Conflict] = {}
        cleared: list[tuple[Post, BedTurned]] = []
        for machine in machines:
            post = self.posts[machine]
            if post.attempt is not None and post.attempt.started_at is not None:
                refused[machine] = Conflict(say("workshop.still_prints", machine=machine), say("workshop.cancel_first"))
            elif post.attempt is not None and post.attempt.state == "starting":
                refused[machine] = Conflict(
                    say("workshop.start_in_doubt", machine=machine), say("workshop.wait_for_machine")
                )
            else:
                cleared.append((post, post.cleared()))
        entries = tuple(entry_of(turned, turned.machine, now, who, why) for _, turned in cleared)
        self._write_of([post for post, _ in cleared], entries)
        for post, turned in cleared:
            post.bed = Bed("clear", now, turned.mark, turned.unsure_s)
        self.look_again(now)
        return refused

    def wish(self, machine: str, wish: type[Wish], now: datetime, who: str, why: str) -> None:
        """Want something of the print of a machine until it is so.

        Raises Conflict when it prints nothing of ours, or cannot be asked for this.
        """
        post = self.posts[machine]
        if post.attempt is None:
            raise Conflict(say("workshop.prints_nothing", machine=machine), say("workshop.look_at_machine"))
        self._expect_able(post, wish)
        wanted = wish(post.attempt.file)
        self._write(post, (asked_entry(machine, wanted, now, who, why, attempt=post.attempt.id),))
        post.wish = wanted
        self._call(post, now)

    def ask(self, machine: str, command: Command, now: datetime, who: str, why: str) -> None:
        """Ask a machine for something once; what could not be sent is written down as such.

        Raises Conflict when it cannot be asked for this, Unreachable when there is no connection to ask through.
        """
        post = self.posts[machine]
        self._expect_able(post, type(command))
        online = post.watch.link == "online"
        attempt = post.attempt.id if post.attempt is not None else ""
        self._write(post, (asked_entry(machine, command, now, who, why, attempt=attempt, sent=online),))
        if not online:
            raise Unreachable(say("workshop.why_offline", machine=machine), say("workshop.look_at_machine"))
        post.machine.connector.send(command)

    def stop_all(self, now: datetime, who: str, why: str) -> tuple[str, ...]:
        """Stop every machine at once and write it down after; return the machines that could not be told.

        One that knows no such command has its print cancelled, the nearest it can do, and is returned all the same.
        """
        unreached: list[str] = []
        for name, post in self.posts.items():
            if post.watch.link == "online" and StopAll in post.machine.connector.abilities.commands:
                post.machine.connector.send(StopAll())
            else:
                unreached.append(name)
                if (nearest := post.end_of_print) is not None:
                    post.machine.connector.send(nearest)
        told = (asked_entry(name, StopAll(), now, who, why, sent=name not in unreached) for name in self.posts)
        self._journal.append(*told)
        return tuple(unreached)

    def why(self, job: str) -> tuple[WhyNot, ...]:
        """Return why an open job does not start now; nothing when it runs."""
        if (found := self.queue[job]).state == "running":
            return ()
        seen = [*seen_by_dispatch(self.posts.values()), *self.elsewhere()]
        return why_waiting(found.waiting, self.queue.waiting(), seen, self._circuits)

    def _visit(self, post: Post, now: datetime) -> None:
        if post.hold is None or now < post.hold.until:
            self._turn(post, now)
        else:  # its time is over: until the lease is renewed the machine is left alone
            self._call(post, now + timedelta(seconds=self._patience.poll_s))

    def _take_up(self, machine: FloorMachine, job: QueuedJob | None, now: datetime, hold: Hold | None) -> Post:
        """Give a machine its post. job: the one whose attempt owns it."""
        post = Post(machine, equipment_of(()), Bed(), hold=hold)
        try:
            history = self._journal.about(machine.name)
            post.equipment, post.bed = equipment_of(history), bed_in(history)
            post.attempt = find_attempt(self._journal, job.attempts[-1]) if job is not None else None
        except Unreachable:  # it is read before its first turn
            post.doubt()
        self.posts[machine.name] = post
        self.touched.add(machine.name)
        self._call(post, now)
        return post

    def _turn(self, post: Post, now: datetime) -> None:
        name, before, held = post.machine.name, post.matters, (post.watch, post.attempt, post.bed, post.trouble)
        try:
            if post.unsure_of is not None:
                post.read_again(self._journal, self.queue, now)
            wait_s = self._attempt_turn(post, post.attempt, now) if post.attempt else self._idle_turn(post, now)
            if post.watch.link == "online":
                post.trouble = None
        except Trouble as error:
            post.trouble, wait_s = error.text, TROUBLE_PAUSE_S
            self._begin_anew(post, now)
        except Exception as error:  # a fault in one connector must not stop the others
            log.exception("the turn of %s failed", name)
            detail = type(error).__name__
            post.trouble, wait_s = say("workshop.turn_failed", machine=name, detail=detail), TROUBLE_PAUSE_S
            self._begin_anew(post, now)
        if held != (post.watch, post.attempt, post.bed, post.trouble):
            self.touched.add(name)
        if post.matters != before:
            self.look_again(now)
        self._call(post, now + max(timedelta(seconds=wait_s), MOMENT) if wait_s > 0 else now)

    def _idle_turn(self, post: Post, now: datetime) -> float:
        name = post.machine.name
        seen = post.machine.connector.observations()
        post.watch, wait_s = stand_by(post.watch, seen, post.machine.connector, now, self._patience)
        for observation in seen:
            self._tell(name, None, observation)
        printer = post.watch.printer
        if printer is not None and post.bed.state == "clear" and (doubt := doubt_about(post.bed, printer)):
            self._write(post, (entry_of(BedTurned(name, doubt), name, now, self._who, "observed"),))
            post.bed = Bed(doubt, now)
        return wait_s

    def _attempt_turn(self, post: Post, was: PrintAttempt, now: datetime) -> float:
        name = post.machine.name
        job = self.queue[was.job]
        station = Station(
            post.machine.connector,
            self._journal_of(post),
            self._who,
            self._patience,
            attend=post.wished,
            tell=lambda attempt, seen: self._tell(name, attempt, seen),
        )
        try:
            post.job = self._printable(job, was, post.job)
        except Missing:
            ended = Ended("failed", "no_program", ended_at=now)
            self._journal_of(post).append(entry_of(ended, was.id, now, self._who, "decided", was.place + 1))
            post.attempt = find_attempt(self._journal, was.id)
            return 0.0
        attempt, post.watch, wait_s = turn(was, post.job, post.watch, station, now)
        post.attempt = attempt
        if attempt.place != was.place:
            post.bed = bed_of(self._journal, name)
        if attempt.end is not None:
            settle(post, job, attempt, self.queue, self._journal_of(post), now, self._who)
        return wait_s

    def _begin_anew(self, post: Post, now: datetime) -> None:
        """After a failed turn only the journal is believed, and the machine once more."""
        post.hang_up(now)
        post.doubt(*([post.attempt.job] if post.attempt else []))
        try:
            post.read_again(self._journal, self.queue, now)
        except Trouble:  # a journal that cannot be read now is read before the next turn
            pass
        except Exception:  # nor must a history that nobody understands stop the others
            log.exception("the history of %s was not understood", post.machine.name)

    def _give_out(self, now: datetime) -> None:
        waiting = [job.waiting for job in self.queue if job.state == "waiting"]
        circuits = self._circuits.beside(self.elsewhere() if self._circuits.most_warming and waiting else ())
        for given in dispatch(waiting, seen_by_dispatch(self.posts.values()), circuits) if waiting else ():
            try:
                self._give(self.queue[given.job], self.posts[given.machine], now)
            except Trouble as error:
                post = self.posts[given.machine]
                if isinstance(error, Conflict) and post.hold is not None and self.queue.changed_elsewhere(given.job):
                    self._give_out_at = self._give_out_at or now
                    continue
                post.trouble = error.text
                post.doubt(given.job)
                self._give_out_at = now + timedelta(seconds=TROUBLE_PAUSE_S)

    def _give(self, job: QueuedJob, post: Post, now: datetime) -> None:
        try:
            printable = self._printable(job, None, None)
        except Missing:
            held = (Held("program_missing"),)
            self._journal.append(*self.queue.entries(job, held, now, why="dispatched"))
            self.queue.took(job, held)
            return
        number = len(job.attempts) + 1
        given = (Given(attempt_id(printable, number), post.machine.name),)
        station = Station(post.machine.connector, self._journal_of(post), self._who, self._patience)
        post.attempt = reserve(printable, station, now, number, *self.queue.entries(job, given, now, why="dispatched"))
        post.job = printable
        self.queue.took(job, given)
        self.touched.add(post.machine.name)
        self._call(post, now)

    def _printable(self, job: QueuedJob, attempt: PrintAttempt | None, held: Job | None) -> Job:
        """Return a job with its program's text while that may have to be sent, and without it afterwards."""
        if attempt is not None and attempt.state not in ("reserved", "stored"):
            text = b""
        elif held is not None and held.text:
            return held
        else:
            text = self._programs(job.digest)
        return Job(job.job, text, job.digest, job.parts, job.predicted_s)

    def _expect_able(self, post: Post, command: type[Command]) -> None:
        if command not in post.machine.connector.abilities.commands:
            raise Conflict(
                say(f"workshop.cannot_{command.__name__.lower()}", machine=post.machine.name),
                say("workshop.at_machine_itself"),
            )

    def _journal_of(self, post: Post) -> Journal:
        """Return the journal as whoever tends a machine may write it."""
        return post.hold or self._journal

    def _write(self, post: Post, entries: tuple[Entry, ...]) -> None:
        self._write_of((post,), entries)

    def _write_of(self, posts: Sequence[Post], entries: tuple[Entry, ...]) -> None:
        holds = [post.hold for post in posts if post.hold is not None]
        try:
            if holds:
                holds[0].journal.append_under([hold.lease for hold in holds], *entries)
            elif entries:
                self._journal.append(*entries)
        except Trouble:
            for post in posts:
                post.doubt()
            raise
        for post in posts:
            post.trouble = None
            self.touched.add(post.machine.name)

    def _call(self, post: Post, at: datetime) -> None:
        post.due_at = at
        heapq.heappush(self._heap, (at, post.machine.name))
