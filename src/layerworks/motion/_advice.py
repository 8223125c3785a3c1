"""Warnings about a program, each with what to do about it."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading import Heat
from layerworks.gcode.reading.moves import Heater
from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion._tally import Tally
from layerworks.motion.envelope import FLOW_TOLERANCE, Envelope
from layerworks.motion.estimate import Box, CoarseChords, RoleTotals
from layerworks.motion.planning import Limits
from layerworks.slicing.role import Role
from layerworks.words import Text, say

_REACHED = 0.98  # of the commanded speed
_WORTH = 0.005  # of the time; what costs less is not worth a word
_UNKNOWN_SHOWN = 5
_WIPED = 0.2  # of the way; slicers wipe far less


def warnings(
    stream: Stream,
    tally: Tally,
    limits: Limits,
    by_role: tuple[RoleTotals, ...],
    coarse: CoarseChords | None,
    head_box: Box | None,
    envelope: Envelope,
    unknown: Collection[str],
) -> Iterator[Text]:
    """Yield all warnings, what ends a print first. unknown: commands whose time nobody has told."""
    whole = tally.whole
    thick, thick_line, long, long_line = (
        int(whole[k]) for k in (c.W_TOO_THICK, c.W_TOO_THICK_LINE, c.W_TOO_LONG, c.W_TOO_LONG_LINE)
    )
    yield from refusal_warnings(thick, thick_line, long, long_line, limits)
    yield from place_warnings(head_box, tally.outside, envelope)
    yield from heat_warnings(stream.events.heats, envelope)
    yield from flow_warnings(by_role, float(whole[c.W_OVER_FLOW_S]), int(whole[c.W_OVER_FLOW_LINE]), envelope)
    yield from speed_warnings(by_role, tally.by_role[:, c.R_LONGEST], limits)
    if coarse is not None and coarse.lost_s >= _WORTH * tally.t_s:
        yield from chord_warnings(coarse, limits)
    if not stream.filament_mode_told:
        yield from filament_mode_warnings(tally.by_role[:, c.R_LENGTH])
    if stream.empty_retracts:
        yield say("motion.retraction_unset", count=stream.empty_retracts)
    untold = [command for command in stream.events.unknown if command.name in unknown]
    for command in untold[:_UNKNOWN_SHOWN]:
        yield say("motion.unknown_command", name=command.name, count=command.count, line=command.line)
    if len(untold) > _UNKNOWN_SHOWN:
        yield say("motion.more_unknown", count=len(untold) - _UNKNOWN_SHOWN)


def filament_mode_warnings(length_mm: NDArray[np.float64]) -> Iterator[Text]:
    """Say that E may have been misread: read as absolute, relative figures draw filament back every other move.

    length_mm: by role, of a program that says neither M82 nor M83.
    """
    wiped_mm = float(length_mm[Role.WIPE])
    laid_mm = float(length_mm.sum()) - wiped_mm - float(length_mm[Role.TRAVEL])
    if wiped_mm > _WIPED * (wiped_mm + laid_mm):
        yield say("motion.filament_mode_untold")


def speed_warnings(by_role: tuple[RoleTotals, ...], longest_mm: NDArray[np.float64], limits: Limits) -> Iterator[Text]:
    """Say what it would take to reach a commanded speed that is never reached: of the role that takes longest.

    A straight line of length l from rest to rest peaks at v² = l·a·(1 − minimum cruise ratio). longest_mm: by role.
    """
    slow = [role for role in by_role if role.length_mm >= 1.0 and role.reached_mm_s < _REACHED * role.commanded_mm_s]
    if not slow:
        return
    worst = max(slow, key=lambda role: role.time_s)
    wanted, longest = worst.commanded_mm_s, float(longest_mm[worst.role])
    name = worst.role.label
    top = limits.max_velocity_mm_s
    if wanted > top and worst.reached_mm_s >= _REACHED * top:
        yield say("motion.above_max_velocity", role=name, wanted_mm_s=wanted, limit_mm_s=top)
    else:
        share = 1.0 - limits.minimum_cruise_ratio
        yield say(
            "motion.speed_not_reached",
            role=name,
            wanted_mm_s=wanted,
            reached_mm_s=worst.reached_mm_s,
            length_mm=wanted**2 / (limits.max_accel_mm_s2 * share),
            accel_mm_s2=wanted**2 / (max(longest, 1e-3) * share),
            longest_mm=longest,
        )
    if len(slow) > 1:
        yield say("motion.more_not_reached", count=len(slow) - 1)


def flow_warnings(
    by_role: tuple[RoleTotals, ...], over_s: float, first_line: int, envelope: Envelope
) -> Iterator[Text]:
    """Say by how much the flow exceeds the hot end, where, and for how long."""
    limit = envelope.max_flow_mm3_s
    worst = max(by_role, key=lambda role: role.peak_flow_mm3_s, default=None)
    if limit is None or worst is None or worst.peak_flow_mm3_s <= FLOW_TOLERANCE * limit:
        return
    yield say(
        "motion.flow_too_high",
        peak_mm3_s=worst.peak_flow_mm3_s,
        role=worst.role.label,
        line=worst.peak_flow_line,
        z_mm=worst.peak_flow_z_mm,
        limit_mm3_s=limit,
        over=worst.peak_flow_mm3_s / limit - 1.0,
        over_s=over_s,
        first_line=first_line,
        share=limit / worst.peak_flow_mm3_s,
    )


def chord_warnings(coarse: CoarseChords, limits: Limits) -> Iterator[Text]:
    """Say what chords too coarse for the corner speed cost, and what would do.

    The speed at a corner between chords goes with the square corner velocity and against the length of the chords.
    """
    yield say(
        "motion.coarse_chords",
        chord_mm=coarse.chord_mm,
        line=coarse.first_line,
        got_mm_s=coarse.got_mm_s,
        could_mm_s=coarse.could_mm_s,
        lost_s=coarse.lost_s,
        enough_mm=coarse.enough_mm,
        corner_mm_s=limits.square_corner_velocity_mm_s * coarse.could_mm_s / max(coarse.got_mm_s, 1e-3),
    )


def place_warnings(head_box: Box | None, outside: Mapping[tuple[int, int], int], envelope: Envelope) -> Iterator[Text]:
    """Say where the head leaves the machine. outside: first line by axis and end (0 low)."""
    if head_box is None:
        return
    bounds = (envelope.low_mm, envelope.high_mm)
    for (axis, end), line in sorted(outside.items()):
        bound = bounds[end]
        if bound is not None:
            at_mm = head_box[end][axis]
            yield say("motion.outside", axis="XYZ"[axis], at_mm=at_mm, bound_mm=bound[axis], line=line)


def heat_warnings(heats: list[Heat], envelope: Envelope) -> Iterator[Text]:
    """Say which temperature the machine cannot reach."""
    most = {"nozzle": envelope.max_nozzle_c, "bed": envelope.max_bed_c, "chamber": envelope.max_chamber_c}
    for heater in get_args(Heater):
        limit_c = most[heater]
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


def refusal_warnings(thick: int, thick_line: int, long: int, long_line: int, limits: Limits) -> Iterator[Text]:
    """Say which moves Klipper will refuse, ending the print."""
    if thick:
        yield say("motion.too_thick", count=thick, line=thick_line, area_mm2=limits.refused_area_mm2)
    if long:
        yield say("motion.too_long", count=long, line=long_line, limit_mm=limits.max_extrude_only_distance_mm)
