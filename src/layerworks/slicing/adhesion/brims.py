"""Brims: rounds on the bed that touch the parts and hold them down."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerworks.slicing.adhesion.ears import discs_at_corners
from layerworks.slicing.adhesion.settings import AdhesionSettings
from layerworks.slicing.beads import Beads, join_beads, loops_as_beads
from layerworks.slicing.line_pieces import pieces_in
from layerworks.slicing.offsetting import grown, inset
from layerworks.slicing.regions import (
    Regions,
    keep_loops,
    loop_areas_um2,
    no_regions,
    outer_loops,
    regions_from_loops,
    side_by_side,
)
from layerworks.slicing.role import Role


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """What stands on the bed with the same settings: outlines of parts, and what supports cover, one cell each."""

    parts: Regions
    supports: Regions
    width_um: float
    settings: AdhesionSettings

    @property
    def brim_rounds(self) -> int:
        """How many rounds the brim has."""
        return round(self.settings.brim_width_mm * 1000.0 / self.width_um)

    @property
    def reach_um(self) -> float:
        """How far the brim reaches from the parts."""
        rounds = self.brim_rounds
        return rounds * self.width_um + self.settings.brim_gap_mm * 1000.0 if rounds else 0.0

    @property
    def solid(self) -> Regions:
        """Parts and supports in one cell."""
        return side_by_side(self.parts, self.supports)[0]


def brims(standing: Sequence[Standing]) -> Beads:
    """Return the brims of all that stands, the outermost round of each first, in cell 0.

    Things of equal settings share rounds where they are near. A later brim keeps off the earlier ones and off all that
    stands; the brim of one part never touches another one but across that one's own brim.
    """
    rounds: list[Beads] = []
    earlier = no_regions(1)
    for own in standing:
        others = [other.solid for other in standing if other is not own]
        gap_um = own.settings.brim_gap_mm * 1000.0
        away = [grown(area, gap_um + own.width_um / 2) for area in others if len(area.points_um)]
        taken = united([*away, grown(earlier, own.width_um / 2)])
        rounds += [_free(_round(own, i), taken, inside=False) for i in reversed(range(own.brim_rounds))]
        if own.brim_rounds:
            earlier = united([earlier, grown(own.solid, own.reach_um)])
    return join_beads(rounds)


def _round(own: Standing, number: int) -> Beads:
    """Return a round, counted from the part, where the brim is wanted.

    A round is the border of what lies within its distance of the part, without what two sides would lay twice: where
    they come nearer than a line, it closes.
    """
    width_um, half_um = own.width_um, own.width_um / 2
    loops = inset(grown(own.solid, own.settings.brim_gap_mm * 1000.0 + (number + 1) * width_um), np.array([half_um]))
    place = own.settings.brim_place
    if place != "both" and len(loops.points_um):
        inner = _in_holes(loops, own.parts)
        loops = keep_loops(loops, inner if place == "inner" else ~inner)
    beads = loops_as_beads(loops, width_um, Role.BRIM)
    if place != "ears":
        return beads
    ears = discs_at_corners(own.parts, own.settings.brim_ear_deg, own.reach_um)
    return _free(beads, ears, inside=True) if len(ears.points_um) else join_beads([])


def _in_holes(loops: Regions, parts: Regions) -> NDArray[np.bool_]:
    """Tell which loops (l,) run along the inside of a hole of a part."""
    from layerworks.kernels.point_winding import winds_around

    filled = outer_loops(parts)
    within = winds_around(loops.points_um[loops.loop_start[:-1]], filled.points_um, filled.loop_start)
    return (loop_areas_um2(loops) < 0.0) & within


def _free(beads: Beads, area: Regions, inside: bool) -> Beads:
    """Return the pieces of beads inside of an area, or outside of it."""
    if len(area.points_um) == 0 or len(beads.points_um) == 0:
        return beads
    return pieces_in(beads, area, inside, least_um=float(beads.width_um.max()))


def united(areas: Sequence[Regions]) -> Regions:
    """Return areas of one cell each as one; what overlaps is one."""
    from layerworks.slicing.clipping import union

    loops = [loop for area in areas for loop in area.loops_of(0)]
    return regions_from_loops([union(loops)]) if loops else no_regions(1)
