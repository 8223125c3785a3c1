"""What a hub tells of its machines, beat by beat. Pure but for its own memory.

Changes are told at once, and every machine is told whole once in a while, in turns: who comes later or missed something
has everything after one round, and nobody has to ask.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from layerworks.cluster.messages import Shown, Sights

AT_ONCE = 100  # machines in one message, so that it stays well below what a server takes


class Teller:
    """Of one run of one hub. beats: in which every machine is told whole once."""

    def __init__(self, hub: str, holder: str, beats: int) -> None:
        """Begin with nothing told."""
        self._hub, self._holder, self._beats = hub, holder, beats
        self._told: dict[str, int] = {}
        self._rota: list[str] = []

    def begin_anew(self) -> None:
        """Take it that nobody has heard anything."""
        self._told, self._rota = {}, []

    def beat(
        self,
        own: Mapping[str, int],
        changed: Mapping[str, Mapping[str, Any]],
        whole: Callable[[str], Mapping[str, Any]],
    ) -> Iterator[Sights]:
        """Yield what is to be told now, at least one message.

        own: epoch of the lease on each machine that is tended. changed: fields that changed since the last beat, of
        any machines. whole: returns all fields of one.
        """
        left = tuple(sorted(self._told.keys() - own.keys()))
        new = [machine for machine, epoch in own.items() if self._told.get(machine) != epoch]
        self._told = dict(own)
        fully = dict.fromkeys([*new, *self._due(own)])
        told = {machine: Shown(own[machine], dict(whole(machine)), whole=True) for machine in fully}
        for machine, fields in changed.items():
            if machine in own and machine not in fully:
                told[machine] = Shown(own[machine], dict(fields))
        machines = list(told.items())
        for at in range(0, max(1, len(machines)), AT_ONCE):
            yield Sights(self._hub, self._holder, dict(machines[at : at + AT_ONCE]), left if at == 0 else ())

    def _due(self, own: Mapping[str, int]) -> list[str]:
        """Return the machines whose turn it is to be told whole."""
        if not self._rota:
            self._rota = list(own)
        count = -(-len(own) // self._beats)
        due, self._rota = self._rota[:count], self._rota[count:]
        return [machine for machine in due if machine in own]
