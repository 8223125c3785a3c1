"""Settings that PrusaSlicer writes beside the objects of a 3MF package, under their own names and as text.

Metadata/Slic3r_PE_model.config: an `object` for each object of the model by its id, in it `metadata` of type `object`
with key and value; those of type `volume` belong to pieces of an object.
"""

from layerworks.geometry.reading.archive import Archive
from layerworks.geometry.reading.limits import ReadLimits
from layerworks.geometry.reading.markup import Listener, listen
from layerworks.geometry.reading.raw import require_objects

CONFIG = "Metadata/Slic3r_PE_model.config"
NOT_SETTINGS = frozenset({"name", "extruder", "layer_height_profile"})

Settings = tuple[tuple[str, str], ...]


def object_settings(archive: Archive, limits: ReadLimits) -> dict[str, Settings]:
    """Return `(key, text)` of each object that has any, by its id. Raises Rejected for a broken or crowded part."""
    if not archive.has(CONFIG):
        return {}
    reader = _Objects(limits)
    listen(archive.read(CONFIG), reader, {})
    return {object_id: tuple(found.items()) for object_id, found in reader.found.items() if found}


class _Objects(Listener):
    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.found: dict[str, dict[str, str]] = {}
        self.count = 0
        self.object_id: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "object":
            self.object_id = attributes.get("id")
            if self.object_id is not None:
                self.found.setdefault(self.object_id, {})
        if name != "metadata" or self.object_id is None or attributes.get("type") != "object":
            return
        self.count += 1
        require_objects(self.count, self.limits)
        key = attributes.get("key", "")
        if key and key not in NOT_SETTINGS:
            self.found[self.object_id][key] = attributes.get("value", "")

    def end(self, name: str, text: str) -> None:
        if name == "object":
            self.object_id = None
