"""Small pictures for the header of a program, where printer screens and web pages look for them."""

from dataclasses import dataclass

from layerworks.geometry import CheckedMesh, Plate
from layerworks.pictures.part import small_part_pngs

SIZES_PX = ((48, 48), (300, 300))  # what Moonraker's front ends show in lists and on pages


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A PNG with nothing behind the part."""

    width_px: int
    height_px: int
    png: bytes


def gcode_thumbnails(shape: CheckedMesh | Plate) -> tuple[Thumbnail, ...]:
    """Return the part on nothing, small and smaller, in few colours: they are written as text into every program."""
    pngs = small_part_pngs(shape, SIZES_PX)
    return tuple(Thumbnail(*size_px, png) for size_px, png in zip(SIZES_PX, pngs, strict=True))
