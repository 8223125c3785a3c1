"""G-code → Estimate, in memory that does not grow with the program."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.gcode.reading.container import opened
from layerworks.gcode.reading.lines import file_blocks, text_blocks
from layerworks.gcode.reading.rules import ReadingRules
from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion import _advice
from layerworks.motion._tally import Tally
from layerworks.motion.envelope import Envelope
from layerworks.motion.estimate import Box, Estimate, RoleTotals, TimeSpent
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.non_motion import NonMotion, NonMotionTimes, non_motion_times
from layerworks.slicing.role import Role
from layerworks.words import Text, say

_CAPACITY = 1 << 16
_UNKNOWN_SHOWN = 5
_ROLES = {int(role) for role in Role}


def reading_rules(limits: KlipperLimits) -> ReadingRules:
    """Return how a machine with these limits reads G-code."""
    return ReadingRules(
        arc_resolution_mm=limits.arc_resolution_mm,
        retract_mm=limits.retract_mm,
        retract_mm_s=limits.retract_mm_s,
        unretract_extra_mm=limits.unretract_extra_mm,
        unretract_mm_s=limits.unretract_mm_s,
    )


def estimate(
    text: bytes,
    limits: KlipperLimits,
    *,
    density_g_cm3: float,
    filament_mm: float | None = None,
    non_motion: NonMotion | None = None,
    envelope: Envelope | None = None,
) -> Estimate:
    """Return the estimate of a program.

    filament_mm: diameter of the filament, None for the one of the limits. Raises Rejected when the text is not G-code
    or has no moves.
    """
    return _estimate(text_blocks(text), limits, density_g_cm3, filament_mm, non_motion, envelope)


def estimate_file(
    path: Path,
    limits: KlipperLimits,
    *,
    density_g_cm3: float,
    filament_mm: float | None = None,
    non_motion: NonMotion | None = None,
    envelope: Envelope | None = None,
) -> Estimate:
    """Return the estimate of a file, wrapped or not, read piece by piece. Raises Missing and Rejected."""
    with opened(path) as file:
        return _estimate(file_blocks(file), limits, density_g_cm3, filament_mm, non_motion, envelope)


def _estimate(
    blocks: Iterable[NDArray[np.uint8]],
    limits: KlipperLimits,
    density_g_cm3: float,
    filament_mm: float | None,
    non_motion: NonMotion | None,
    envelope: Envelope | None,
) -> Estimate:
    stream = Stream(reading_rules(limits), _CAPACITY)
    tally = Tally(stream, limits)
    for block in blocks:
        for _ in stream.read(block):
            tally.advance(last=False)
    tally.advance(last=True)
    if tally.whole[c.W_MOVES] == 0.0:
        raise Rejected(say("reading_gcode.no_moves"), say("reading_gcode.remedy"))
    diameter = limits.filament_mm if filament_mm is None else filament_mm
    heats = list(zip(tally.heat_t_s, stream.events.heats, strict=False))
    constants = non_motion or NonMotion()
    beside = non_motion_times(heats, stream.events.stops, constants)
    return _summary(stream, tally, limits, diameter, density_g_cm3, beside, constants, envelope or Envelope())


def _summary(
    stream: Stream,
    tally: Tally,
    limits: KlipperLimits,
    filament_mm: float,
    density_g_cm3: float,
    beside: NonMotionTimes,
    constants: NonMotion,
    envelope: Envelope,
) -> Estimate:
    area_mm2 = np.pi * (0.5 * filament_mm) ** 2
    sums, whole = tally.by_role, tally.whole
    laid = sums[sums[:, c.R_E] > 0.0]
    laid_s, laid_mm = _laid_s(sums), float(laid[:, c.R_LENGTH].sum())
    dwell_s, ideal_s = float(whole[c.W_DWELL_S]), float(sums[:, c.R_IDEAL_S].sum())
    by_role = tuple(_role_totals(Role(r), sums[r], area_mm2) for r in sorted(_ROLES) if sums[r, c.R_TIME] > 0.0)
    volume_mm3 = stream.filament_mm * area_mm2
    peak = max((role.peak_flow_mm3_s for role in by_role), default=0.0)
    beside_s = beside.heating_s + beside.homing_s + beside.tool_s
    unknown_s = len(stream.events.unknown) * constants.unknown_s
    head_box = _box(tally.box[c.B_HEAD])
    return Estimate(
        time_s=tally.t_s + beside_s,
        interval_s=(tally.t_s + constants.low * beside_s, tally.t_s + constants.high * beside_s + unknown_s),
        motion_s=tally.t_s - dwell_s,
        dwell_s=dwell_s,
        heating_s=beside.heating_s,
        homing_s=beside.homing_s,
        tool_s=beside.tool_s,
        pauses=beside.pauses,
        by_role=by_role,
        spent=TimeSpent(
            cruise_s=min(ideal_s, laid_s),
            accel_and_corners_s=max(laid_s - ideal_s, 0.0),
            travel_s=float(whole[c.W_TRAVEL_S]),
            retract_s=float(whole[c.W_FILAMENT_S]),
            z_s=float(whole[c.W_Z_S]),
            dwell_s=dwell_s,
        ),
        layer_end_s=np.array([*tally.layer_t_s[1:], tally.t_s][: len(tally.layer_t_s)]),
        layer_z_mm=np.array(stream.events.layer_z_mm, np.float64),
        filament_mm=stream.filament_mm,
        volume_mm3=volume_mm3,
        mass_g=volume_mm3 * density_g_cm3 / 1000.0,
        peak_flow_mm3_s=peak,
        mean_flow_mm3_s=float(laid[:, c.R_E].sum()) * area_mm2 / laid_s if laid_s > 0.0 else 0.0,
        printed_mm=laid_mm,
        effective_speed_mm_s=laid_mm / tally.t_s if tally.t_s > 0.0 else 0.0,
        printing_speed_mm_s=laid_mm / laid_s if laid_s > 0.0 else 0.0,
        share_at_commanded_speed=float(laid[:, c.R_LENGTH_AT_SPEED].sum()) / laid_mm if laid_mm > 0.0 else 0.0,
        printed_box_mm=_box(tally.box[c.B_PRINTED]),
        head_box_mm=head_box,
        moves=int(whole[c.W_MOVES]),
        lines=stream.lines,
        size_bytes=stream.size_bytes,
        unknown=stream.events.unknown,
        warnings=tuple(_warnings(stream, tally, limits, by_role, peak, head_box, envelope)),
    )


def _warnings(
    stream: Stream,
    tally: Tally,
    limits: KlipperLimits,
    by_role: tuple[RoleTotals, ...],
    peak_mm3_s: float,
    head_box: Box | None,
    envelope: Envelope,
) -> Iterator[Text]:
    whole = tally.whole
    yield from _advice.flow_warnings(peak_mm3_s, envelope)
    for role in by_role:
        yield from _advice.speed_warnings(role, float(tally.by_role[role.role, c.R_LONGEST]), limits)
    yield from _advice.place_warnings(head_box, envelope)
    yield from _advice.heat_warnings(stream.events.heats, envelope)
    thick, thick_line, long, long_line = (
        int(whole[k]) for k in (c.W_TOO_THICK, c.W_TOO_THICK_LINE, c.W_TOO_LONG, c.W_TOO_LONG_LINE)
    )
    yield from _advice.refusal_warnings(thick, thick_line, long, long_line, limits)
    if stream.empty_retracts:
        yield say("motion.retraction_unset", count=stream.empty_retracts)
    for unknown in stream.events.unknown[:_UNKNOWN_SHOWN]:
        yield say("motion.unknown_command", name=unknown.name, count=unknown.count, line=unknown.line)


def _role_totals(role: Role, row: NDArray[np.float64], area_mm2: float) -> RoleTotals:
    return RoleTotals(
        role=role,
        time_s=float(row[c.R_TIME]),
        length_mm=float(row[c.R_LENGTH]),
        volume_mm3=float(row[c.R_E]) * area_mm2,
        peak_flow_mm3_s=float(row[c.R_AREA_PEAK]) * area_mm2,
        commanded_mm_s=float(row[c.R_COMMANDED]),
        reached_mm_s=float(row[c.R_REACHED]),
    )


def _laid_s(sums: NDArray[np.float64]) -> float:
    return float(sums[sums[:, c.R_E] > 0.0, c.R_TIME].sum())


def _box(box: NDArray[np.float64]) -> Box | None:
    if not np.isfinite(box).all():
        return None
    low, high = (tuple(float(v) for v in corner) for corner in box)
    return low, high  # pyright: ignore[reportReturnType]
