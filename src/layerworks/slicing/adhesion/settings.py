"""What skirt and brim take as settings."""

from dataclasses import dataclass

from layerworks.settings import setting

PLACES = ("outer", "inner", "both", "ears")


@dataclass(frozen=True, slots=True)
class AdhesionSettings:
    """Rounds on the bed about the parts. The skirt does not touch them, the brim does.

    A brim goes about the outside, about the inside of holes, both, or about sharp corners alone: those whose inner
    angle is at most `brim_ear_deg`. A skirt as high as the parts keeps draughts off.
    """

    skirt_loops: int = setting(1, low=0, high=100)
    skirt_distance_mm: float = setting(3.0, unit="mm", low=0.0, high=1000.0)
    skirt_layers: int = setting(1, low=1, high=100_000)
    skirt_length_mm: float = setting(0.0, unit="mm", low=0.0, high=100_000.0)
    brim_width_mm: float = setting(0.0, unit="mm", low=0.0, high=1000.0)
    brim_gap_mm: float = setting(0.0, unit="mm", low=0.0, high=10.0)
    brim_place: str = setting("outer", choices=PLACES)
    brim_ear_deg: float = setting(125.0, unit="°", low=0.0, high=180.0)
