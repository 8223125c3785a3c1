"""Which hub tends which machine: leases, and what a hub may do while its own stands.

A lease says who speaks to a machine; that nothing is printed twice does not hang on it. It hangs on the journal, where
a place in a history is given once, and on file names, which a new try never shares with an old one. So a hub that slept
through the end of its lease does no harm when it wakes: what it has to write down before a start is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from layerworks.errors import Conflict
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal


@dataclass(frozen=True, slots=True)
class Lease:
    """A holder has a machine. epoch: counts its holders, so that a lease of an earlier one is known by its number."""

    machine: str
    holder: str
    epoch: int


class Leases(Protocol):
    """Leases of all hubs, kept in one place and timed by one clock."""

    def take(self, machine: str, holder: str, for_s: float) -> Lease | None:
        """Take a machine, or keep one that is held, for some seconds from now; None while somebody else has it.

        Raises Unreachable when nobody can say.
        """
        ...

    def give_back(self, held: Lease) -> None:
        """Let go of a machine at once; nothing happens when somebody else has it."""
        ...

    def stands(self, held: Lease) -> bool:
        """Tell whether nobody has taken the machine since, whatever the time. Raises Unreachable."""
        ...

    def renew(self, holder: str, for_s: float) -> Mapping[str, Lease]:
        """Keep everything that a holder has for some seconds from now and return it; what somebody else has taken since
        is not among it. Raises Unreachable.
        """
        ...

    def held(self) -> Mapping[str, str]:
        """Return who has what whose time is not over, by machine. Raises Unreachable."""
        ...


class LeasedJournal(Protocol):
    """A journal that keeps entries under leases: whether these stand and what is kept are one step."""

    def append_under(self, held: Iterable[Lease], *entries: Entry) -> None:
        """Keep all of these or none, as `Journal` does. Raises Conflict when a lease is lost as well."""
        ...

    def about(self, subject: str) -> Sequence[Entry]:
        """Return the history of a subject, oldest first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class AskedFirst:
    """A journal away from the leases: first these are asked, then the entries are kept.

    In between somebody may take the machine; then places in histories still keep the two apart.
    """

    leases: Leases
    journal: Journal

    def append_under(self, held: Iterable[Lease], *entries: Entry) -> None:
        """Keep all of these or none, as `Journal` does. Raises Conflict when a lease is lost as well."""
        for lease in held:
            if not self.leases.stands(lease):
                raise lost(lease)
        if entries:
            self.journal.append(*entries)

    def about(self, subject: str) -> Sequence[Entry]:
        """Return the history of a subject, oldest first."""
        return self.journal.about(subject)


def lost(held: Lease) -> Conflict:
    """Return what to raise where somebody else has taken the machine."""
    return Conflict(say("workshop.lease_lost", machine=held.machine), say("workshop.other_hub_goes_on"))


@dataclass(slots=True, eq=False)
class Hold:
    """A machine in a hub's hands: a journal that takes no entry once somebody else has the machine.

    until: by the hub's own clock; after it the hub leaves the machine alone, even if it can ask nobody.
    """

    lease: Lease
    journal: LeasedJournal
    until: datetime

    def append(self, *entries: Entry) -> None:
        """Keep all of these or none, as `Journal` does. Raises Conflict when the lease is lost as well."""
        self.journal.append_under((self.lease,), *entries)

    def about(self, subject: str) -> Sequence[Entry]:
        """Return the history of a subject, oldest first."""
        return self.journal.about(subject)
