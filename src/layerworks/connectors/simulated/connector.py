"""The link to a simulated printer: the port of `fleet`, like any other connector."""

from datetime import datetime

from layerworks.connectors.simulated.heater import Heater, power_share
from layerworks.connectors.simulated.printer import SimulatedPrinter
from layerworks.fleet.changes import happened
from layerworks.fleet.clock import Clock
from layerworks.fleet.commands import (
    Cancel,
    CancelObject,
    Command,
    Pause,
    Remove,
    Resume,
    SetTemperature,
    Start,
    StopAll,
    Upload,
)
from layerworks.fleet.connector import Abilities
from layerworks.fleet.observations import (
    Answered,
    LinkLost,
    Measured,
    Observation,
    PrinterState,
    Progress,
    Snapshot,
    Temperatures,
)
from layerworks.fleet.readings import Channel, Quantity, Reading

ABILITIES = Abilities(
    frozenset({Upload, Remove, Start, Pause, Resume, Cancel, CancelObject, SetTemperature, StopAll}), tells_digest=True
)


class SimulatedConnector:
    """A connection to a simulated printer, made and broken as often as needed."""

    def __init__(self, printer: SimulatedPrinter, clock: Clock) -> None:
        self._printer = printer
        self._clock = clock
        self._heard: list[Observation] = []
        self._online_since: datetime | None = None
        self._told: PrinterState | None = None

    @property
    def machine(self) -> str:
        """The id of the machine."""
        return self._printer.name

    @property
    def abilities(self) -> Abilities:
        """What the machine can be asked for: everything."""
        return ABILITIES

    def open(self) -> None:
        """Begin a connection."""
        now = self._clock.now()
        self._heard, self._told = [], None
        self._online_since = now if self._printer.reachable(now) else None
        if self._online_since is None:
            self._heard.append(LinkLost(now, "no answer"))

    def observations(self) -> tuple[Observation, ...]:
        """Return what was seen since the last call."""
        now = self._clock.now()
        self._printer.tick(now)
        if self._holds(now) and not self._printer.silent(now):
            self._look(now)
        heard, self._heard = tuple(self._heard), []
        return heard

    def send(self, command: Command) -> None:
        """Ask for something; nothing comes of it when the link does not hold or is silent."""
        now = self._clock.now()
        if self._holds(now) and not self._printer.silent(now):
            refusal = self._printer.receive(command, now)
            self._heard.append(Answered(now, command, "refused" if refusal else "accepted", refusal))

    def close(self) -> None:
        """End the connection."""
        self._online_since = None
        self._heard = []

    def _holds(self, now: datetime) -> bool:
        """Tell whether the connection stands, and find out when it has just broken."""
        since = self._online_since
        if since is None:
            return False
        restarted = self._told is not None and self._told.boot != self._printer.boot(now)
        if restarted or not self._printer.reachable(now, since):
            self._heard.append(LinkLost(now, "connection reset"))
            self._online_since = None
            return False
        self._online_since = now
        return True

    def _look(self, now: datetime) -> None:
        before, printer = self._told, self._printer.look(now)
        self._told = printer
        if before is None:
            self._heard.append(Snapshot(now, printer))
            return
        run = printer.run
        if news := happened(before, printer, now):
            self._heard.extend(news)
        elif run is not None and run != before.run:
            self._heard.append(Progress(now, run))
        self._heard.append(Temperatures(now, printer.temperatures))
        powers = ((t.heater, power_share(Heater(t.heater, t.actual_c, t.target_c))) for t in printer.temperatures)
        self._heard.append(Measured(now, tuple(Reading(Channel(h, Quantity.POWER_SHARE), p) for h, p in powers)))
