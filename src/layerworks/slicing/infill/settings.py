"""How the inside of a part is filled."""

from dataclasses import dataclass

from layerworks.settings import setting

PATTERNS = ("rectilinear", "grid", "triangles", "cubic", "honeycomb", "gyroid", "concentric")


@dataclass(frozen=True, slots=True)
class InfillSettings:
    """How the inside is filled where it is not solid.

    `rectilinear` takes one of the angles a layer, in turn; the other patterns turn with the first of them.
    """

    infill_density: float = setting(0.2, low=0.0, high=1.0)
    infill_pattern: str = setting("rectilinear", choices=PATTERNS)
    infill_angles_deg: tuple[float, ...] = setting((45.0, 135.0), unit="°", low=-360.0, high=360.0)
    infill_link_mm: float = setting(1.0, unit="mm", low=0.0, high=1000.0)
    skin_carrying_layers: int = setting(0, low=0, high=1000)
    infill_min_line_mm: float = setting(1.0, unit="mm", low=0.0, high=1000.0)
