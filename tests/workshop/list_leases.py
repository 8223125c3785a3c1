"""Leases in a dictionary, with the rules of the real ones written out plainly."""

from collections.abc import Callable

from layerworks.workshop.leases import Lease


class ListLeases:
    """now_s: the one clock of all holders."""

    def __init__(self, now_s: Callable[[], float]):
        self.now_s = now_s
        self.held_by: dict[str, tuple[str, int, float]] = {}

    def take(self, machine: str, holder: str, for_s: float) -> Lease | None:
        now_s = self.now_s()
        before, epoch, until_s = self.held_by.get(machine, ("", 0, 0.0))
        if before != holder:
            if before and now_s < until_s:
                return None
            epoch += 1
        self.held_by[machine] = (holder, epoch, now_s + for_s)
        return Lease(machine, holder, epoch)

    def give_back(self, lease: Lease) -> None:
        if self.stands(lease):
            self.held_by[lease.machine] = ("", lease.epoch, 0.0)

    def stands(self, lease: Lease) -> bool:
        return self.held_by.get(lease.machine, ("", 0, 0.0))[:2] == (lease.holder, lease.epoch)

    def renew(self, holder: str, for_s: float) -> dict[str, Lease]:
        ours = {machine: epoch for machine, (by, epoch, _) in self.held_by.items() if by == holder}
        self.held_by |= {machine: (holder, epoch, self.now_s() + for_s) for machine, epoch in ours.items()}
        return {machine: Lease(machine, holder, epoch) for machine, epoch in ours.items()}

    def held(self) -> dict[str, str]:
        now_s = self.now_s()
        return {machine: by for machine, (by, _, until_s) in self.held_by.items() if by and now_s < until_s}
