"""Sums over a program, as an estimate."""

import numpy as np
from numpy.typing import NDArray

from layerworks.gcode.reading.stream import Stream
from layerworks.kernels import motion_totals_codes as c
from layerworks.motion._advice import warnings
from layerworks.motion._limit_table import CHANGEABLE_NAMES
from layerworks.motion._tally import Tally
from layerworks.motion.envelope import Envelope
from layerworks.motion.estimate import Box, CoarseChords, Estimate, RoleTotals, TimeSpent
from layerworks.motion.planning import Limits
from layerworks.motion.waits import Waits
from layerworks.slicing.role import Role

_ROLES = sorted(int(role) for role in Role)


def summary(
    stream: Stream,
    tally: Tally,
    limits: Limits,
    area_mm2: float,
    density_g_cm3: float,
    waits: Waits,
    envelope: Envelope,
) -> Estimate:
    """Return the estimate of a program that was read and planned to its end. area_mm2: of the filament."""
    sums, whole = tally.by_role, tally.whole
    laid = sums[sums[:, c.R_E] > 0.0]
    laid_s, laid_mm = float(laid[:, c.R_TIME].sum()), float(laid[:, c.R_LENGTH].sum())
    dwell_s, ideal_s = float(whole[c.W_DWELL_S]), float(sums[:, c.R_IDEAL_S].sum())
    by_role = tuple(_role_totals(Role(r), sums[r], area_mm2) for r in _ROLES if sums[r, c.R_TIME] > 0.0)
    volume_mm3 = stream.filament_mm * area_mm2
    low_s, high_s = waits.interval_s
    motion_s = tally.t_s - dwell_s
    least_s, most_s = (dwell_s + factor * motion_s for factor in limits.time_doubt)
    spent = TimeSpent(
        cruise_s=min(ideal_s, laid_s),
        accel_and_corners_s=max(laid_s - ideal_s, 0.0),
        travel_s=float(whole[c.W_TRAVEL_S]),
        retract_s=float(whole[c.W_FILAMENT_S]),
        z_s=float(whole[c.W_Z_S]),
        dwell_s=dwell_s,
        heating_s=waits.of("heat"),
        homing_s=waits.of("home", "probe"),
        tool_s=waits.of("tool", "filament"),
        other_s=waits.of("macro", "start", "end"),
    )
    coarse = coarse_chords(whole)
    head_box = _box(tally.box[c.B_HEAD])
    return Estimate(
        time_s=tally.t_s + waits.total_s,
        interval_s=(least_s + min(low_s, waits.total_s), most_s + max(high_s, waits.total_s)),
        motion_s=motion_s,
        dwell_s=dwell_s,
        heating_s=spent.heating_s,
        homing_s=spent.homing_s,
        tool_s=spent.tool_s,
        other_s=spent.other_s,
        pauses=waits.pauses,
        by_role=by_role,
        spent=spent,
        layer_end_s=np.array([*tally.layer_t_s[1:], tally.t_s][: len(tally.layer_t_s)]),
        layer_z_mm=np.array(stream.events.layer_z_mm, np.float64),
        filament_mm=stream.filament_mm,
        volume_mm3=volume_mm3,
        mass_g=volume_mm3 * density_g_cm3 / 1000.0,
        peak_flow_mm3_s=max((role.peak_flow_mm3_s for role in by_role), default=0.0),
        mean_flow_mm3_s=float(laid[:, c.R_E].sum()) * area_mm2 / laid_s if laid_s > 0.0 else 0.0,
        over_flow_s=float(whole[c.W_OVER_FLOW_S]),
        printed_mm=laid_mm,
        effective_speed_mm_s=laid_mm / tally.t_s if tally.t_s > 0.0 else 0.0,
        printing_speed_mm_s=laid_mm / laid_s if laid_s > 0.0 else 0.0,
        share_at_commanded_speed=float(laid[:, c.R_LENGTH_AT_SPEED].sum()) / laid_mm if laid_mm > 0.0 else 0.0,
        coarse_chords=coarse,
        program_sets=_program_sets(stream),
        printed_box_mm=_box(tally.box[c.B_PRINTED]),
        head_box_mm=head_box,
        moves=int(whole[c.W_MOVES]),
        lines=stream.lines,
        size_bytes=stream.size_bytes,
        unknown=stream.events.unknown,
        warnings=tuple(warnings(stream, tally, limits, by_role, coarse, head_box, envelope, waits.unknown)),
    )


def coarse_chords(whole: NDArray[np.float64]) -> CoarseChords | None:
    """Return what chords of curves cost; None when they cost nothing. whole: (W_COLUMNS,)."""
    lost_s = float(whole[c.W_COARSE_LOST_S])
    if lost_s <= 0.0:
        return None
    return CoarseChords(
        corners=int(whole[c.W_COARSE]),
        first_line=int(whole[c.W_COARSE_LINE]),
        length_mm=float(whole[c.W_COARSE_MM]),
        lost_s=lost_s,
        chord_mm=float(whole[c.W_COARSE_CHORD]) / lost_s,
        got_mm_s=float(whole[c.W_COARSE_GOT]) / lost_s,
        could_mm_s=float(whole[c.W_COARSE_COULD]) / lost_s,
        enough_mm=float(whole[c.W_COARSE_ENOUGH]) / lost_s,
    )


def _program_sets(stream: Stream) -> tuple[str, ...]:
    changes = np.array(stream.events.limit_change).reshape(-1, len(CHANGEABLE_NAMES))
    return tuple(name for k, name in enumerate(CHANGEABLE_NAMES) if not np.isnan(changes[:, k]).all())


def _role_totals(role: Role, row: NDArray[np.float64], area_mm2: float) -> RoleTotals:
    return RoleTotals(
        role=role,
        time_s=float(row[c.R_TIME]),
        length_mm=float(row[c.R_LENGTH]),
        volume_mm3=float(row[c.R_E]) * area_mm2,
        peak_flow_mm3_s=float(row[c.R_AREA_PEAK]) * area_mm2,
        peak_flow_line=int(row[c.R_AREA_PEAK_LINE]),
        peak_flow_z_mm=float(row[c.R_AREA_PEAK_Z]),
        commanded_mm_s=float(row[c.R_COMMANDED]),
        reached_mm_s=float(row[c.R_REACHED]),
        at_speed_mm=float(row[c.R_LENGTH_AT_SPEED]),
    )


def _box(box: NDArray[np.float64]) -> Box | None:
    if not np.isfinite(box).all():
        return None
    low, high = (tuple(float(v) for v in corner) for corner in box)
    return low, high  # pyright: ignore[reportReturnType]
