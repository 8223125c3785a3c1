"""A journal in a list, with the rules of the real one written out plainly."""

from dataclasses import replace

from layerworks.errors import Conflict
from layerworks.words import say
from layerworks.workshop import Entry, bed_of


class ListJournal:
    def __init__(self):
        self.entries: list[Entry] = []
        self._about: dict[str, list[Entry]] = {}
        self._owner: dict[str, str] = {}  # machine → unfinished attempt
        self._machine: dict[str, str] = {}  # attempt → machine

    def append(self, *entries: Entry) -> None:
        for entry in entries:
            history = self._about.setdefault(entry.subject, [])
            if entry.place not in (None, len(history) + 1):
                raise Conflict(say("storage.place_taken", subject=entry.subject))
            self._rule(entry)
            kept = replace(entry, place=len(history) + 1)
            history.append(kept)
            self.entries.append(kept)

    def about(self, subject: str) -> list[Entry]:
        return list(self._about.get(subject, ()))

    def _rule(self, entry: Entry) -> None:
        if entry.what == "attempt.reserved":
            machine = entry.body["machine"]
            if machine in self._owner or bed_of(self, machine).state != "clear":
                raise Conflict(say("storage.bed_not_clear", machine=machine))
            self._owner[machine], self._machine[entry.subject] = entry.subject, machine
        elif entry.what == "attempt.start_intended":
            if bed_of(self, self._machine[entry.subject]).state != "clear":
                raise Conflict(say("storage.bed_not_clear", machine=self._machine[entry.subject]))
        elif entry.what == "attempt.ended":
            if self._owner.get(self._machine[entry.subject]) != entry.subject:
                raise Conflict(say("storage.attempt_over", attempt=entry.subject))
            del self._owner[self._machine[entry.subject]]
