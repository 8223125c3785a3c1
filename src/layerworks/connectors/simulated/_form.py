"""A simulated machine as plain data for JSON, and back."""

from dataclasses import asdict
from typing import Any

from layerworks.connectors.simulated.heater import Heater
from layerworks.connectors.simulated.machine import Machine, Playing
from layerworks.connectors.simulated.mishaps import Mishap
from layerworks.fleet.observations import StoredFile


def plain(machine: Machine) -> dict[str, Any]:
    """Return a machine as plain data; floats keep every bit through JSON."""
    return asdict(machine)


def machine_of(value: dict[str, Any]) -> Machine:
    """Return the machine that plain data tells of."""
    run = value["run"]
    return Machine(
        at_s=value["at_s"],
        boot=value["boot"],
        booted_s=value["booted_s"],
        condition=value["condition"],
        back_s=value["back_s"],
        runs=value["runs"],
        run=None if run is None else _playing(run),
        files=tuple(StoredFile(**f) for f in value["files"]),
        heaters=tuple(Heater(**h) for h in value["heaters"]),
        mishaps=tuple(Mishap(**m) for m in value["mishaps"]),
        outages=tuple((kind, start_s, end_s) for kind, start_s, end_s in value["outages"]),
        bed_used=value["bed_used"],
        pace=value.get("pace", 1.0),  # printers kept by earlier versions have none
    )


def _playing(run: dict[str, Any]) -> Playing:
    skipped = tuple(run.pop("skipped"))
    return Playing(skipped=skipped, **run)
