"""How parts are laid on a bed."""

from dataclasses import dataclass

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    orient: str = setting("keep", choices=("keep", "best"))
    copies: int = setting(1, low=1, high=1000)
    arrange: str = setting("auto", choices=("auto", "keep", "grid"))
    part_gap_mm: float = setting(0.0, unit="mm", low=0.0, high=1000.0)
