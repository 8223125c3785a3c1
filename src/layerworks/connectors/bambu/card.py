"""The files on a printer's card: asked of its file server one thing at a time. Pure."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from layerworks.connectors.bambu.listing import Listed, listed
from layerworks.connectors.bambu.names import title_of
from layerworks.connectors.talk import Ask, Request, Store
from layerworks.digest import digest_bytes
from layerworks.fleet.commands import Command, Remove, Upload
from layerworks.fleet.observations import StoredFile, Verdict

Then = Callable[[int, bytes, datetime], None]
_Work = Upload | tuple[str, str, Then]  # a file to send; or what to ask of the file server


class Printer(Protocol):
    """What the card needs of the conversation that it is part of."""

    def answer(self, command: Command, verdict: Verdict, why: str, now: datetime) -> None:
        """Tell what became of a command."""
        ...

    def have_files(self, now: datetime) -> None:
        """Take in that the files were listed."""
        ...

    def look(self, then: Callable[[datetime], None], now: datetime) -> None:
        """Have the state told anew, then go on."""
        ...

    def gone(self, command: Remove, now: datetime) -> None:
        """Tell that a file is gone: a start that was under way finds it no more."""
        ...

    def printed(self) -> str | None:
        """Return the file that is being printed, if any."""
        ...


class Card:
    """listed: the files, as listed last; None before."""

    def __init__(self, printer: Printer) -> None:
        self.listed: Listed | None = None
        self._printer = printer
        self._work: deque[_Work] = deque()
        self._then: Then | None = None
        self._storing: Upload | None = None
        self._listed_at = datetime.min.replace(tzinfo=UTC)

    def files(self) -> dict[str, StoredFile]:
        """Return the whole programs of ours."""
        whole = self.listed.whole if self.listed is not None else {}
        return {file: stored for file, (_, stored) in whole.items()}

    def whole(self, file: str) -> str | None:
        """Return the title of the whole container of a program, None where there is none."""
        found = self.listed.whole.get(file) if self.listed is not None else None
        return found[0] if found is not None else None

    def list_anew(self, now: datetime) -> None:
        """List the files."""
        self._listed_at = now
        self._work.append(("LIST", "/", self._have_list))

    def listed_s(self, now: datetime) -> float:
        """Return how long ago the files were asked for."""
        return (now - self._listed_at).total_seconds()

    def next(self, number: Callable[[], int]) -> tuple[Request, ...]:
        """Return the next thing to ask, if none is under way."""
        if self._then is not None or self._storing is not None or not self._work:
            return ()
        work = self._work.popleft()
        if isinstance(work, Upload):
            self._storing = work
            return (Store(work),)
        method, path, self._then = work
        return (Ask(number(), method, path),)

    def answered(self) -> Then | None:
        """Return what to do with an answer that has come."""
        then, self._then = self._then, None
        return then

    def take(self, upload: Upload, now: datetime) -> None:
        """Send a file, after older containers of the same program are gone."""
        waiting = (self._storing, *(w for w in self._work if isinstance(w, Upload)))
        if digest_bytes(upload.text) != upload.digest:
            self._printer.answer(upload, "refused", "the text is not what its digest says", now)
        elif upload.file == self._printer.printed():
            self._printer.answer(upload, "refused", "the file is being printed", now)
        elif upload not in waiting:
            try:
                title_of(upload.file, len(upload.text), 0)
            except ValueError:
                self._printer.answer(upload, "refused", "no name of an attempt", now)
                return
            self._delete(upload.file)
            self._work.append(upload)

    def stored(self, upload: Upload, status: int, body: bytes, now: datetime) -> bool:
        """Take in what came of sending a file; False when that is not certain. Whether it is whole is listed."""
        self._storing = None
        if 200 <= status < 300:
            self._work.appendleft(("LIST", "/", lambda s, b, at: self._kept(upload, s, b, at)))
            return True
        if 500 <= status < 600 and status != 530:
            self._printer.answer(upload, "refused", body.decode("utf-8", "replace") or f"FTP {status}", now)
            return True
        return False  # the snapshot of the next connection tells whether it is there

    def remove(self, command: Remove, now: datetime) -> None:
        """Delete all containers of a program, then look: a start that was under way is then seen, or finds no file."""
        if self._storing is not None and self._storing.file == command.file:
            self._printer.answer(command, "refused", "the file is being sent", now)
        elif command.file == self._printer.printed():
            self._printer.answer(command, "refused", "the file is being printed", now)
        else:
            self._work.append(("LIST", "/", lambda s, b, at: self._remove(command, s, b, at)))

    def _have_list(self, status: int, body: bytes, now: datetime) -> None:
        """Take in the listing; a printer without a card has none."""
        self.listed = listed(body.decode("utf-8", "replace") if 200 <= status < 300 else "")
        self._printer.have_files(now)

    def _names(self, file: str) -> tuple[str, ...]:
        return self.listed.names.get(file, ()) if self.listed is not None else ()

    def _delete(self, file: str) -> None:
        for name in self._names(file):
            self._work.append(("DELE", f"/{name}", lambda s, b, at: None))

    def _kept(self, upload: Upload, status: int, body: bytes, now: datetime) -> None:
        self._have_list(status, body, now)
        stored = self.files().get(upload.file)
        whole = stored is not None and stored.size == len(upload.text)
        why = "" if whole else "what was stored is not what was sent"
        self._printer.answer(upload, "accepted" if whole else "refused", why, now)

    def _remove(self, command: Remove, status: int, body: bytes, now: datetime) -> None:
        self._have_list(status, body, now)
        if not self._names(command.file):
            self._printer.gone(command, now)
            return
        self._delete(command.file)
        self._work.append(("LIST", "/", lambda s, b, at: self._removed(command, s, b, at)))

    def _removed(self, command: Remove, status: int, body: bytes, now: datetime) -> None:
        self._have_list(status, body, now)
        if self._names(command.file):
            self._printer.answer(command, "refused", "the printer keeps the file", now)
        else:
            self._printer.look(lambda at: self._printer.gone(command, at), now)
