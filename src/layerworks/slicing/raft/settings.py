"""What a raft takes as settings, and what follows of its layers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.settings import setting


@dataclass(frozen=True, slots=True)
class RaftSettings:
    """A raft has one layer of wide, loose lines on the bed, loose layers in the middle, and dense ones on top.

    The parts stand over it, the gap above; supports as well. A line width of 0 takes that of the parts, on the bed
    twice that.
    """

    raft: bool = setting(False)
    raft_margin_mm: float = setting(5.0, unit="mm", low=0.0, high=100.0)
    raft_gap_mm: float = setting(0.2, unit="mm", low=0.0, high=5.0)
    raft_base_height_mm: float = setting(0.3, unit="mm", low=0.05, high=20.0)
    raft_base_line_width_mm: float = setting(0.0, unit="mm", low=0.0, high=40.0)
    raft_base_density: float = setting(0.5, low=0.05, high=1.0)
    raft_middle_layers: int = setting(1, low=0, high=100)
    raft_middle_height_mm: float = setting(0.25, unit="mm", low=0.05, high=20.0)
    raft_middle_density: float = setting(0.6, low=0.05, high=1.0)
    raft_top_layers: int = setting(2, low=0, high=100)
    raft_top_height_mm: float = setting(0.2, unit="mm", low=0.05, high=20.0)
    raft_line_width_mm: float = setting(0.0, unit="mm", low=0.0, high=20.0)
    raft_angle_deg: float = setting(45.0, unit="°", low=-360.0, high=360.0)


def raft_heights_mm(settings: RaftSettings) -> NDArray[np.float64]:
    """Return the thickness (n,) of each layer of a raft from the bed up; none where there is no raft."""
    if not settings.raft:
        return np.empty(0)
    middle = [settings.raft_middle_height_mm] * settings.raft_middle_layers
    return np.array([settings.raft_base_height_mm, *middle, *[settings.raft_top_height_mm] * settings.raft_top_layers])


def raised_by_mm(settings: RaftSettings) -> float:
    """Return how far above the bed the parts stand."""
    return float(raft_heights_mm(settings).sum()) + settings.raft_gap_mm if settings.raft else 0.0
