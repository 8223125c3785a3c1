"""Model → CheckedMesh → Plate: reading, checks and repair, placing. Works with no server and no database."""

from layerworks.geometry.checked import CheckedMesh, MeshRefusal
from layerworks.geometry.finding import Finding, Severity
from layerworks.geometry.model import MM_PER_UNIT, Format, Model, ModelItem, ModifierKind, ModifierMesh, Unit
from layerworks.geometry.plate import Bed, Plate, PlatePart, PlateRefusal

__all__ = [
    "MM_PER_UNIT",
    "Bed",
    "CheckedMesh",
    "Finding",
    "Format",
    "MeshRefusal",
    "Model",
    "ModelItem",
    "ModifierKind",
    "ModifierMesh",
    "Plate",
    "PlatePart",
    "PlateRefusal",
    "Severity",
    "Unit",
]
