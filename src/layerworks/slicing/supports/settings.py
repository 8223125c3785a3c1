"""What supports take as settings."""

from dataclasses import dataclass

from layerworks.settings import setting

KINDS = ("none", "grid", "tree")
WHERE = ("overhangs", "enforced")
RESTS = ("plate", "part")


@dataclass(frozen=True, slots=True)
class SupportSettings:
    """Where supports stand and how they are laid. A line width of 0 takes that of the part.

    The overhang angle counts from the vertical: what leans further needs support. Interfaces are the dense layers next
    to the part, above the support and below it. Branches are those of trees: how far they lean, their diameters, how
    far apart their tips are, and what they may stand on.
    """

    supports: str = setting("none", choices=KINDS)
    support_where: str = setting("overhangs", choices=WHERE)
    support_overhang_deg: float = setting(50.0, unit="°", low=0.0, high=89.0)
    support_on_plate_only: bool = setting(False)
    support_least_area_mm2: float = setting(1.0, unit="mm²", low=0.0, high=1e6)
    support_bridge_mm: float = setting(10.0, unit="mm", low=0.0, high=1000.0)
    support_xy_gap_mm: float = setting(0.5, unit="mm", low=0.0, high=20.0)
    support_gap_above_layers: int = setting(1, low=0, high=100)
    support_gap_below_layers: int = setting(1, low=0, high=100)
    support_interface_above_layers: int = setting(3, low=0, high=100)
    support_interface_below_layers: int = setting(0, low=0, high=100)
    support_interface_density: float = setting(0.8, low=0.05, high=1.0)
    support_interface_angle_deg: float = setting(90.0, unit="°", low=-360.0, high=360.0)
    support_line_width_mm: float = setting(0.0, unit="mm", low=0.0, high=20.0)
    support_spacing_mm: float = setting(2.5, unit="mm", low=0.1, high=100.0)
    support_angle_deg: float = setting(0.0, unit="°", low=-360.0, high=360.0)
    support_walls: int = setting(0, low=0, high=100)
    support_first_layer_density: float = setting(0.5, low=0.0, high=1.0)
    support_branch_deg: float = setting(40.0, unit="°", low=5.0, high=70.0)
    support_branch_tip_mm: float = setting(1.0, unit="mm", low=0.1, high=50.0)
    support_branch_most_mm: float = setting(5.0, unit="mm", low=0.1, high=200.0)
    support_branch_widening_deg: float = setting(1.5, unit="°", low=0.0, high=45.0)
    support_branch_spacing_mm: float = setting(3.0, unit="mm", low=0.2, high=100.0)
    support_branch_rest: str = setting("plate", choices=RESTS)
