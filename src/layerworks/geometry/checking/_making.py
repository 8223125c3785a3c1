"""Findings about making the shape: walls, overhangs, how it stands, whether it fits."""

import numpy as np

from layerworks.geometry.checking._beneath import over_the_shape
from layerworks.geometry.checking._mend import Mended
from layerworks.geometry.checking._surface import F64, size_mm
from layerworks.geometry.checking._walls import thin_walls
from layerworks.geometry.checking.facets import centre_of_mass_mm
from layerworks.geometry.checking.room import fits, how_to, pieces, turn_to_fit
from layerworks.geometry.checking.settings import CheckSettings
from layerworks.geometry.checking.standing import Standing, standing
from layerworks.geometry.finding import Finding, Severity
from layerworks.geometry.plate import Bed
from layerworks.words import Text, say

_EXACT = 0.98  # a wall drawn as one bead is no thin wall
_THIN_SHARE = (0.001, 0.05)  # of the surface: below the first a remark, above the second a risk
_OVERHANG_SHARE = 0.01  # of the surface, from which on it is more than a remark
_LEAST_OVERHANG_MM2 = 1.0  # a smaller one holds itself
_SLENDER = (6.0, 15.0)  # height over least width of the foot
_TALL = 8.0  # height over the root of the first layer's area
_TINY_MM, _HUGE_MM = 5.0, 2000.0


def makeability(shape: Mended, settings: CheckSettings) -> list[Finding]:
    """Return what may go wrong when the shape is printed as it is turned."""
    found: list[Finding] = []
    limit = settings.bead_mm
    thin = thin_walls(shape.facets, shape.tree, _EXACT * limit, settings.ray_samples)
    if thin is not None:
        severity: Severity = (
            "info" if thin.share < _THIN_SHARE[0] else "warn" if thin.share < _THIN_SHARE[1] else "at_risk"
        )
        found.append(
            _found("thin_walls", severity, value=thin.thickness_mm, limit=limit, share=thin.share, faces=thin.faces)
        )
    stand = standing(shape.facets, centre_of_mass_mm(shape.facets, shape.edges.watertight), settings.overhang_deg)
    if (over := stand.overhang_mm2) > 0.0:
        share = over / float(shape.facets.areas_mm2.sum())
        faces = np.flatnonzero(stand.overhanging).astype(np.int32)
        severity = "info" if share < _OVERHANG_SHARE else "warn"
        found.append(_found("overhangs", severity, value=over, limit=settings.overhang_deg, share=share, faces=faces))
        found.extend(_beneath(shape, stand))
    found.extend(_footing(stand))
    largest = float(size_mm(shape.surface).max())
    if largest < _TINY_MM:
        found.append(_found("tiny", "warn", value=largest, limit=_TINY_MM))
    if largest > _HUGE_MM:
        found.append(_found("huge", "warn", value=largest, limit=_HUGE_MM))
    return found


def _beneath(shape: Mended, stand: Standing) -> list[Finding]:
    above = over_the_shape(shape.facets, shape.tree, stand.overhanging)
    if above is None or above.area_mm2 < _LEAST_OVERHANG_MM2:
        return []
    text = say("checking.over_the_part", value=above.area_mm2, low_mm=above.low_mm, high_mm=above.high_mm)
    remedy = say("checking.over_the_part_remedy")
    return [Finding("over_the_part", "info", text, remedy, above.area_mm2, faces=above.faces)]


def _footing(stand: Standing) -> list[Finding]:
    found: list[Finding] = []
    tall = stand.height_mm / max(stand.contact_mm2, 1e-12) ** 0.5 > _TALL
    contact = "small_contact" if tall else "contact"
    found.append(_found(contact, "warn" if tall else "info", value=stand.contact_mm2, limit=stand.height_mm))
    if stand.steady_mm < 0.0:
        found.append(_found("unsteady", "at_risk", value=max(stand.steady_mm, -1e9)))
    slender = stand.height_mm / max(stand.foot_width_mm, 1e-9)
    if slender > _SLENDER[0] and stand.height_mm > 1.0:
        severity: Severity = "warn" if slender < _SLENDER[1] else "at_risk"
        found.append(_found("slender", severity, value=stand.height_mm, limit=stand.foot_width_mm))
    return found


def fit_for(points_mm: F64, room: Bed) -> list[Finding]:
    """Return advice when a shape (n, 3) does not fit a room as it is turned."""
    if fits(points_mm, room):
        return []
    size = points_mm.max(axis=0) - points_mm.min(axis=0)
    turn = turn_to_fit(points_mm, room)
    if turn is not None:
        return [_sized("fits_turned", "warn", size, room, how=how_to(turn))]
    x, y, z = pieces(size, room)
    return [_sized("too_large", "at_risk", size, room, count=x * y * z, x=x, y=y, z=z)]


def _sized(code: str, severity: Severity, size: F64, room: Bed, **values: "int | Text") -> Finding:
    figures: dict[str, float] = {
        "size_x": float(size[0]),
        "size_y": float(size[1]),
        "size_z": float(size[2]),
        "width": room.width_mm,
        "depth": room.depth_mm,
        "height": room.height_mm,
    }
    text = say(f"checking.{code}", **figures)
    remedy = say(f"checking.{code}_remedy", **values)
    return Finding(code, severity, text, remedy, float(size.max()), float(max(room.width_mm, room.depth_mm)))


def _found(
    code: str,
    severity: Severity,
    *,
    value: float,
    limit: float | None = None,
    share: float = 0.0,
    faces: "np.ndarray[tuple[int], np.dtype[np.int32]] | None" = None,
) -> Finding:
    text = say(f"checking.{code}", value=value, limit=limit or 0.0, share=share)
    return Finding(code, severity, text, say(f"checking.{code}_remedy"), value, limit, faces)
