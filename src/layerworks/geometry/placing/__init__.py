"""CheckedMesh → Plate or PlateRefusal: parts turned, set on z = 0 and arranged on a machine's bed."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layerworks.geometry.checked import CheckedMesh
from layerworks.geometry.placing.settings import PlaceSettings
from layerworks.geometry.plate import Bed, Head, Plate, PlateRefusal

__all__ = ["PlaceSettings", "place", "turns"]


def place(meshes: Sequence[CheckedMesh], bed: Bed, settings: PlaceSettings) -> Plate | PlateRefusal:
    """Return parts on a bed, or a refusal that says what would help.

    meshes: at least one, each where its file puts it. Every part stands on z = 0 by itself, inside the bed's margin and
    height, apart from the others. `arrange`: `keep` leaves the parts of a file to each other as they are, in the middle
    of the bed; `grid` sets them in rows, the deepest first; `auto` keeps the file's layout where it can be kept.
    `orient`: `best` lays each part on the face that needs least support and stands best. What does not fit as it is
    turned is turned about the upright. Raises ValueError when there is no mesh.
    """
    from layerworks.geometry.placing._place import placed

    return placed(meshes, bed, settings)


def turns(
    plate: Plate, head: Head | None, beside_mm: Sequence[NDArray[np.float64]] = ()
) -> tuple[int, ...] | PlateRefusal:
    """Return the order in which the parts of a plate can be printed one at a time, or a refusal that names two of them.

    Every two parts must stand a head's radius apart; only the last one may be taller than what passes under the gantry.
    head: None refuses more than one part. beside_mm: points (n, 2) of each part about what stands beside it, such as
    supports. Convex outlines stand for the parts, and the distance is that across the best
    of their sides, never more than the true one.
    """
    from layerworks.geometry.placing._in_turn import in_turn

    return in_turn(plate, head, beside_mm)
