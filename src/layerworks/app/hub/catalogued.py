"""The catalogue for those who speak to the hub: by id alone. Whoever sits at the computer may name files as well; who
asks from elsewhere must not make the hub read one.
"""

from layerworks import catalogue
from layerworks.catalogue import Machine, Material
from layerworks.errors import Rejected
from layerworks.words import say


def machine_named(id: str) -> Machine:
    """Return a machine type by its id. Raises Rejected for the name of a file, Missing naming the nearest."""
    return catalogue.machine(_no_file(id))


def material_named(id: str) -> Material:
    """Return a material by its id. Raises Rejected for the name of a file, Missing naming the nearest."""
    return catalogue.material(_no_file(id))


def _no_file(id: str) -> str:
    if id.endswith(".toml"):
        raise Rejected(say("app.hub_no_file", name=id), say("app.hub_no_file_remedy"))
    return id
