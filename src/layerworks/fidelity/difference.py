"""The difference between a program and its model, in figures."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LayerMap:
    """One layer on pixels, (h, w) each, rows from the front to the rear.

    section: inside the model. covered: under a bead. wall: along the outline. skin: open to air within the solid
    layers. visible: open to air in the next layer. outside: covered, further out than the tolerance. fringe: covered
    and outside at all. gap: not covered within 0.2 mm of the outline. excess: f32 share of the layer's height above
    110 % of full, on squares of half a millimetre that lie inside. frame: (3,) f64 x and y of the lower left corner and
    side of a pixel.
    """

    section: Mask
    covered: Mask
    wall: Mask
    skin: Mask
    visible: Mask
    outside: Mask
    fringe: Mask
    gap: Mask
    excess: NDArray[np.float32]
    frame: F64

    @property
    def missed(self) -> Mask:
        """What walls and skins leave uncovered."""
        return (self.wall | self.skin) & ~self.covered


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Figures of every layer, (k,) each: areas in mm², lengths in mm, volumes in mm³.

    A layer's `missed` is what walls and skins leave uncovered, `outside` what lies beyond the tolerance outside the
    section, `doubled` the volume above 110 % of full.
    """

    z_mm: F64
    height_mm: F64
    section_mm2: F64
    wall_mm2: F64
    wall_missed_mm2: F64
    skin_mm2: F64
    skin_missed_mm2: F64
    visible_mm2: F64
    visible_missed_mm2: F64
    outside_mm2: F64
    fringe_mm2: F64
    gap_mm2: F64
    outline_mm: F64
    doubled_mm3: F64
    pixel_mm: float

    @property
    def missed_mm2(self) -> F64:
        """(k,) what walls and skins leave uncovered."""
        return self.wall_missed_mm2 + self.skin_missed_mm2

    def shares(self) -> dict[str, F64]:
        """Return missed, outside and doubled of each layer as shares of its section."""
        section = np.maximum(self.section_mm2, 1e-9)
        return {
            "missed": self.missed_mm2 / np.maximum(self.wall_mm2 + self.skin_mm2, 1e-9),
            "outside": np.minimum(self.outside_mm2 / section, 1.0),
            "doubled": self.doubled_mm3 / (section * self.height_mm),
        }

    def worst_layer(self) -> int:
        """Return the layer in which most area is missed, outside or doubled together."""
        return int(np.argmax(self.missed_mm2 + self.outside_mm2 + self.doubled_mm3 / self.height_mm))

    def as_dict(self) -> dict[str, Any]:
        """Return the figures of the whole: shares in percent, mean distances of the outline in µm, the worst layer."""
        worst = self.worst_layer()
        shares = {name: 100.0 * share for name, share in self.shares().items()}
        outline_mm = max(float(self.outline_mm.sum()), 1e-9)
        return {
            "layers": len(self.z_mm),
            "pixel_mm": round(self.pixel_mm, 4),
            "wall_uncovered_percent": _percent(self.wall_missed_mm2, self.wall_mm2),
            "skin_uncovered_percent": _percent(self.skin_missed_mm2, self.skin_mm2),
            "visible_uncovered_percent": _percent(self.visible_missed_mm2, self.visible_mm2),
            "overflow_percent": _percent(self.outside_mm2, self.section_mm2),
            "overfill_percent": _percent(self.doubled_mm3, self.section_mm2 * self.height_mm),
            "outline_gap_um": round(1000.0 * float(self.gap_mm2.sum()) / outline_mm, 2),
            "outline_over_um": round(1000.0 * float(self.fringe_mm2.sum()) / outline_mm, 2),
            "worst_layer": worst + 1,
            "worst_z_mm": round(float(self.z_mm[worst]), 4),
            "worst": {name: round(float(share[worst]), 3) for name, share in shares.items()},
            "by_layer": {name: np.round(share, 3).tolist() for name, share in shares.items()},
        }


def _percent(part: F64, whole: F64) -> float:
    total = float(whole.sum())
    return round(100.0 * float(part.sum()) / total, 3) if total > 0.0 else 0.0
