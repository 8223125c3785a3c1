"""Telling how long work goes on."""

from typing import Protocol

from layerworks.words import Text


class Tell(Protocol):
    """Hears that a step begins, and, where it can be told, how much of it is done (0…1)."""

    def __call__(self, step: Text, share: float | None = None) -> None:
        """Take note."""
        ...


def untold(step: Text, share: float | None = None) -> None:
    """Tell nobody."""
