"""PrusaLink's answers as typed values. Unknown fields are passed over, missing ones are None.

Source: Prusa-Link-Web, spec/openapi.yaml; and lib/WUI of Prusa-Firmware-Buddy, which answers fewer fields than that.
"""

from typing import TypeVar

import msgspec
from msgspec import Struct


class StatusJob(Struct, frozen=True):
    """The job in a status. progress: percent; times in seconds, pauses not counted."""

    id: int
    progress: float = 0.0
    time_printing: float = 0.0
    time_remaining: float | None = None


class StatusPrinter(Struct, frozen=True):
    """The printer in a status. flow, speed: percent of what the program says; fans: turns a minute."""

    state: str = ""
    temp_nozzle: float | None = None
    target_nozzle: float | None = None
    temp_bed: float | None = None
    target_bed: float | None = None
    axis_z: float | None = None
    flow: float | None = None
    speed: float | None = None
    fan_hotend: float | None = None
    fan_print: float | None = None


class Status(Struct, frozen=True):
    """Answer of GET /api/v1/status."""

    printer: StatusPrinter
    job: StatusJob | None = None


class File(Struct, frozen=True):
    """A file or folder. name: on the printer's card, often a short one; display_name: as it was sent."""

    name: str = ""
    display_name: str | None = None
    path: str = ""
    size: int | None = None
    children: tuple["File", ...] = ()

    @property
    def shown(self) -> str:
        """The name it was given."""
        return self.display_name or self.name


class JobInfo(Struct, frozen=True):
    """Answer of GET /api/v1/job, which is empty when there is no job."""

    id: int
    state: str = ""
    file: File | None = None


class Storage(Struct, frozen=True):
    """A place for files. path: with slashes at one end or both."""

    path: str = ""
    available: bool = False
    read_only: bool = False


class Storages(Struct, frozen=True):
    """Answer of GET /api/v1/storage."""

    storage_list: tuple[Storage, ...] = ()


class Refusal(Struct, frozen=True):
    """Answer of a request that failed."""

    message: str = ""
    title: str = ""


T = TypeVar("T")


def read(body: bytes, kind: type[T]) -> T | None:
    """Return an answer as a value, None when it is none."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        return None


def why_not(status: int, body: bytes) -> str:
    """Return why a request was refused, in the printer's words where it has any."""
    said = read(body, Refusal) or Refusal()
    return said.message or said.title or f"HTTP {status}"
