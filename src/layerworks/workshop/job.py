"""A request to run a program on a machine."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """One plate to print once.

    id: letters, digits, `_`, `-`; names the job for good. text: the G-code; digest: its SHA-256.
    parts: names of the pieces on the plate. predicted_s: print time by the motion profile.
    """

    id: str
    text: bytes = field(repr=False)
    digest: str
    parts: tuple[str, ...]
    predicted_s: float


def attempt_id(job: Job, number: int) -> str:
    """Return the id of the first, second, … attempt at a job: the same in every process, so a re-run finds it."""
    return f"{job.id}-{number}"
