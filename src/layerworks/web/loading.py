"""What somebody says to have put into a machine, as a request tells it."""

from layerworks.app.hub.catalogued import material_named
from layerworks.web.shapes.machines import Loaded
from layerworks.workshop.equipment import MaterialLoaded


def loaded_of(body: Loaded) -> MaterialLoaded:
    """Return it. Raises Rejected for the name of a file, Missing for an unknown material."""
    material_named(body.material)
    return MaterialLoaded(body.material, body.lot, body.mass_g, body.nozzle_mm, body.tool)
