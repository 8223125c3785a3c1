"""What somebody asked a machine for, as it is written down."""

from dataclasses import asdict
from datetime import datetime

from layerworks.fleet.commands import Command
from layerworks.workshop.journal import Entry


def asked_entry(
    machine: str, command: Command, now: datetime, who: str, why: str, *, attempt: str = "", sent: bool = True
) -> Entry:
    """Write down what somebody asked a machine for. sent: False where nobody was there to hear it."""
    body = {"for": type(command).__name__, "attempt": attempt, "values": asdict(command), "sent": sent}
    return Entry(now, who, "machine.asked", why, machine, body)
