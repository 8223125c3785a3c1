"""Machines: enrolled, seen, and worked at."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from layerworks.web.shapes.base import Asked, Because, Reason, Shown, Told, example

MOST_TOOLS = 63
Act = Literal["clear", "pause", "resume", "cancel", "stop", "unload", "out-of-service", "in-service"]
BulkAct = Literal["clear", "unload", "out-of-service", "in-service"]
Name = Annotated[str, Field(examples=["v1"])]


class MachineToEnrol(Asked):
    """A machine. Fields that are left out or null are found by asking it."""

    model_config = ConfigDict(
        extra="allow", coerce_numbers_to_str=True
    )  # rows come from tables, and are judged by `app`

    name: str | None = Field(default=None, description="Its name in the shop", examples=["v1"])
    address: str | None = Field(default=None, examples=["http://192.168.1.20:7125"])
    machine_type: str | None = Field(default=None, description="Its id in the catalogue", examples=["voron-2-4-350"])
    brand: str | None = Field(default=None, description="What it speaks", examples=["moonraker"])
    circuit: str | None = Field(default=None, description="The circuit of power it hangs on", examples=["A"])
    fingerprint: str | None = Field(default=None, description="SHA-256 of its certificate, where it is pinned")
    serial: str | None = Field(default=None, description="Its serial number, where it must be that one")
    key: str | None = Field(default=None, description="Its API key or access code; kept sealed")


class OneToEnrol(MachineToEnrol):
    """One machine, which has to answer."""

    why: Reason = ""


class ManyToEnrol(Asked):
    """Several machines: all of them or none. Those of a named brand may be off for now."""

    machines: list[MachineToEnrol] = Field(max_length=20_000)
    why: Reason = ""


class ByCode(MachineToEnrol):
    """One machine that enrols itself."""

    code: str = Field(default="", description="A claim code, good once", examples=["9f3c5d0b7a1e2f4c6d8b"])


def _how_many(value: Any) -> str:
    return "many" if isinstance(value, ManyToEnrol) or (isinstance(value, dict) and "machines" in value) else "one"


ToEnrol = Annotated[
    Annotated[OneToEnrol, Tag("one")] | Annotated[ManyToEnrol, Tag("many")],
    Discriminator(_how_many),
]


class ToProbe(Asked):
    """An address to look at."""

    address: str = Field(default="", examples=["192.168.1.20"])
    key: str = ""


class ToRenew(Because):
    """What a machine is known by from now on."""

    key: str = Field(default="", description="A new key; left out: the old one")
    fingerprint: str = Field(default="", description="SHA-256 it must show; left out: whatever it shows")


WHATEVER_IT_SHOWS = ToRenew()


class ToHeat(Because):
    """A heater to be set."""

    heater: str = Field(default="", examples=["bed"])
    target_c: float = Field(description="Temperature; 0 switches it off", examples=[60.0])


class ToSkip(Because):
    """A part of a print to be left out."""

    part: str = Field(default="", examples=["bracket-2"])


class Changed(Because):
    """A part that wears and was changed."""

    part: str = Field(default="", examples=["nozzle"])


class Loaded(Because):
    """What somebody put into a machine."""

    material: str = Field(description="Its id in the catalogue", examples=["pla"])
    nozzle_mm: float = Field(gt=0.0, le=10.0, examples=[0.4])
    lot: str = Field(default="", max_length=200, examples=["L2026-117"])
    mass_g: float | None = Field(default=None, ge=0.0, le=1e6, description="What the spool holds, without its core")
    tool: int = Field(default=0, ge=0, le=MOST_TOOLS)


class AtMachines(Because):
    """Machines by names and patterns, by their type, or all of them."""

    machines: list[str] = Field(default=[], max_length=20_000, examples=[["v1", "hall2-*"]])
    machine_type: str = Field(default="", examples=["voron-2-4-350"])
    all: bool = False


class LoadedAtMachines(AtMachines, Loaded):
    """What somebody put into several machines."""


class Refusal(Told):
    """Why something was not done at a machine."""

    machine: Name


class DoneAtMachines(Shown):
    """At which machines it was done, and at which not, and why."""

    done: list[str]
    refused: list[Refusal]


class Found(Shown):
    """What answers at an address, and what it may be asked for."""

    name: str = ""
    address: str = Field(examples=["http://192.168.1.20:7125"])
    brand: str = Field(examples=["moonraker"])
    answers: bool
    version: str
    serial: str
    fingerprint: str
    needs_key: bool
    may: list[str] = Field(examples=[["Cancel", "Heat", "Pause"]])


class EnrolledMachines(Shown):
    """What was found of each machine."""

    enrolled: list[Found]


class MachineState(Shown):
    """A machine as it is now; null for what nobody knows."""

    model_config = example(
        machine_type="voron-2-4-350", link="online", device="busy", bed="occupied", in_service=True, material="pla",
        remaining_g=612.4, nozzle_mm=0.4, job="bracket-1f2e3d4c-2", attempt_state="running", phase="printing", layer=41,
        position_mm=[121.3, 88.0, 8.2], printed_s=1830, left_s=2410, ends_at="2026-11-25T17:20+00:00", share=0.432,
        temperatures={"nozzle": [214.8, 215.0], "bed": [60.0, 60.0]}, heard_at="2026-11-25T16:40:02+00:00",
    )  # fmt: skip

    machine_type: str
    link: str = Field(description="online, opening or closed; silent where the hub that tends it is not heard")
    device: str | None = Field(description="What the machine says of itself, such as idle or busy")
    bed: str = Field(description="clear, occupied or unknown")
    in_service: bool
    material: str | None = None
    remaining_g: float | None = None
    nozzle_mm: float | None = None
    job: str | None = None
    attempt_state: str | None = None
    phase: str | None = None
    left_out: list[str] = Field(default=[], description="Parts of its plate that are not printed any more")
    layer: int | None = None
    position_mm: list[float] | None = None
    printed_s: float | None = None
    left_s: float | None = None
    ends_at: str | None = None
    share: float | None = Field(default=None, description="How much of the print is done, of 1")
    flow_mm3_s: float | None = None
    filament_mm: float | None = None
    temperatures: dict[str, list[float | None]] = Field(default={}, description="By heater: measured, wanted; in °C")
    heard_at: str | None = None
    hub: str | None = Field(default=None, description="Which hub tends it, where there are several")


class Machines(Shown):
    """Every machine, with the revision that `events` goes on from."""

    revision: int
    machines: dict[str, MachineState]


class Unreached(Shown):
    """Machines that could not be told."""

    unreached: list[str]


class Code(Shown):
    """A claim code."""

    code: str = Field(examples=["9f3c5d0b7a1e2f4c6d8b"])


class Wear(Shown):
    """How far a part is used up."""

    part: str = Field(examples=["nozzle"])
    used: float
    limit: float
    share: float


class WearOfMachine(Shown):
    """How far the parts of a machine are used up."""

    machine: Name
    parts: list[Wear]
