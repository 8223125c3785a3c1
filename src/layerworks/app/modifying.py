"""Volumes that change settings where they meet a part: from the file itself, or from further files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from layerworks.app.file_settings import ours_for
from layerworks.app.wish import OWN_ENGINE, ModifierFile
from layerworks.digest import digest_of
from layerworks.errors import Misused, Rejected
from layerworks.geometry import Finding, Model, ModifierMesh, Plate, Unit
from layerworks.geometry.reading import read_model
from layerworks.geometry.solids import mesh_of
from layerworks.settings import parse_settings
from layerworks.slicing.cutting import LayerSettings
from layerworks.slicing.infill.settings import InfillSettings
from layerworks.slicing.layers import Layers
from layerworks.slicing.laying import StrokeSettings, inside_of
from layerworks.slicing.raster import RasterSettings
from layerworks.slicing.skins import SkinSettings
from layerworks.slicing.walls import WallSettings
from layerworks.slicing.zones import Inside, Modifier
from layerworks.words import say

# what may differ from place to place in a part
MODIFIABLE = frozenset(
    {
        "wall_count",
        "alternate_extra_wall",
        "top_layers",
        "bottom_layers",
        "skin_angles_deg",
        *(f.name for f in fields(InfillSettings)),
        *(f.name for f in fields(RasterSettings)),
    }
)
_RECORDS = (WallSettings, SkinSettings, InfillSettings, RasterSettings)


def refuse_unmodifiable(files: Iterable[ModifierFile], engine: str) -> None:
    """Raise Misused for settings of volumes that are none, or hold for whole parts, Rejected where an engine has no
    volumes.
    """
    for file in files:
        if engine != OWN_ENGINE:
            raise Rejected(say("app.modifier_engine", engine=engine), say("app.modifier_engine_remedy"))
        values = parse_settings(_RECORDS, file.settings)
        whole = ", ".join(sorted(set(values) - MODIFIABLE))
        if whole:
            raise Misused(say("app.not_modifiable", keys=whole), say("app.not_modifiable_remedy"))


def with_modifiers(model: Model, files: Sequence[ModifierFile], unit: Unit | None) -> tuple[Model, tuple[str, ...]]:
    """Return a model each item of which is modified by every shape of further files, and the digests of these.

    unit: of the numbers of files, as for the model. Raises Missing or Rejected for a file that cannot be read.
    """
    added: list[ModifierMesh] = []
    digests: list[str] = []
    for file in files:
        settings = tuple(file.settings.items())
        if not isinstance(file.file, Path):
            digests.append(digest_of("solid", str(file.file)))
            added.append(ModifierMesh(file.kind, *mesh_of(file.file), settings))
            continue
        read = read_model(file.file, unit=unit)
        digests.append(read.digest)
        added += [ModifierMesh(file.kind, item.vertices_mm, item.faces, settings) for item in read.items]
    if not added:
        return model, ()
    items = tuple(replace(item, modifiers=(*item.modifiers, *added)) for item in model.items)
    return replace(model, items=items), tuple(digests)


def modifiers_told(model: Model, engine: str) -> tuple[Finding, ...]:
    """Return what is to be said of volumes of a model: how many are followed, and what of their settings is not."""
    left: set[str] = set()
    followed = 0
    for item in model.items:
        for volume in item.modifiers:
            if volume.kind == "modifier":
                values, used = _values_of(volume) if engine == OWN_ENGINE else ({}, set[str]())
                followed += bool(values)
                left |= {key for key, _ in volume.settings} - used
    told: list[Finding] = []
    if followed:
        told.append(Finding("modifiers", "info", say("app.modifiers", count=followed), value=float(followed)))
    if left:
        keys = ", ".join(sorted(left))
        told.append(
            Finding("modifiers_left", "warn", say("app.modifiers_left", keys=keys), say("app.modifiers_left_remedy"))
        )
    return tuple(told)


def volumes_of(
    plate: Plate, of_parts: Sequence[StrokeSettings], layers: Layers, settings: LayerSettings
) -> tuple[Modifier, ...]:
    """Return the volumes that modify the parts of a plate, cut as these are. of_parts: settings of each part."""
    from layerworks.slicing.modifiers import modifier

    found: list[Modifier] = []
    for number, (part, own) in enumerate(zip(plate.parts, of_parts, strict=True)):
        for volume in part.mesh.modifiers:
            changed = _values_of(volume)[0] if volume.kind == "modifier" else {}
            if changed:
                vertices_mm = volume.vertices_mm @ part.pose[:3, :3].T + part.pose[:3, 3]
                inside = _changed(inside_of(own), changed)
                found.append(modifier(vertices_mm, volume.faces, number, inside, layers, settings))
    return tuple(found)


def _changed(inside: Inside, values: Mapping[str, Any]) -> Inside:
    records = {f.name: getattr(inside, f.name) for f in fields(inside)}
    return Inside(
        **{
            name: replace(record, **{f.name: values[f.name] for f in fields(record) if f.name in values})
            for name, record in records.items()
        }
    )


def _values_of(volume: ModifierMesh) -> tuple[dict[str, Any], set[str]]:
    """Return what a volume changes by our keys, and which of its own are followed."""
    return ours_for(dict(volume.settings), MODIFIABLE.__contains__)
