"""Limits of any firmware with one thing changed: what the levers of a sweep pull, and what somebody may ask for."""

from dataclasses import fields, replace

from layerworks.motion._axis_limits import ByAxis
from layerworks.motion.limits import KlipperLimits
from layerworks.motion.marlin_limits import MarlinLimits
from layerworks.motion.planning import Limits
from layerworks.motion.reprap_limits import RepRapFirmwareLimits


def with_velocity(limits: Limits, mm_s: float) -> Limits:
    """Return limits under which the head goes so fast; the filament's own limits stay."""
    match limits:
        case KlipperLimits():
            return replace(_settled(limits), max_velocity_mm_s=mm_s)
        case MarlinLimits() | RepRapFirmwareLimits():
            return replace(limits, axis_velocity_mm_s=_of_head(limits.axis_velocity_mm_s, mm_s))


def with_accel(limits: Limits, mm_s2: float) -> Limits:
    """Return limits with another acceleration of the head; the filament's own limits stay."""
    match limits:
        case KlipperLimits():
            return replace(_settled(limits), max_accel_mm_s2=mm_s2)
        case MarlinLimits() | RepRapFirmwareLimits():
            axes = _of_head(limits.axis_accel_mm_s2, mm_s2)
            return replace(limits, axis_accel_mm_s2=axes, print_accel_mm_s2=mm_s2, travel_accel_mm_s2=mm_s2)


def with_corner(limits: Limits, mm_s: float) -> Limits:
    """Return limits under which the head passes a right angle so fast."""
    match limits:
        case KlipperLimits():
            return replace(limits, square_corner_velocity_mm_s=mm_s)
        case MarlinLimits():
            factor = mm_s / max(limits.square_corner_velocity_mm_s, 1e-9)
            return replace(
                limits,
                axis_jerk_mm_s=_of_head(limits.axis_jerk_mm_s, mm_s),
                junction_deviation_mm=limits.junction_deviation_mm * factor**2,
            )
        case RepRapFirmwareLimits():
            return replace(limits, axis_jerk_mm_s=_of_head(limits.axis_jerk_mm_s, mm_s))


def with_filament(limits: Limits, *, mm_s: float | None = None, mm_s2: float | None = None) -> Limits:
    """Return limits under which filament alone moves so fast, or speeds up so."""
    match limits:
        case KlipperLimits():
            return replace(
                limits,
                max_extrude_only_velocity_mm_s=limits.extrude_only_velocity_mm_s if mm_s is None else mm_s,
                max_extrude_only_accel_mm_s2=limits.extrude_only_accel_mm_s2 if mm_s2 is None else mm_s2,
            )
        case MarlinLimits():
            velocity, accel = limits.axis_velocity_mm_s, limits.retract_accel_mm_s2
            return replace(
                limits,
                axis_velocity_mm_s=(*velocity[:3], velocity[3] if mm_s is None else mm_s),
                retract_accel_mm_s2=accel if mm_s2 is None else mm_s2,
            )
        case RepRapFirmwareLimits():
            velocity, axes = limits.axis_velocity_mm_s, limits.axis_accel_mm_s2
            return replace(
                limits,
                axis_velocity_mm_s=(*velocity[:3], velocity[3] if mm_s is None else mm_s),
                axis_accel_mm_s2=(*axes[:3], axes[3] if mm_s2 is None else mm_s2),
            )


def with_filament_corner(limits: Limits, mm_s: float) -> Limits:
    """Return limits under which the flow may change so much at a corner."""
    match limits:
        case KlipperLimits():
            return replace(limits, instantaneous_corner_velocity_mm_s=mm_s)
        case MarlinLimits() | RepRapFirmwareLimits():
            return replace(limits, axis_jerk_mm_s=(*limits.axis_jerk_mm_s[:3], mm_s))


def with_z(limits: Limits, factor: float) -> Limits:
    """Return limits with a faster lift."""
    match limits:
        case KlipperLimits():
            return replace(
                limits,
                max_z_velocity_mm_s=limits.max_z_velocity_mm_s * factor,
                max_z_accel_mm_s2=limits.max_z_accel_mm_s2 * factor,
            )
        case MarlinLimits() | RepRapFirmwareLimits():
            (vx, vy, vz, ve), (ax, ay, az, ae) = limits.axis_velocity_mm_s, limits.axis_accel_mm_s2
            return replace(
                limits,
                axis_velocity_mm_s=(vx, vy, vz * factor, ve),
                axis_accel_mm_s2=(ax, ay, az * factor, ae),
            )


def filament_velocity_mm_s(limits: Limits) -> float:
    """Return how fast filament alone may move."""
    return limits.extrude_only_velocity_mm_s if isinstance(limits, KlipperLimits) else limits.axis_velocity_mm_s[3]


def filament_accel_mm_s2(limits: Limits) -> float:
    """Return how fast filament alone may speed up."""
    match limits:
        case KlipperLimits():
            return limits.extrude_only_accel_mm_s2
        case MarlinLimits():
            return limits.retract_accel_mm_s2
        case RepRapFirmwareLimits():
            return limits.axis_accel_mm_s2[3]


def filament_corner_mm_s(limits: Limits) -> float:
    """Return by how much the speed of the filament may change at a corner."""
    if isinstance(limits, KlipperLimits):
        return limits.instantaneous_corner_velocity_mm_s
    return limits.axis_jerk_mm_s[3]


def every_field(limits: Limits) -> tuple[str, ...]:
    """Return the names of all limits, for holding them against a program."""
    return tuple(f.name for f in fields(limits))


def _settled(limits: KlipperLimits) -> KlipperLimits:
    """Return limits whose filament no longer follows the head, as it does by Klipper's defaults."""
    return replace(
        limits,
        max_extrude_only_velocity_mm_s=limits.extrude_only_velocity_mm_s,
        max_extrude_only_accel_mm_s2=limits.extrude_only_accel_mm_s2,
    )


def _of_head(axes: ByAxis, value: float) -> ByAxis:
    return value, value, axes[2], axes[3]
