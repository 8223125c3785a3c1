"""One machine as it is shown outside: what the hub's board says of it, with types. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Position = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Heater:
    """A heater's reading. target_c: 0 when off."""

    name: str
    actual_c: float
    target_c: float


@dataclass(frozen=True, slots=True)
class Spool:
    """What is loaded for a tool, counted from 0. left_g: None where nobody knows."""

    tool: int
    material: str
    lot: str
    left_g: float | None


@dataclass(frozen=True, slots=True)
class Sight:
    """A machine at one moment. None and nothing stand for what nobody knows now.

    machine_type: id in the catalogue. device: idle, heating, printing, paused or error; phase: of the present or last
    run. file: what is printed, by its name at the printer. job, attempt: of ours. why: the printer's words.
    """

    machine: str
    machine_type: str
    online: bool
    device: str | None = None
    phase: str | None = None
    file: str | None = None
    job: str | None = None
    attempt: str | None = None
    layer: int | None = None
    position_mm: Position | None = None
    printed_s: float | None = None
    left_s: float | None = None
    filament_mm: float | None = None
    material: str | None = None
    lot: str | None = None
    remaining_g: float | None = None
    nozzle_mm: float | None = None
    bed: str = "unknown"
    in_service: bool = True
    why: str = ""
    heaters: tuple[Heater, ...] = ()
    spools: tuple[Spool, ...] = ()

    def heater(self, name: str) -> Heater | None:
        """Return the reading of a heater, None where there is none now."""
        return next((heater for heater in self.heaters if heater.name == name), None)


def sight_of(machine: str, state: Mapping[str, Any]) -> Sight:
    """Return a machine's sight of what the board says, as plain values."""
    at = state.get("position_mm")
    layer = state.get("layer")
    return Sight(
        machine,
        state["machine_type"],
        state.get("link") == "online",
        state.get("device"),
        state.get("phase"),
        state.get("file"),
        state.get("job"),
        state.get("attempt"),
        layer if layer is not None and layer >= 0 else None,
        (float(at[0]), float(at[1]), float(at[2])) if at else None,
        state.get("printed_s"),
        state.get("left_s"),
        state.get("filament_mm"),
        state.get("material"),
        state.get("lot"),
        state.get("remaining_g"),
        state.get("nozzle_mm"),
        state.get("bed", "unknown"),
        state.get("in_service", True),
        state.get("why", ""),
        tuple(Heater(name, actual, target) for name, (actual, target) in sorted(state.get("temperatures", {}).items())),
        tuple(
            Spool(int(tool), spool["material"], spool["lot"] or "", spool["left_g"])
            for tool, spool in state.get("spools", {}).items()
        ),
    )


def plain(sight: Sight) -> dict[str, Any]:
    """Return a sight as plain values, for another process."""
    return asdict(sight)


def sight_from(told: Mapping[str, Any]) -> Sight:
    """Return the sight that plain values are of."""
    at = told["position_mm"]
    values: dict[str, Any] = {**told, "position_mm": tuple(at) if at else None}
    values["heaters"] = tuple(Heater(**heater) for heater in told["heaters"])
    values["spools"] = tuple(Spool(**spool) for spool in told["spools"])
    return Sight(**values)
