"""A program on its way from a slicer into the queue, whatever the slicer thinks it speaks to."""

import asyncio
import hashlib
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from layerworks.app.hub.ordering import Refused, Wanted, order
from layerworks.errors import Rejected
from layerworks.web.receiving import Spooled, spooled, take_in
from layerworks.web.rim import HUB, WHO, bad
from layerworks.web.slicers.address import Address
from layerworks.web.slicers.origin import HEAD_BYTES, origin_of, shown_name
from layerworks.words import Text, say

ADDRESS = web.RequestKey("address", Address)
UPLOADS = web.AppKey("uploads", asyncio.Semaphore)
AT_ONCE = 8
LONGEST_S = 3600.0
MOST_FIELDS = 32
LARGEST_FIELD = 16 * 1024


class NotQueued(Exception):
    """The gate does not let a program through: each reason with its line."""

    def __init__(self, complaints: tuple[Text, ...]) -> None:
        super().__init__(complaints)
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Sent:
    """What came into the queue. name: of the file as the slicer has it; held: it waits for a person."""

    name: str
    size: int
    jobs: tuple[str, ...]
    held: bool


@dataclass(slots=True)
class Form:
    """A form with a file in it: what else it says, and how the file is called."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    name: str | None = None

    def says(self, key: str) -> bool:
        """Tell whether a field is ticked."""
        return self.fields.get(key, "").lower() == "true"


async def send_form(request: web.Request) -> tuple[Sent, Form]:
    """Take a form with a program in it into the queue. Raises NotQueued, Trouble."""
    async with request.app[UPLOADS], asyncio.timeout(LONGEST_S), spooled() as program:
        try:
            form = await _form_of(request, program)
        except ValueError as error:  # a form that breaks off, or boundaries that are none
            raise bad(str(error)) from None
        if form.name is None:
            raise bad("file")
        if (wanted := form.fields.get("checksum", "")) and wanted.lower() != await _sha256(program):
            raise Rejected(say("app.hub_checksum"), say("app.hub_send_again"))
        return await _queue(request, program, form.name, held=not form.says("print")), form


async def send_body(request: web.Request, name: str, *, held: bool) -> Sent:
    """Take the body of a request, a program, into the queue. Raises NotQueued, Trouble."""
    async with request.app[UPLOADS], asyncio.timeout(LONGEST_S), spooled() as program:
        await take_in(request.content, program)
        return await _queue(request, program, name, held=held)


async def _queue(request: web.Request, program: Spooled, name: str, *, held: bool) -> Sent:
    address = request[ADDRESS]
    with program.path.open("rb") as file:
        origin = origin_of(file.read(HEAD_BYTES), request.headers.get("User-Agent", ""))
    wanted = Wanted(
        shown_name(name) or "job",
        address.machine_type,
        address.material,
        address.nozzle_mm,
        only_on=address.only_on,
        origin=origin,
        held=held,
    )
    jobs = await order(request.app[HUB], program.path, wanted, request[WHO], "sent by a slicer")
    if isinstance(jobs, Refused):
        raise NotQueued(jobs.complaints)
    return Sent(name, program.size, jobs, held)


async def _form_of(request: web.Request, program: Spooled) -> Form:
    if not request.content_type.startswith("multipart/"):
        raise bad("Content-Type")
    form = Form()
    reader, count = await request.multipart(), 0
    while (part := await reader.next()) is not None:
        count += 1
        if not isinstance(part, BodyPartReader) or count > MOST_FIELDS:
            raise bad("multipart")
        if part.filename is not None and part.name == "file" and form.name is None:
            form.name = part.filename
            while piece := await part.read_chunk(256 * 1024):
                await program.write(piece)
        else:
            form.fields[part.name or ""] = await _field(part)
    program.flush()
    return form


async def _field(part: BodyPartReader) -> str:
    text = b""
    while piece := await part.read_chunk(LARGEST_FIELD):
        text += piece
        if len(text) > LARGEST_FIELD:
            raise bad(part.name or "multipart")
    return text.decode("utf-8", "replace").strip()


async def _sha256(program: Spooled) -> str:
    def digest() -> str:
        with program.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return await asyncio.to_thread(digest)
