"""A program on its way from a slicer into the queue, whatever the slicer thinks it speaks to."""

import asyncio
import hashlib
from dataclasses import dataclass

from starlette.requests import Request

from layerworks.app.hub.ordering import Refused, Wanted, order
from layerworks.errors import Rejected
from layerworks.web.problems import bad
from layerworks.web.receiving import LONGEST_S, Spooled, spooled, take_in
from layerworks.web.routing import hub_of, who_of
from layerworks.web.slicers.address import address_of
from layerworks.web.slicers.forms import FILE, form_of
from layerworks.web.slicers.origin import HEAD_BYTES, origin_of, shown_name
from layerworks.words import Text, say


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


async def send_form(request: Request) -> Sent:
    """Take a form with a program in it into the queue. Raises NotQueued, Trouble."""
    receiving = hub_of(request).receiving.of(who_of(request))
    async with receiving, asyncio.timeout(LONGEST_S), spooled() as program:
        form = await form_of(request.headers.get("Content-Type", ""), request.stream(), program)
        if form.name is None:
            raise bad(FILE)
        if (wanted := form.fields.get("checksum", "")) and wanted.lower() != await _sha256(program):
            raise Rejected(say("app.hub_checksum"), say("app.hub_send_again"))
        return await _queue(request, program, form.name, held=not form.says("print"))


async def send_body(request: Request, name: str, *, held: bool) -> Sent:
    """Take the body of a request, a program, into the queue. Raises NotQueued, Trouble."""
    receiving = hub_of(request).receiving.of(who_of(request))
    async with receiving, asyncio.timeout(LONGEST_S), spooled() as program:
        await take_in(request.stream(), program)
        return await _queue(request, program, name, held=held)


async def _queue(request: Request, program: Spooled, name: str, *, held: bool) -> Sent:
    address = address_of(request)
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
    jobs = await order(hub_of(request), program.path, wanted, who_of(request), "sent by a slicer")
    if isinstance(jobs, Refused):
        raise NotQueued(jobs.complaints)
    return Sent(name, program.size, jobs, held)


async def _sha256(program: Spooled) -> str:
    def digest() -> str:
        with program.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return await asyncio.to_thread(digest)
