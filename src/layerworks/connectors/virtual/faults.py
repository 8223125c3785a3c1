"""Fault switches of a virtual printer's network side, thrown by hand while it runs."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """refuse: no connection is let in. silent: connections stand, nothing goes out. deaf: nor is anything read, not
    even a ping. slow_s: each answer takes so long.

    cut_before, cut_after: the connection breaks at a request of this name, undone or done; `upload` is one of them.
    swallow: requests of this name go unheard. each acts once and is then taken out.
    """

    refuse: bool = False
    silent: bool = False
    deaf: bool = False
    slow_s: float = 0.0
    cut_before: set[str] = field(default_factory=set[str])
    cut_after: set[str] = field(default_factory=set[str])
    swallow: set[str] = field(default_factory=set[str])

    def strikes(self, switch: set[str], name: str) -> bool:
        """Tell whether a switch acts on a request of this name, and take it out."""
        if name not in switch:
            return False
        switch.discard(name)
        return True
