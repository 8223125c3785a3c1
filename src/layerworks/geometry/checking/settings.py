"""What a check looks for and how far repair may go."""

from dataclasses import dataclass

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class CheckSettings:
    bead_mm: float = setting(0.45, unit="mm", low=0.05, high=50.0)
    overhang_deg: float = setting(45.0, unit="deg", low=0.0, high=89.0)
    weld_mm: float = setting(0.001, unit="mm", low=0.0, high=1.0)
    stitch_mm: float = setting(0.02, unit="mm", low=0.0, high=5.0)
    max_hole_mm: float = setting(10.0, unit="mm", low=0.0, high=10_000.0)
    max_hole_edges: int = setting(200, low=3, high=10_000)
    unite_bodies: bool = setting(True)
    ray_samples: int = setting(20_000, low=100, high=1_000_000)
