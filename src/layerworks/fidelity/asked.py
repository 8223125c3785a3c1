"""What a program was asked to do, as far as its likeness to the model depends on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """walls, line_mm: the band along the outline that walls are to fill. top, bottom: solid layers under and over open
    air. tolerance_mm: how far a bead may lie outside before it counts. pixel_mm: finest raster; it grows where a layer
    would have more than most_pixels.
    """

    walls: int = 2
    line_mm: float = 0.45
    top: int = 4
    bottom: int = 4
    tolerance_mm: float = 0.1
    pixel_mm: float = 0.05
    most_pixels: int = 6_000_000

    @property
    def band_mm(self) -> float:
        """Depth of the band along the outline; a tenth of a millimetre is left to where the inside begins."""
        return max(self.walls * self.line_mm - 0.1, 0.0)
