"""What a hub takes into its hands: a folder that no other hub has, and machines as its floor knows them."""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from layerworks.app.hub.brands import Links
from layerworks.app.hub.enrolment import Enrolled
from layerworks.catalogue import machine as machine_of
from layerworks.errors import Conflict
from layerworks.words import say
from layerworks.workshop.post import FloorMachine


def lock_folder(folder: Path) -> None:
    """Hold a folder until this process ends. Raises Conflict when another hub has it."""
    file = os.open(folder / "hub.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        import fcntl
    except ImportError:  # Windows has no such locks; the journal's places still keep two writers apart
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise Conflict(say("app.hub_runs", folder=str(folder)), say("app.hub_runs_remedy")) from None


def on_the_floor(machines: Iterable[tuple[Enrolled, str | None]], links: Links) -> list[FloorMachine]:
    """Return machines, each with its key, as the floor knows them; thousands are of a few types."""

    @cache
    def clears_itself(machine_type: str) -> bool:
        return machine_of(machine_type).clears_bed != "person"

    return [
        FloorMachine(links.to(machine, key), machine.machine_type, machine.circuit, clears_itself(machine.machine_type))
        for machine, key in machines
    ]
