"""Warnings about a program, each with what to do about it."""

import math
from collections.abc import Iterator

from layerworks.gcode.reading import Heat
from layerworks.motion.envelope import Envelope
from layerworks.motion.estimate import Box, RoleTotals
from layerworks.motion.limits import KlipperLimits
from layerworks.words import Text, say

_REACHED = 0.98  # of the commanded speed
_TOLERANCE_MM = 1e-6


def speed_warnings(role: RoleTotals, longest_mm: float, limits: KlipperLimits) -> Iterator[Text]:
    """Say what it would take for a role to reach its commanded speed, if it never does.

    A straight line of length l from rest to rest peaks at v² = l·a·(1 − minimum cruise ratio).
    """
    wanted = role.commanded_mm_s
    if role.length_mm < 1.0 or role.reached_mm_s >= _REACHED * wanted:
        return
    if wanted > limits.max_velocity_mm_s and role.reached_mm_s >= _REACHED * limits.max_velocity_mm_s:
        yield say(
            "motion.above_max_velocity",
            role=say(f"motion.role_{role.role.name.lower()}"),
            wanted_mm_s=wanted,
            limit_mm_s=limits.max_velocity_mm_s,
        )
        return
    share = 1.0 - limits.minimum_cruise_ratio
    yield say(
        "motion.speed_not_reached",
        role=say(f"motion.role_{role.role.name.lower()}"),
        wanted_mm_s=wanted,
        reached_mm_s=role.reached_mm_s,
        length_mm=wanted**2 / (limits.max_accel_mm_s2 * share),
        accel_mm_s2=wanted**2 / (max(longest_mm, 1e-3) * share),
        longest_mm=longest_mm,
    )


def flow_warnings(peak_mm3_s: float, envelope: Envelope) -> Iterator[Text]:
    """Say by how much the flow exceeds the hot end."""
    limit = envelope.max_flow_mm3_s
    if limit is not None and peak_mm3_s > limit * 1.01:
        yield say("motion.flow_too_high", peak_mm3_s=peak_mm3_s, limit_mm3_s=limit, share=limit / peak_mm3_s)


def place_warnings(head_box: Box | None, envelope: Envelope) -> Iterator[Text]:
    """Say where the head leaves the machine."""
    if head_box is None:
        return
    for axis, name in enumerate("XYZ"):
        if envelope.low_mm is not None and head_box[0][axis] < envelope.low_mm[axis] - _TOLERANCE_MM:
            yield say("motion.outside", axis=name, at_mm=head_box[0][axis], bound_mm=envelope.low_mm[axis])
        if envelope.high_mm is not None and head_box[1][axis] > envelope.high_mm[axis] + _TOLERANCE_MM:
            yield say("motion.outside", axis=name, at_mm=head_box[1][axis], bound_mm=envelope.high_mm[axis])


def heat_warnings(heats: list[Heat], envelope: Envelope) -> Iterator[Text]:
    """Say which temperature the machine cannot reach."""
    most = {"nozzle": envelope.max_nozzle_c, "bed": envelope.max_bed_c, "chamber": envelope.max_chamber_c}
    for heater, limit_c in most.items():
        above = [heat for heat in heats if heat.heater == heater and limit_c is not None and heat.target_c > limit_c]
        if above:
            hottest = max(above, key=lambda heat: heat.target_c)
            yield say(
                "motion.too_hot",
                heater=say(f"motion.heater_{heater}"),
                line=hottest.line,
                target_c=hottest.target_c,
                limit_c=limit_c or math.inf,
            )


def refusal_warnings(thick: int, thick_line: int, long: int, long_line: int, limits: KlipperLimits) -> Iterator[Text]:
    """Say which moves Klipper will refuse, ending the print."""
    if thick:
        area = limits.max_extrude_cross_section_mm2 or 4.0 * limits.nozzle_mm**2
        yield say("motion.too_thick", count=thick, line=thick_line, area_mm2=area)
    if long:
        yield say("motion.too_long", count=long, line=long_line, limit_mm=limits.max_extrude_only_distance_mm)
