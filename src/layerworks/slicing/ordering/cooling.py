"""The fan while each move is made."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.kernels.order_moves import Moves
from layerworks.slicing.ordering.cooling_settings import CoolingSettings
from layerworks.slicing.role import Role
from layerworks.words import say


def fan_shares(seconds: NDArray[np.float64], cooling: CoolingSettings) -> NDArray[np.float64]:
    """Return (k,) fan shares by the time of each layer: high for short layers, low for long ones, in between in
    proportion, or along the curve that is given instead. Raises Rejected for a curve that is none.
    """
    times, shares = cooling.fan_times_s, cooling.fan_shares
    if len(times) != len(shares) or any(a >= b for a, b in pairwise(times)):
        raise Rejected(say("ordering.fan_curve"), say("ordering.fan_curve_remedy"))
    if times:
        return np.interp(seconds, times, shares)
    below, above = cooling.fan_high_below_s, max(cooling.fan_low_above_s, cooling.fan_high_below_s + 1e-9)
    return np.interp(seconds, [below, above], [cooling.fan_high, cooling.fan_low])


def fan_of_moves(moves: Moves, seconds: NDArray[np.float64], cooling: CoolingSettings) -> NDArray[np.float32]:
    """Return (m,) fan shares: of the layer, of the role where it has its own, at least the bridge's over air.

    seconds: (k,) of each layer. A move that lays nothing has the share of the next bead: the fan needs a moment.
    """
    if moves.role.size == 0:
        return np.zeros(0, np.float32)
    of_layer, rising = fan_shares(seconds, cooling).astype(np.float32), _rising(seconds.size, cooling)
    own = [(role, share) for role, share in _own_shares(cooling) if share >= 0.0]
    bridge_fan = np.float32(cooling.bridge_fan)
    if not own and not cooling.overhang_fans and (of_layer >= bridge_fan).all():
        return (of_layer * rising)[moves.layer]
    rows = np.arange(moves.role.size, dtype=np.int32)
    laying = np.where(moves.width > 0.0, rows, rows.size - 1)
    following = np.minimum.accumulate(laying[::-1])[::-1]
    role, layer = moves.role[following], moves.layer
    share = of_layer[layer]
    for own_role, own_share in own:
        share[role == own_role] = own_share
    over_air = role == Role.BRIDGE
    if cooling.overhang_fans:
        by_class = np.array([0.0, *cooling.overhang_fans], np.float32)
        share = np.maximum(share, by_class[moves.hang[following]])
    else:
        over_air |= role == Role.OVERHANG_WALL
    share[over_air] = np.maximum(of_layer[layer[over_air]], bridge_fan)
    return share * rising[layer]


def _own_shares(cooling: CoolingSettings) -> tuple[tuple[Role, float], ...]:
    """Return roles that may have a share of their own with it, below 0 where they take the layer's."""
    return (
        (Role.OUTER_WALL, cooling.outer_wall_fan),
        (Role.TOP_SKIN, cooling.top_skin_fan),
        (Role.RAFT, cooling.raft_fan),
        (Role.SUPPORT_INTERFACE, cooling.support_interface_fan),
        (Role.IRONING, cooling.ironing_fan),
    )


def _rising(layers: int, cooling: CoolingSettings) -> NDArray[np.float32]:
    """Return (k,) how far the fan has come up: off at first, then in even steps."""
    step = np.arange(layers) - cooling.fan_off_layers + 1.0
    return np.clip(step / (cooling.fan_ramp_layers + 1), 0.0, 1.0).astype(np.float32)
