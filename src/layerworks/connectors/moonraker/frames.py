"""Moonraker's messages as typed values: JSON-RPC 2.0 frames and the answers we read. Unknown fields are passed over.

Source: Moonraker's documentation, “External API”; seen with 0.11.0.
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct


class RpcError(Struct, frozen=True):
    """What came of a call that failed. code: as in HTTP, or one of JSON-RPC's own below zero."""

    code: int = 0
    message: str = ""


class Frame(Struct, frozen=True, gc=False):
    """Any message: a notification has a method, an answer an id with a result or an error."""

    method: str = ""
    params: Raw = Raw(b"")
    id: int | None = None
    result: Raw = Raw(b"null")
    error: RpcError | None = None


class ServerInfo(Struct, frozen=True):
    """Answer of server.info."""

    klippy_state: str = "disconnected"


class ObjectList(Struct, frozen=True):
    """Answer of printer.objects.list."""

    objects: tuple[str, ...] = ()


class KlippyInfo(Struct, frozen=True):
    """Answer of printer.info."""

    process_id: int | None = None


class Sample(Struct, frozen=True):
    """One second of Moonraker's own process. time: its wall clock, seconds since 1970."""

    time: float


class ProcStats(Struct, frozen=True):
    """Answer of machine.proc_stats."""

    moonraker_stats: tuple[Sample, ...] = ()


class CpuUse(Struct, frozen=True):
    """cpu: percent of all cores together."""

    cpu: float | None = None


class MemoryUse(Struct, frozen=True):
    """Memory of the computer, in kilobytes."""

    total: float | None = None
    used: float | None = None


class HostStats(Struct, frozen=True):
    """Parameter of notify_proc_stat_update. cpu_temp: in °C, null where nothing measures it."""

    system_cpu_usage: CpuUse = CpuUse()
    system_memory: MemoryUse = MemoryUse()
    cpu_temp: float | None = None


class Job(Struct, frozen=True):
    """A line of Moonraker's print history. Times: seconds since 1970 on Moonraker's clock."""

    job_id: str
    filename: str = ""
    status: str = ""
    start_time: float = 0.0
    end_time: float | None = None


class JobList(Struct, frozen=True):
    """Answer of server.history.list."""

    jobs: tuple[Job, ...] = ()


class JobChange(Struct, frozen=True):
    """Parameter of notify_history_changed."""

    action: str
    job: Job


class Webcam(Struct, frozen=True):
    """A camera. stream_url: often relative to where the machine's web pages are."""

    enabled: bool = True
    stream_url: str = ""


class Webcams(Struct, frozen=True):
    """Answer of server.webcams.list."""

    webcams: tuple[Webcam, ...] = ()


class Listed(Struct, frozen=True):
    """A file of server.files.list."""

    path: str
    size: int = 0


class FileItem(Struct, frozen=True):
    """A file of a change or an upload."""

    path: str = ""
    root: str = ""
    size: int = 0


class FileChange(Struct, frozen=True):
    """Parameter of notify_filelist_changed."""

    action: str
    item: FileItem = FileItem()
    source_item: FileItem = FileItem()


class Uploaded(Struct, frozen=True):
    """Answer of an upload."""

    item: FileItem = FileItem()


class _Refusal(Struct, frozen=True):
    error: RpcError = RpcError()


_FRAME = msgspec.json.Decoder(Frame)
_REFUSAL = msgspec.json.Decoder(_Refusal)


def frame_of(text: str | bytes) -> Frame:
    """Return a message. Raises msgspec.MsgspecError when it is none."""
    return _FRAME.decode(text)


def refusal_of(body: bytes) -> str:
    """Return why an HTTP request was refused, in the server's words, or nothing."""
    try:
        return _REFUSAL.decode(body).error.message
    except msgspec.MsgspecError:
        return ""


def item_of(body: bytes) -> FileItem:
    """Return the file that an upload was stored as; an answer we cannot read names none."""
    try:
        return msgspec.json.decode(body, type=Uploaded).item
    except msgspec.MsgspecError:
        return FileItem()


T = TypeVar("T")


def answer(frame: Frame, kind: type[T]) -> T | None:
    """Return an answer as a value, None for an error. Raises msgspec.MsgspecError when it is something else."""
    return None if frame.error is not None else msgspec.json.decode(frame.result, type=kind)


def parameter(frame: Frame, kind: type[T]) -> T:
    """Return the one parameter of a notification. Raises msgspec.MsgspecError when it is something else."""
    return msgspec.json.decode(frame.params, type=tuple[kind])[0]


def not_let_in(error: RpcError) -> bool:
    """Tell whether we lack the right: seen as code -32602 with this very word."""
    return error.code == 401 or error.message == "Unauthorized"


def no_such_file(error: RpcError) -> bool:
    """Tell whether a file that was to be deleted is not there: seen as code 400 with these words."""
    return error.code == 404 or error.message.startswith("Invalid file path")


def call_text(number: int, method: str, params: dict[str, Any]) -> str:
    """Return a call as text."""
    call = {"jsonrpc": "2.0", "method": method, "params": params, "id": number}
    return msgspec.json.encode(call).decode()
