"""The machines that other hubs tend, as those tell of them. Pure but for its own memory; the time is handed in.

Who has the later lease on a machine is believed. Of a hub that is not heard any more the last that it told stays, and
is marked.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from layerworks.cluster.messages import Shown, Sights

SILENT_S = 5.0  # a hub tells something several times a second
LINK = "link"
SILENT = "silent"  # what a link is said to be when nobody is heard who would know
State = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A machine, of which all is known. epoch: of the lease under which it was seen, by whom."""

    epoch: int
    holder: str
    fields: State
    silent: bool = False

    @property
    def state(self) -> State:
        return self.fields | {LINK: SILENT} if self.silent else self.fields


class Peers:
    """What is known of machines elsewhere. holder: our own, whose messages come back and tell nothing new."""

    def __init__(self, holder: str) -> None:
        """Begin with nothing heard."""
        self._own = holder
        self._machines: dict[str, _Known] = {}
        self._heard_s: dict[str, float] = {}

    def take(self, told: Sights, now_s: float) -> dict[str, State]:
        """Take in what a hub tells; return the states of the machines it is about."""
        if told.holder == self._own:
            return {}
        back = told.holder not in self._heard_s
        self._heard_s[told.holder] = now_s
        touched = [machine for machine, shown in told.machines.items() if self._believed(machine, told, shown)]
        touched += self._marked(told.left, told.holder, silent=True)
        if back:
            kept = [m for m, known in self._machines.items() if known.holder == told.holder and m not in told.left]
            touched += self._marked(kept, told.holder, silent=False)
        return self._states(touched)

    def fall_silent(self, now_s: float) -> dict[str, State]:
        """Mark the machines of hubs that are not heard any more and return the states of those."""
        gone = [holder for holder, heard_s in self._heard_s.items() if now_s - heard_s > SILENT_S]
        touched: list[str] = []
        for holder in gone:
            del self._heard_s[holder]
            whose = [machine for machine, known in self._machines.items() if known.holder == holder]
            touched += self._marked(whose, holder, silent=True)
        return self._states(touched)

    def let_go(self, machine: str, epoch: int, state: State) -> State:
        """Take it that we tended a machine and do no more; return what there is to show until another hub tells."""
        known = self._machines.get(machine)
        if known is None or known.epoch <= epoch:
            known = self._machines[machine] = _Known(epoch, self._own, state, silent=True)
        return known.state

    def keep_only(self, machines: Collection[str]) -> list[str]:
        """Forget all others and return which those were."""
        gone = [machine for machine in self._machines if machine not in machines]
        for machine in gone:
            del self._machines[machine]
        return gone

    def state(self, machine: str) -> State | None:
        """Return what is known of a machine, None for nothing."""
        known = self._machines.get(machine)
        return known.state if known is not None else None

    def states(self) -> dict[str, State]:
        """Return what is known of all machines elsewhere."""
        return {machine: known.state for machine, known in self._machines.items()}

    def _believed(self, machine: str, told: Sights, shown: Shown) -> bool:
        known = self._machines.get(machine)
        if known is not None and shown.epoch < known.epoch:
            return False  # of somebody who has lost the machine and does not know it yet
        fields = shown.fields | {"hub": told.hub}
        if shown.whole:
            self._machines[machine] = _Known(shown.epoch, told.holder, fields)
            return True
        if known is None or known.holder != told.holder or known.epoch != shown.epoch:
            return False  # told whole when it was new; that is missed, and comes again
        self._machines[machine] = replace(known, fields=known.fields | fields, silent=False)
        return True

    def _marked(self, machines: Iterable[str], holder: str, *, silent: bool) -> list[str]:
        touched: list[str] = []
        for machine in machines:
            known = self._machines.get(machine)
            if known is not None and known.holder == holder and known.silent != silent:
                self._machines[machine] = replace(known, silent=silent)
                touched.append(machine)
        return touched

    def _states(self, machines: Iterable[str]) -> dict[str, State]:
        return {machine: self._machines[machine].state for machine in machines}
