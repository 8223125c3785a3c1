"""The present or last run of a machine, and how the machine names it. Pure."""

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from layerworks.fleet.observations import Run

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class KnownRun(Generic[Key]):
    """A run. key: the machine's name for it. left_s: to its end, as told last; 0 where it is not told."""

    key: Key
    run: Run
    left_s: float = 0.0

    @property
    def active(self) -> bool:
        """Whether it goes on or is paused."""
        return self.run.phase in ("running", "paused")

    def lasting(self, told: bool) -> "KnownRun[Key]":
        """Return it with whether the machine tells it now under a name that no other run can have."""
        return replace(self, run=replace(self.run, lasting=told)) if self.run.lasting != told else self
