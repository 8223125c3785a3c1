"""Moves → MotionProfile, by the planner of the machine's firmware."""

from collections.abc import Collection

from layerworks.gcode.reading import Moves
from layerworks.gcode.reading.rows import Rows
from layerworks.motion._klipper_rows import KlipperRows
from layerworks.motion._marlin_rows import MarlinRows
from layerworks.motion._reprap_rows import RepRapRows
from layerworks.motion._row_planner import Planned, RowPlanner, Told
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.marlin_limits import MarlinLimits
from layerworks.motion.profile import MotionProfile
from layerworks.motion.reprap_limits import RepRapFirmwareLimits

Limits = KlipperLimits | MarlinLimits | RepRapFirmwareLimits


def plan(moves: Moves, limits: Limits, *, firm: Collection[str] = ()) -> MotionProfile:
    """Return the times and speeds that the firmware plans for rows of motion.

    Read the program by the same limits' `reading`: firmwares cut arcs and take relative filament each in their way.
    firm: limits, by field, that the program may not change.
    """
    count = len(moves)
    rows = Rows(
        points_mm=moves.points_mm,
        e_mm=moves.e_mm,
        speed_mm_s=moves.speed_mm_s,
        step=moves.step,
        role=moves.role,
        line=moves.line,
        offset=moves.offset,
        count=count,
    )
    told = Told(moves.limit_row, moves.limit_change, moves.planner_row, moves.planner_line, moves.dwell_s)
    planned = Planned(count)
    row_planner(limits, firm).plan(rows, told, planned, last=True)
    return MotionProfile(
        moves=moves,
        t_s=planned.t_s,
        length_mm=planned.length_mm,
        v_entry_mm_s=planned.v_entry,
        v_cruise_mm_s=planned.v_cruise,
        v_exit_mm_s=planned.v_exit,
        accel_mm_s2=planned.accel,
    )


def row_planner(limits: Limits, firm: Collection[str] = ()) -> RowPlanner:
    """Return the planner of the firmware that has such limits."""
    match limits:
        case KlipperLimits():
            return KlipperRows(limits, firm)
        case MarlinLimits():
            return MarlinRows(limits, firm)
        case RepRapFirmwareLimits():
            return RepRapRows(limits, firm)
