"""A machine that another hub tends, as dispatch sees it: from the state that this other one tells. Pure."""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from layerworks.fleet.observations import Device
from layerworks.workshop.events import BedState
from layerworks.workshop.waiting import Loaded, WorkMachine

log = logging.getLogger(__name__)
_LINKS = ("closed", "opening", "online")


class _Spool(msgspec.Struct):
    material: str
    lot: str
    left_g: float | None
    nozzle_mm: float


class _Told(msgspec.Struct):
    """Of a state what dispatch looks at."""

    machine_type: str = ""
    link: str | None = None
    device: Device | None = None
    bed: BedState = "unknown"
    in_service: bool = True
    attempt: str | None = None
    observe_only: bool = False
    circuit: str = ""
    spools: dict[int, _Spool | None] = {}


def work_machines(states: Mapping[str, Mapping[str, Any]]) -> list[WorkMachine]:
    """Return machines by their states; what a state does not tell is taken as not known."""
    return [work_machine(name, state) for name, state in states.items()]


def work_machine(name: str, state: Mapping[str, Any]) -> WorkMachine:
    """Return a machine by its state, as `board.state_of` puts it together.

    Of one that tells what we cannot read, as a hub of another version or a forger might, nothing is known.
    """
    try:
        told = msgspec.convert(state, _Told, str_keys=True)
    except msgspec.ValidationError as why:
        log.warning("what another hub tells of %s is not understood: %s", name, why)
        told = _Told()
    taken = told.attempt is not None
    spools = {tool: Loaded(s.material, s.lot, s.left_g, s.nozzle_mm) for tool, s in told.spools.items() if s}
    return WorkMachine(
        name,
        told.machine_type,
        told.link if told.link in _LINKS else "closed",
        told.device,
        told.bed,
        taken,
        not told.observe_only,
        spools.pop(0, None),
        told.circuit,
        told.device == "heating" or (taken and told.device not in ("printing", "paused")),
        told.in_service,
        None,
        MappingProxyType(spools),
    )
