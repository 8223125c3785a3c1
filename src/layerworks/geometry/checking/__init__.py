"""ModelItem → CheckedMesh or MeshRefusal: what is wrong with a shape, repaired as far as that is safe, and told."""

from layerworks.geometry.checked import CheckedMesh, MeshRefusal
from layerworks.geometry.checking.settings import CheckSettings
from layerworks.geometry.model import ModelItem
from layerworks.geometry.plate import Bed

__all__ = ["CheckSettings", "check"]


def check(item: ModelItem, settings: CheckSettings, room: Bed | None = None) -> CheckedMesh | MeshRefusal:
    """Return a shape fit to be sliced with all findings about it, or a refusal when nothing can be printed of it.

    item: vertices (v, 3) in mm and faces (n, 3), in any state. room: the machine it is meant for; its advice on size
    is left out without one. Repair makes new arrays and is told in the findings; a broken shell that can still be cut
    passes with a finding `at_risk`. Findings come worst first. Time is bounded by a small multiple of n log n.
    """
    from layerworks.geometry.checking._check import checked

    return checked(item, settings, room)
