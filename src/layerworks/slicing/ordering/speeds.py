"""Speed, acceleration and flow of each stroke."""

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.slicing.ordering.cooling_settings import CoolingSettings
from layerworks.slicing.ordering.settings import SpeedSettings
from layerworks.slicing.role import Role
from layerworks.words import say


def speeds_by_role(speeds: SpeedSettings) -> NDArray[np.float32]:
    """Return (256,) mm/s by `Role`."""
    by_role = np.full(256, speeds.travel_speed_mm_s, np.float32)
    for role, speed in (
        (Role.OUTER_WALL, speeds.outer_wall_speed_mm_s),
        (Role.INNER_WALL, speeds.inner_wall_speed_mm_s),
        (Role.GAP_FILL, speeds.gap_fill_speed_mm_s),
        (Role.BOTTOM_SKIN, speeds.bottom_skin_speed_mm_s),
        (Role.TOP_SKIN, speeds.top_skin_speed_mm_s),
        (Role.SOLID_FILL, speeds.solid_fill_speed_mm_s),
        (Role.SPARSE_FILL, speeds.sparse_fill_speed_mm_s),
        (Role.BRIDGE, speeds.bridge_speed_mm_s),
        (Role.OVERHANG_WALL, speeds.overhang_wall_speed_mm_s),
        (Role.SKIRT, speeds.first_layer_speed_mm_s),
        (Role.BRIM, speeds.first_layer_speed_mm_s),
        (Role.RAFT, speeds.raft_speed_mm_s),
        (Role.SUPPORT, speeds.support_speed_mm_s),
        (Role.SUPPORT_INTERFACE, speeds.support_interface_speed_mm_s),
        (Role.IRONING, speeds.ironing_speed_mm_s),
    ):
        by_role[role] = speed
    return by_role


def accels_by_role(speeds: SpeedSettings) -> NDArray[np.float32]:
    """Return (256,) mm/s² by `Role`, 0 where the machine's own is taken.

    Raises Rejected where some role has an acceleration and others are left to the machine: no dialect can go back to
    a value that only the machine knows.
    """
    base = speeds.accel_mm_s2
    own = {
        Role.TRAVEL: speeds.travel_accel_mm_s2,
        Role.OUTER_WALL: speeds.outer_wall_accel_mm_s2,
        Role.OVERHANG_WALL: speeds.outer_wall_accel_mm_s2,
        Role.INNER_WALL: speeds.inner_wall_accel_mm_s2,
        Role.TOP_SKIN: speeds.top_skin_accel_mm_s2,
        Role.BOTTOM_SKIN: speeds.solid_fill_accel_mm_s2,
        Role.SOLID_FILL: speeds.solid_fill_accel_mm_s2,
        Role.SPARSE_FILL: speeds.sparse_fill_accel_mm_s2,
        Role.BRIDGE: speeds.bridge_accel_mm_s2,
    }
    if base == 0.0 and (speeds.first_layer_accel_mm_s2 > 0.0 or any(a > 0.0 for a in own.values())):
        raise Rejected(say("ordering.accel_base"), say("ordering.accel_base_remedy"))
    by_role = np.full(256, base, np.float32)
    for role, accel in own.items():
        by_role[role] = accel or base
    return by_role


def stroke_speeds(
    role: NDArray[np.uint8],
    layer: NDArray[np.int32],
    length_mm: NDArray[np.float64],
    closed: NDArray[np.bool_],
    speeds: SpeedSettings,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return speed, acceleration and flow (s,) of strokes: by role, small walls and the first layers held back.

    Flow is the plastic as a multiple of width × height × length.
    """
    speed = speeds_by_role(speeds)[role]
    accel = accels_by_role(speeds)[role]
    wall = np.isin(role, [Role.OUTER_WALL, Role.INNER_WALL, Role.OVERHANG_WALL])
    small = wall & closed & (length_mm <= speeds.small_wall_length_mm)
    speed[small] = np.minimum(speed[small], np.float32(speeds.small_wall_speed_mm_s))
    first = np.float32(speeds.first_layer_speed_mm_s)
    low = layer < speeds.slow_first_layers
    rise = np.maximum(0.0, speed[low] - first) * (layer[low] / max(1, speeds.slow_first_layers))
    speed[low] = np.minimum(speed[low], first + rise)
    if speeds.first_layer_accel_mm_s2 > 0.0:
        accel[layer == 0] = speeds.first_layer_accel_mm_s2
    flow = np.full(role.size, speeds.flow_factor, np.float32)
    flow[role == Role.BRIDGE] *= np.float32(speeds.bridge_flow_factor)
    return speed, accel, flow


def overhang_classes(speeds: SpeedSettings, cooling: CoolingSettings) -> int:
    """Return into how many classes walls over air are sorted, 0 for none.

    Raises Rejected where speeds and fans are given for different numbers of classes.
    """
    counts = {len(speeds.overhang_speeds_mm_s), len(cooling.overhang_fans)} - {0}
    if len(counts) > 1:
        raise Rejected(say("ordering.overhang_classes"), say("ordering.overhang_classes_remedy"))
    return max(counts, default=0)


def hang_speeds(speeds: SpeedSettings, classes: int) -> NDArray[np.float32]:
    """Return (classes + 1,) mm/s of walls by their class of hanging, 0 where a wall keeps its own."""
    by_class = np.zeros(classes + 1, np.float32)
    by_class[1 : 1 + len(speeds.overhang_speeds_mm_s)] = speeds.overhang_speeds_mm_s
    return by_class
