"""Jobs of the queue."""

from typing import Literal

from pydantic import Field

from layerworks.web.shapes.base import Because, Shown, Told, example

JobAct = Literal["cancel", "hold", "release"]


class ToStart(Because):
    """A job to be the next one."""

    machine: str = Field(default="", description="Where; left out: at the first that can", examples=["v1"])


ANYWHERE = ToStart()


class Job(Shown):
    """An open job."""

    model_config = example(
        job="bracket-1f2e3d4c-2", state="waiting", held_for=None, urgency=0, due_at="2026-12-01T07:00:00+00:00",
        queued_at="2026-11-25T16:40:02+00:00", machine=None, attempts=0, machine_type="voron-2-4-350", material="pla",
        predicted_s=4240.0, mass_g=31.2, needed_mm={"0": 10460}, origin="PrusaSlicer 2.7.4", left_s=None,
    )  # fmt: skip

    job: str
    state: str = Field(description="waiting, running or held")
    held_for: str | None
    urgency: int
    due_at: str | None
    queued_at: str
    machine: str | None
    attempts: int
    machine_type: str
    material: str
    predicted_s: float
    mass_g: float
    needed_mm: dict[str, float] = Field(description="Filament by tool")
    origin: str
    left_s: float | None
    ends_at: str | None = None


class Jobs(Shown):
    """The open jobs."""

    jobs: list[Job]


class Obstacle(Told):
    """What keeps a job from a machine."""

    machine: str
    obstacle: str


class JobExplained(Job):
    """A job, and why it does not start: the machine nearest to taking it first."""

    why: list[Obstacle]


class Queued(Shown):
    """The jobs that were queued, one a copy."""

    jobs: list[str] = Field(examples=[["bracket-1f2e3d4c-1", "bracket-1f2e3d4c-2"]])
