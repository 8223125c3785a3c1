"""Tells receivers what is due, again and again until it is taken or no news any more. To be touched on one loop."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from layerworks.app.hub.notices.due import Notice, due
from layerworks.app.hub.notices.message import Message, message_of, trial_of
from layerworks.app.hub.notices.receiver import SUBJECT as RECEIVERS
from layerworks.app.hub.notices.receiver import Receiver, added, receivers_in, removed
from layerworks.errors import Conflict, Missing, Trouble, Unreachable
from layerworks.fleet.alarms import Alarm, AlarmBoard
from layerworks.words import Text, say
from layerworks.workshop.journal import Entry, Journal

EVERY = timedelta(seconds=2)
_SUBJECT = "notices/"
FIRST_AGAIN = timedelta(seconds=30)
LATEST_AGAIN = timedelta(minutes=30)
Send = Callable[[Receiver, str, Message], None]


class Credentials(Protocol):
    """Where addresses lie sealed."""

    def put(self, name: str, text: str) -> None:
        """Keep one."""
        ...

    def get(self, name: str) -> str | None:
        """Return one, None where there is none."""
        ...

    def forget(self, name: str) -> None:
        """Remove one."""
        ...


@dataclass(slots=True)
class _Trial:
    """One notice on its way. again_at: when to try next, should this one fail."""

    notice: Notice
    future: Future[None] | None
    tries: int = 0
    again_at: datetime | None = None


class Notifier:
    """All receivers of a hub. troubles: why the last notice to a receiver was not taken, by name."""

    def __init__(self, journal: Journal, vault: Credentials, send: Send, threads: Executor, who: str) -> None:
        """Take up what was written down."""
        self._journal, self._vault, self._send, self._threads, self._who = journal, vault, send, threads, who
        self.receivers = receivers_in(journal.about(RECEIVERS))
        self.troubles: dict[str, Text] = {}
        self._told = {(name, e.body["id"]) for name in self.receivers for e in journal.about(_subject(name))}
        self._trials: dict[tuple[str, str], _Trial] = {}
        self._look_at = datetime.min.replace(tzinfo=UTC)

    def add(self, receiver: Receiver, credentials: str, now: datetime, who: str, why: str) -> None:
        """Take in a receiver. Raises Conflict when the name is taken."""
        if receiver.name in self.receivers:
            raise Conflict(say("notices.name_taken", name=receiver.name), say("notices.name_taken_remedy"))
        self._vault.put(_subject(receiver.name), credentials)
        self._journal.append(added(receiver, now, who, why))
        self.receivers[receiver.name] = receiver

    def remove(self, name: str, now: datetime, who: str, why: str) -> None:
        """Let a receiver go. Raises Missing when there is none."""
        self.known(name)
        self._journal.append(removed(name, now, who, why))
        self._vault.forget(_subject(name))
        del self.receivers[name]
        self.troubles.pop(name, None)

    def hear(self, entries: Iterable[Entry]) -> None:
        """Take in what was written down of receivers and of what they were told, by whomever."""
        for entry in entries:
            if entry.subject == RECEIVERS:
                self.receivers = receivers_in(self._journal.about(RECEIVERS))
            elif entry.what == "notice.taken":
                self._told.add((entry.subject.removeprefix(_SUBJECT), entry.body["id"]))

    def known(self, name: str) -> Receiver:
        """Return a receiver. Raises Missing when there is none."""
        if name not in self.receivers:
            raise Missing(say("notices.no_such", name=name), say("notices.list_them"))
        return self.receivers[name]

    def try_out(self, name: str, now: datetime) -> None:
        """Send a message that only shows that the way is open; it blocks. Raises Missing, Unreachable."""
        receiver = self.known(name)
        self._deliver(receiver, trial_of(f"trial/{name}@{now.isoformat()}", receiver.language))

    def tend(self, board: AlarmBoard, now: datetime) -> None:
        """Look when it is time."""
        if now >= self._look_at and (self.receivers or self._trials):
            self._look_at = now + EVERY
            self.look(board.heard(now), now)

    def close(self) -> None:
        """Begin nothing more; what is under way may end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def look(self, alarms: Iterable[Alarm], now: datetime) -> None:
        """Send what is due and take in what became of what was sent. alarms: those that a person should see."""
        for key, trial in tuple(self._trials.items()):
            if trial.future is not None and trial.future.done():
                self._ended(key, trial, trial.future, now)
        wanted = {(n.receiver, n.id): n for n in due(self.receivers.values(), alarms, self._told, now)}
        for key, trial in tuple(self._trials.items()):
            if trial.future is None and key not in wanted:
                del self._trials[key]  # no news any more, or the receiver is gone
        for key, notice in wanted.items():
            trial = self._trials.setdefault(key, _Trial(notice, None))
            if trial.future is None and (trial.again_at is None or now >= trial.again_at):
                receiver = self.receivers[notice.receiver]
                message = message_of(notice.id, notice.alarm, receiver.language)
                trial.future = self._threads.submit(self._deliver, receiver, message)

    def _ended(self, key: tuple[str, str], trial: _Trial, future: Future[None], now: datetime) -> None:
        error, name = future.exception(), trial.notice.receiver
        if error is None:
            self._told.add(key)
            del self._trials[key]
            self.troubles.pop(name, None)
            self._write_down(name, trial.notice.id, now)
            return
        if name in self.receivers:
            self.troubles[name] = error.text if isinstance(error, Trouble) else say("notices.broke", kind=_kind(error))
        trial.future, trial.tries = None, trial.tries + 1
        trial.again_at = now + min(FIRST_AGAIN * 2 ** min(trial.tries - 1, 10), LATEST_AGAIN)

    def _write_down(self, name: str, id: str, now: datetime) -> None:
        try:
            self._journal.append(Entry(now, self._who, "notice.taken", "alarm", _subject(name), {"id": id}))
        except Trouble as trouble:  # it was told; only a restart would tell it again
            self.troubles[name] = trouble.text

    def _deliver(self, receiver: Receiver, message: Message) -> None:
        credentials = self._vault.get(_subject(receiver.name))
        if credentials is None:
            raise Unreachable(say("notices.no_credentials"), say("notices.add_again"))
        self._send(receiver, credentials, message)


def _subject(name: str) -> str:
    return f"{_SUBJECT}{name}"


def _kind(error: BaseException) -> str:
    return type(error).__name__
