"""What an address says of a print: `/to/MACHINE_TYPE/MATERIAL`, with the nozzle where it is not the usual one.

A slicer tells a name and a program and nothing else, so what the queue has to know stands in the address that is typed
into it. Instead of a machine type it may name one machine.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from layerworks.app.hub.admission import Bearer
from layerworks.app.hub.house import Hub
from layerworks.catalogue import ids, machine
from layerworks.errors import Missing
from layerworks.words import say

PREFIX = "/to"
PLACES = ("/{at}/{material}", "/{at}/{material}/{nozzle:float}")
Handler = Callable[[Request], Awaitable[Response]]


class NotThere(Exception):
    """Somebody may not send to where an address leads."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a print goes. only_on: the one machine that the address names, if it names one."""

    machine_type: str
    material: str
    nozzle_mm: float | None
    only_on: tuple[str, ...]

    @property
    def nozzle_or_usual_mm(self) -> float:
        """The nozzle, or the one that the machine type usually has."""
        return self.nozzle_mm or machine(self.machine_type).nozzles_mm[0]


def at(path: str, handler: Handler, method: str = "GET") -> list[Route]:
    """Return the routes below every address. The handler finds where it leads under `address` in the scope."""

    async def addressed(request: Request) -> Response:
        address = request.scope["address"] = _address_of(request, request.app.state.hub)
        bearer: Bearer = request.scope["bearer"]
        if method != "GET" and not bearer.minds(next(iter(address.only_on), "")):
            raise NotThere
        return await handler(request)

    return [Route(f"{place}{path}", addressed, methods=[method]) for place in PLACES]


def address_of(request: Request) -> Address:
    """Return where a request's address leads."""
    return request.scope["address"]


def _address_of(request: Request, hub: Hub) -> Address:
    at, material = request.path_params["at"], request.path_params["material"]
    is_machine = at in hub.machines
    machine_type = hub.machine_type(at) if is_machine else at
    if machine_type not in ids("machine"):
        raise Missing(say("app.hub_no_address", name=at), say("app.hub_address_form"))
    if material not in ids("material"):
        raise Missing(say("app.hub_no_address", name=material), say("app.hub_address_form"))
    return Address(machine_type, material, request.path_params.get("nozzle"), (at,) if is_machine else ())
