"""Doors to programs of others, beside the hub's own."""

from aiohttp import web

from layerworks.app.hub.house import Hub
from layerworks.app.hub.outward import Outward
from layerworks.web import mtconnect_door
from layerworks.web.slicers import address
from layerworks.web.slicers.door import slicer_door


def open_doors(app: web.Application, hub: Hub, outward: Outward) -> None:
    """Add to the hub's application the doors that somebody wants open."""
    if outward.slicers:
        app.add_subapp(address.PREFIX, slicer_door(hub))
    if outward.mtconnect:
        app.add_subapp(mtconnect_door.PREFIX, mtconnect_door.mtconnect_door(hub))
