"""What somebody says to have put into a machine, as a request tells it."""

from typing import Any

from layerworks.web.rim import bad
from layerworks.workshop.equipment import MaterialLoaded

MOST_TOOLS = 63


def loaded_of(body: dict[str, Any]) -> MaterialLoaded:
    """Return it. Raises Rejected, Missing for an unknown material."""
    from layerworks.app.hub.catalogued import material_named

    try:
        mass_g = body.get("mass_g")
        loaded = MaterialLoaded(
            str(body["material"]),
            str(body.get("lot", "")),
            float(mass_g) if mass_g is not None else None,
            float(body["nozzle_mm"]),
            int(body.get("tool", 0)),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise bad(str(error)) from None
    material_named(loaded.material)
    if not 0 <= loaded.tool <= MOST_TOOLS:
        raise bad("tool")
    return loaded
