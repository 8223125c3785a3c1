"""What a machine can take, for checking a program against it."""

from dataclasses import dataclass

TOLERANCE_MM = 1e-6
FLOW_TOLERANCE = 1.01


@dataclass(frozen=True, slots=True)
class Envelope:
    """Bounds of a machine; None is not checked. low_mm, high_mm: reach of the nozzle."""

    low_mm: tuple[float, float, float] | None = None
    high_mm: tuple[float, float, float] | None = None
    max_flow_mm3_s: float | None = None
    max_nozzle_c: float | None = None
    max_bed_c: float | None = None
    max_chamber_c: float | None = None
