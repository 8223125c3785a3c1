"""One run of one hub, as the others know it: by the holder of its leases. Pure."""

import re
from dataclasses import dataclass

from layerworks.errors import Misused
from layerworks.words import say

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class Member:
    """name: of the hub; run: of this run of it, so that a hub that begins anew is not taken for itself.

    address: under which the other hubs reach its door, such as `https://10.0.0.5:7250`.
    """

    name: str
    run: str
    address: str

    @property
    def holder(self) -> str:
        """What stands in its leases."""
        return f"{self.name} {self.run} {self.address}"


def member_of(holder: str) -> Member | None:
    """Return whose leases these are; None for those of nobody we could speak to."""
    parts = holder.split(" ")
    return Member(*parts) if len(parts) == 3 and all(parts) else None


def hub_name(text: str) -> str:
    """Return a name for a hub. Raises Misused for one that is none."""
    if not _NAME.fullmatch(text):
        raise Misused(say("cluster.bad_name", name=text), say("cluster.bad_name_remedy"))
    return text
