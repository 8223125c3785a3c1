"""A machine that another hub tends, as dispatch sees it: from the state that this other one tells. Pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from layerworks.workshop.waiting import Loaded, WorkMachine

_LINKS = ("closed", "opening", "online")


def work_machines(states: Mapping[str, Mapping[str, Any]]) -> list[WorkMachine]:
    """Return machines by their states; what a state does not tell is taken as not known."""
    return [work_machine(name, state) for name, state in states.items()]


def work_machine(name: str, state: Mapping[str, Any]) -> WorkMachine:
    """Return a machine by its state, as `board.state_of` puts it together."""
    device, taken = state.get("device"), state.get("attempt") is not None
    link = state.get("link")
    return WorkMachine(
        name,
        state.get("machine_type", ""),
        link if link in _LINKS else "closed",
        device,
        state.get("bed", "unknown"),
        taken,
        not state.get("observe_only", False),
        _loaded(state, "0"),
        state.get("circuit", ""),
        device == "heating" or (taken and device not in ("printing", "paused")),
        state.get("in_service", True),
        None,
        MappingProxyType(
            {int(tool): spool for tool in _tools(state) if tool != "0" and (spool := _loaded(state, tool))}
        ),
    )


def _tools(state: Mapping[str, Any]) -> Iterable[str]:
    return state.get("spools", {})


def _loaded(state: Mapping[str, Any], tool: str) -> Loaded | None:
    spool = state.get("spools", {}).get(tool)
    return Loaded(spool["material"], spool["lot"], spool["left_g"], spool["nozzle_mm"]) if spool else None
