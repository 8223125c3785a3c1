"""A machine type as its maker sells it: room, limits, heat, feed, sequences."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from layerworks.catalogue.name import Name
from layerworks.catalogue.record_file import KeyPath, quantity, read_record
from layerworks.catalogue.source import Source
from layerworks.gcode.machine_codes import MachineCodes
from layerworks.geometry.plate import Bed, Head
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.marlin_limits import MarlinLimits
from layerworks.motion.reprap_limits import RepRapFirmwareLimits
from layerworks.words import Text, say

MachineClass = Literal["bench", "hobby", "professional", "industrial", "large_format", "continuous", "pellet"]
MUST_MOVE = (
    "max_velocity_mm_s",
    "max_accel_mm_s2",
    "max_z_velocity_mm_s",
    "max_z_accel_mm_s2",
    "nozzle_mm",
    "filament_mm",
    "axis_velocity_mm_s",
    "axis_accel_mm_s2",
    "print_accel_mm_s2",
    "retract_accel_mm_s2",
    "travel_accel_mm_s2",
    "steps_per_mm",
)  # limits that cannot be 0
PlannerLimits = KlipperLimits | MarlinLimits | RepRapFirmwareLimits
FlowClass = Literal["standard", "high_flow", "pellet", "unlimited"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine type.

    machine_class: what the rate card prices it as.
    mechanics: how the axes are carried. firmware: what runs in it; limits are those of Klipper, or for another
    firmware the Klipper limits nearest to it. marlin, reprap: what a firmware that plans as Marlin or RepRapFirmware
    does has been told before a program starts. codes.start and codes.end are examples a shop may replace.
    nozzles_mm: diameters on offer, the usual one first. nozzle_hrc: Rockwell C hardness of the nozzle as delivered,
    0 for brass, to which that scale does not apply.
    max_flow_mm3_s: what the hot end melts through the usual nozzle; flow_class names the column of the material's
    flow limits that applies, unlimited for none.
    chamber_max_c: 0 where the chamber is not heated. enclosed: walls on all sides.
    filament_mm: diameter, None for pellets. feed: direct or bowden drive, or a screw.
    head: what must pass finished parts when parts are printed one at a time; None where that is not known.
    clears_bed: how a finished part leaves: a person, a belt or an ejector.
    power_w: typical draw while printing.
    settings: values of slicing settings that this machine wants; a material may still change them.
    firm_settings: values that neither profile nor material changes.
    """

    id: str
    name: Name
    maker: str
    machine_class: MachineClass
    mechanics: Literal["bed_slinger", "cartesian", "corexy", "delta", "belt"]
    firmware: Literal["klipper", "marlin", "reprapfirmware", "maker"]
    bed: Bed
    codes: MachineCodes
    limits: KlipperLimits
    sources: tuple[Source, ...]
    marlin: MarlinLimits | None = None
    reprap: RepRapFirmwareLimits | None = None
    nozzles_mm: tuple[float, ...] = quantity("mm", low=0.1, high=20.0)
    nozzle_hrc: float = quantity("HRC", low=0.0, high=80.0)
    max_flow_mm3_s: float = quantity("mm³/s", low=1.0, high=20000.0)
    flow_class: FlowClass = "standard"
    hot_end_max_c: float = quantity("°C", low=180.0, high=600.0)
    bed_max_c: float = quantity("°C", low=0.0, high=300.0)
    chamber_max_c: float = quantity("°C", low=0.0, high=300.0, default=0.0)
    enclosed: bool = False
    filament_mm: float | None = quantity("mm", low=1.0, high=5.0, default=None)
    feed: Literal["direct", "bowden", "screw"] = "direct"
    clears_bed: Literal["person", "belt", "ejector"] = "person"
    head: Head | None = None
    power_w: float = quantity("W", low=1.0, high=100000.0)
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    firm_settings: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def planner(self) -> PlannerLimits:
        """What a program is timed by: the limits of the firmware itself where they are known."""
        return self.marlin or self.reprap or self.limits


def read_machine(text: str, file: str) -> Machine:
    """Return the machine type that a TOML text describes. Raises Rejected with every complaint, line by line."""
    return read_record(Machine, text, file, extra=_oddities)


def _oddities(machine: Machine) -> tuple[tuple[KeyPath, Text], ...]:
    """Return complaints about a well-formed machine: figures that contradict each other or no machine can have."""
    found: list[tuple[KeyPath, Text]] = []
    lengths = {"width_mm": machine.bed.width_mm, "depth_mm": machine.bed.depth_mm, "height_mm": machine.bed.height_mm}
    for key, value in lengths.items():
        if not 10.0 <= value <= 1e6:
            found.append((("bed", key), _not_positive(f"bed.{key}", value)))
    if machine.head is not None:
        for key, value in (
            ("radius_mm", machine.head.radius_mm),
            ("gantry_height_mm", machine.head.gantry_height_mm),
        ):
            if not 1.0 <= value <= 1e4:
                found.append((("head", key), _not_positive(f"head.{key}", value)))
    if not machine.nozzles_mm:
        found.append((("nozzles_mm",), say("catalogue.empty_list", key="nozzles_mm")))
    for table in ("limits", "marlin", "reprap"):
        limits: PlannerLimits | None = getattr(machine, table)
        if limits is None:
            continue
        for f in fields(limits):
            value = getattr(limits, f.name)
            least = 0.001 if f.name in MUST_MOVE else 0.0
            numbers = value if isinstance(value, tuple) else (value,)
            if any(isinstance(n, float) and not (math.isfinite(n) and n >= least) for n in numbers):
                worst = min(n for n in numbers if isinstance(n, float))
                found.append(((table, f.name), _not_positive(f"{table}.{f.name}", worst)))
        if machine.nozzles_mm and limits.nozzle_mm != machine.nozzles_mm[0]:
            found.append(((table, "nozzle_mm"), say("catalogue.nozzle_disagrees", table=table)))
        filament_mm = machine.codes.filament_mm
        if not limits.filament_mm == filament_mm == (machine.filament_mm or filament_mm):
            found.append(((table, "filament_mm"), say("catalogue.filament_disagrees", table=table)))
    if (machine.filament_mm is None) != (machine.feed == "screw"):
        found.append((("feed",), say("catalogue.feed_without_filament")))
    if (machine.clears_bed == "belt") != machine.bed.belt:
        found.append((("clears_bed",), say("catalogue.belt_disagrees")))
    return tuple(found)


def _not_positive(key: str, value: float) -> Text:
    return say("catalogue.not_positive", key=key, value=f"{value:g}")
