"""The check: hopeless or not, repair, findings."""

import numpy as np

from layerworks.digest import digest_of
from layerworks.geometry.checked import CheckedMesh, MeshRefusal
from layerworks.geometry.checking._hopeless import hopeless
from layerworks.geometry.checking._making import fit_for, makeability
from layerworks.geometry.checking._mend import Mended, mended
from layerworks.geometry.checking._sound import soundness
from layerworks.geometry.checking._surface import only_used, surface_of
from layerworks.geometry.checking.settings import CheckSettings
from layerworks.geometry.finding import Finding, Severity
from layerworks.geometry.model import ModelItem, ModifierMesh
from layerworks.geometry.plate import Bed

_ORDER: dict[Severity, int] = {"block": 0, "at_risk": 1, "warn": 2, "info": 3}


def checked(item: ModelItem, settings: CheckSettings, room: Bed | None) -> CheckedMesh | MeshRefusal:
    """See `layerworks.geometry.checking.check`."""
    read, dropped = surface_of(item.vertices_mm, item.faces)
    why_not = hopeless(read, settings.bead_mm)
    if why_not is not None:
        return MeshRefusal(item.name, (why_not,))
    shape, left, told = _without_negatives(mended(read, settings), item, settings)
    if shape is None:
        return MeshRefusal(item.name, told)
    surface = only_used(shape.surface)
    found = [*soundness(shape, dropped, settings.bead_mm), *shape.done, *told, *makeability(shape, settings)]
    if room is not None:
        found.extend(fit_for(surface.vertices_mm, room))
    return CheckedMesh(
        name=item.name,
        vertices_mm=surface.vertices_mm,
        faces=surface.faces,
        watertight=shape.edges.watertight,
        volume_mm3=float(np.sum(shape.shells.volume_mm3)),
        area_mm2=float(shape.facets.areas_mm2.sum()),
        bodies=shape.shells.count,
        findings=_worst_first(found),
        digest=digest_of("mesh", surface.vertices_mm, surface.faces, *map(_named, item.modifiers)),
        uuid=item.uuid,
        modifiers=left,
    )


def _without_negatives(
    shape: Mended, item: ModelItem, settings: CheckSettings
) -> tuple[Mended | None, tuple[ModifierMesh, ...], tuple[Finding, ...]]:
    """Return a shape without the negative volumes of its item, the volumes that are left, and what is to be said."""
    if all(volume.kind != "negative" for volume in item.modifiers):
        return shape, item.modifiers, ()
    from layerworks.geometry.checking._carve import carved

    done = carved(shape, item.modifiers, settings)
    others = tuple(volume for volume in item.modifiers if volume.kind != "negative")
    return done.shape, (*others, *done.left), done.told


def _named(modifier: ModifierMesh) -> str:
    return digest_of("modifier", modifier.kind, modifier.vertices_mm, modifier.faces, modifier.settings)


def _worst_first(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: _ORDER[f.severity]))
