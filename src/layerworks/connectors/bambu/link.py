"""The link to a printer of Bambu's: the port of `fleet` over MQTT and FTPS on its own network."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from layerworks.connectors.bambu.access import BambuAccess
from layerworks.connectors.bambu.connection import Connection
from layerworks.connectors.bambu.memory import Memory
from layerworks.connectors.line import Line
from layerworks.connectors.network import Network
from layerworks.connectors.wall_clock import WallClock
from layerworks.fleet.commands import Cancel, CancelObject, Pause, Remove, Resume, SetTemperature, Start, Upload
from layerworks.fleet.connector import Abilities

ABILITIES = Abilities(
    frozenset({Upload, Remove, Start, Pause, Resume, Cancel, CancelObject, SetTemperature}),
    tells_bytes=False,
    tells_motion=False,
)


class BambuLink(Line):
    """One machine. now: aware UTC, never going back."""

    def __init__(
        self, machine: str, access: BambuAccess, network: Network, now: Callable[[], datetime] | None = None
    ) -> None:
        clock, self._memory = now or WallClock().now, Memory()
        super().__init__(machine, ABILITIES, network, lambda: Connection(access, self._memory, network, clock))

    @property
    def abilities(self) -> Abilities:
        """What the machine can be asked for; nothing, with the reason, once it has wanted a signature."""
        why = self._memory.observe_only
        return replace(ABILITIES, commands=frozenset(), observe_only=why) if why else ABILITIES
