"""Doors to programs of others, beside the hub's own."""

from fastapi import FastAPI

from layerworks.app.hub.house import Hub
from layerworks.app.hub.outward import Outward
from layerworks.web import mtconnect_door
from layerworks.web.slicers import address
from layerworks.web.slicers.door import slicer_door
from layerworks.web.streams import Streams


def open_doors(app: FastAPI, hub: Hub, outward: Outward, streams: Streams) -> None:
    """Add to the hub's application the doors that somebody wants open."""
    if outward.slicers:
        app.mount(address.PREFIX, slicer_door(hub))
    if outward.mtconnect:
        app.mount(mtconnect_door.PREFIX, mtconnect_door.mtconnect_door(hub, streams))
