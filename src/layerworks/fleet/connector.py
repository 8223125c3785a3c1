"""The port: what every printer looks like from our side, whatever its brand.

None of the four calls waits for the printer. Links do their reading and writing elsewhere (a task, a process); what
came of it is drained with `observations`. A loop over one machine and a hub over thousands use the same port.
"""

from dataclasses import dataclass
from typing import Protocol

from layerworks.fleet.commands import Command
from layerworks.fleet.observations import Observation


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a machine can be asked for.

    commands: the command types it takes; a machine that may only be watched has none.
    tells_digest: stored files are told with their digest, so an upload can be verified by content.
    tells_bytes: how far a print is comes from its place in the file; without it, from a share of the time.
    tells_motion: where the head is and how much filament was fed; without it, zeros stand for what nobody knows.
    observe_only: why it may only be watched for now, for a person; empty where it takes its commands.
    """

    commands: frozenset[type[Command]]
    tells_digest: bool = False
    tells_bytes: bool = True
    tells_motion: bool = True
    observe_only: str = ""


class Connector(Protocol):
    """One machine. The order is: open, then any of observations and send, then close; and over again."""

    @property
    def machine(self) -> str:
        """The id of the machine."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What the machine can be asked for."""
        ...

    def open(self) -> None:
        """Begin a connection. It may be ToBeCalled first; then comes a Snapshot, or LinkLost when none can be made."""
        ...

    def observations(self) -> tuple[Observation, ...]:
        """Return what was seen since the last call, oldest first. Nothing of an earlier connection comes after open."""
        ...

    def send(self, command: Command) -> None:
        """Ask for something, once. An Answered follows; none within reason, or LinkLost, means: in doubt."""
        ...

    def close(self) -> None:
        """End the connection; the printer goes on with what it does."""
        ...
