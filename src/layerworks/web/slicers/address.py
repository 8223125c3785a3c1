"""What an address says of a print: `/to/MACHINE_TYPE/MATERIAL`, with the nozzle where it is not the usual one.

A slicer tells a name and a program and nothing else, so what the queue has to know stands in the address that is typed
into it. Instead of a machine type it may name one machine.
"""

from dataclasses import dataclass

from aiohttp import web

from layerworks.app.hub.house import Hub
from layerworks.catalogue import ids, machine
from layerworks.errors import Missing
from layerworks.words import say

PREFIX = "/to"
AT = r"/{at}/{material}{nozzle:(?:/\d+(?:\.\d+)?)?}"


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


def address_of(request: web.Request, hub: Hub) -> Address:
    """Return what the address of a request says. Raises Missing for names that we do not know."""
    at, material = request.match_info["at"], request.match_info["material"]
    post = hub.floor.posts.get(at)
    machine_type = post.machine.machine_type if post is not None else at
    if machine_type not in ids("machine"):
        raise Missing(say("app.hub_no_address", name=at), say("app.hub_address_form"))
    if material not in ids("material"):
        raise Missing(say("app.hub_no_address", name=material), say("app.hub_address_form"))
    nozzle = request.match_info.get("nozzle", "")
    return Address(machine_type, material, float(nozzle[1:]) if nozzle else None, (at,) if post is not None else ())
