"""OctoPrint's messages as typed values: what is pushed and what is answered. Unknown fields are passed over.

Source: OctoPrint's documentation, “REST API” and “Push updates”; seen with 1.11.8 and 2.0.0rc7, whose bodies are alike
where we read them (2.0 keeps the old ones unless a request asks for the new).
"""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct


class Flags(Struct, frozen=True):
    """What the printer is doing. OctoPrint's spelling."""

    operational: bool = False
    printing: bool = False
    paused: bool = False
    pausing: bool = False
    resuming: bool = False
    cancelling: bool = False
    finishing: bool = False

    @property
    def active(self) -> bool:
        """Whether a job is going on or paused."""
        return any((self.printing, self.paused, self.pausing, self.resuming, self.cancelling, self.finishing))


class State(Struct, frozen=True):
    """The state of the printer. text: for a person, in no fixed words."""

    text: str = ""
    flags: Flags = Flags()
    error: str | None = None


class JobFile(Struct, frozen=True):
    """The file that is selected."""

    path: str | None = None
    origin: str | None = None
    size: int | None = None


class Job(Struct, frozen=True):
    """What is selected to be printed, printed or not."""

    file: JobFile = JobFile()


class Advance(Struct, frozen=True, rename="camel"):
    """How far the job is. print_time: seconds, pauses not counted."""

    filepos: int | None = None
    print_time: float | None = None


class Marking(Struct, frozen=True):
    """A mark on the temperature chart; those of the last half hour are sent along."""

    type: str | None = None
    time: float = 0.0


class Current(Struct, frozen=True, rename="camel"):
    """Everything about the printer at one moment. temps: readings since the last message, by name of the heater."""

    state: State = State()
    job: Job = Job()
    progress: Advance = Advance()
    current_z: float | None = None
    server_time: float | None = None
    temps: tuple[dict[str, Any], ...] = ()
    markings: tuple[Marking, ...] = ()


class Event(Struct, frozen=True):
    """Something that happened."""

    type: str
    payload: dict[str, Any] | None = None


class Frame(Struct, frozen=True, rename={"reauth": "reauthRequired"}):
    """Any message that is pushed; one of these is there."""

    history: Current | None = None
    current: Current | None = None
    event: Event | None = None
    reauth: Any = None


class LastPrint(Struct, frozen=True, rename="camel"):
    """How the last print of a file ended. date: when; both in OctoPrint's seconds."""

    date: float
    success: bool = False
    print_time: float | None = None


class Prints(Struct, frozen=True):
    """Prints of a file."""

    last: LastPrint | None = None


class Listed(Struct, frozen=True):
    """A file. size, hash (SHA-1): None for a folder, the hash also in 2.0. prints: 2.0 says null for none."""

    path: str
    size: int | None = None
    hash: str | None = None
    prints: Prints | None = None

    @property
    def last(self) -> LastPrint | None:
        """How its last print ended."""
        return self.prints.last if self.prints is not None else None


class Listing(Struct, frozen=True):
    """Answer of GET /api/files/local."""

    files: tuple[Listed, ...] = ()


class Login(Struct, frozen=True):
    """Answer of a passive login. Nobody is nobody."""

    name: str | None = None
    session: str | None = None


class Uploaded(Struct, frozen=True):
    """Answer of an upload. files: where it was stored."""

    files: dict[str, JobFile] = {}


class JobAnswer(Struct, frozen=True):
    """Answer of GET /api/job."""

    job: Job = Job()


class PrinterAnswer(Struct, frozen=True):
    """Answer of GET /api/printer."""

    state: State = State()


class WebcamFeed(Struct, frozen=True):
    """Where a camera is to be seen, for those who know no more of cameras than a stream and a picture."""

    stream: str | None = None
    snapshot: str | None = None


class ListedWebcam(Struct, frozen=True):
    """One of several cameras (OctoPrint 1.9 and later)."""

    name: str = ""
    compat: WebcamFeed | None = None


class Webcam(Struct, frozen=True, rename="camel"):
    """The cameras. stream_url, snapshot_url: of the one camera, or of the one that is shown first."""

    webcam_enabled: bool = True
    stream_url: str | None = None
    snapshot_url: str | None = None
    default_webcam: str | None = None
    webcams: tuple[ListedWebcam, ...] = ()


class Settings(Struct, frozen=True):
    """Answer of GET /api/settings."""

    webcam: Webcam = Webcam()


class Complaint(Struct, frozen=True):
    """Answer of a request that failed."""

    error: str = ""


T = TypeVar("T")


def read(body: bytes, kind: type[T]) -> T:
    """Return an answer as a value; one that cannot be read tells nothing."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        return kind()


def why_not(status: int, body: bytes) -> str:
    """Return why a request was refused, in the server's words where it has any."""
    return read(body, Complaint).error or f"HTTP {status}"


_FRAME = msgspec.json.Decoder(Frame)


def frame_of(text: str | bytes) -> Frame:
    """Return a message. Raises msgspec.MsgspecError when it is none."""
    return _FRAME.decode(text)
