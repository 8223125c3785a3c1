"""Leases in a dictionary, with the rules of the real ones written out plainly."""

from collections.abc import Callable

from layerworks.workshop.leases import Lease


class ListLeases:
    """now_s: the one clock of all holders."""

    def __init__(self, now_s: Callable[[], float]):
        self.now_s = now_s
        self.held: dict[str, tuple[str, int, float]] = {}

    def take(self, machine: str, holder: str, for_s: float) -> Lease | None:
        now_s = self.now_s()
        before, epoch, until_s = self.held.get(machine, ("", 0, 0.0))
        if before != holder:
            if before and now_s < until_s:
                return None
            epoch += 1
        self.held[machine] = (holder, epoch, now_s + for_s)
        return Lease(machine, holder, epoch)

    def give_back(self, lease: Lease) -> None:
        if self.stands(lease):
            self.held[lease.machine] = ("", lease.epoch, 0.0)

    def stands(self, lease: Lease) -> bool:
        return self.held.get(lease.machine, ("", 0, 0.0))[:2] == (lease.holder, lease.epoch)

    def holders(self) -> frozenset[str]:
        now_s = self.now_s()
        return frozenset(holder for holder, _, until_s in self.held.values() if holder and now_s < until_s)
