"""Corners of polylines replaced by a few equal chords, so that the machine need not brake for them.

A turn of t becomes k chords with k + 1 turns of t / (k + 1). The chords begin and end a length T before and behind the
corner, on the segments; their middle passes the corner at T (sin t/2 − rise), which the tolerance bounds. Firmware
brakes for turns and for short chords, so of all k the largest is taken whose chords are long enough to have a direction
on whole micrometres.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

MOST_CHORDS = 8
LEAST_CHORD = 25.0  # µm
LEAST_AREA = 1.5  # µm·rad, chord × turn: below, whole micrometres bend a chord about as much as it turns
LEAST_TURN = np.pi / 120.0  # smaller turns are left alone
LEAST_STEP = 20.0  # µm between the points of one arc and the next


@kernel
def chords_of(turn: float, before: float, after: float, tolerance: float) -> tuple[int, float, float]:
    """Return the number of chords, their length and the length T cut off both segments; 0 chords: leave the corner.

    turn: angle between the segments, 0…π. before, after: their lengths. All µm.
    """
    half = 0.5 * turn
    best, best_chord, best_cut = 0, 0.0, 0.0
    for k in range(1, MOST_CHORDS + 1):
        step = turn / (k + 1)
        if step < LEAST_TURN:
            break
        chord = 2.0 * np.cos(half) * np.sin(0.5 * step) / np.sin(0.5 * k * step)  # for T = 1
        rise = 0.0
        for j in range(1, k // 2 + 1):
            rise += chord * np.sin(half - j * step)
        cut = min(tolerance / (np.sin(half) - rise), 0.5 * min(before, after))
        if chord * cut >= max(LEAST_CHORD, LEAST_AREA / step):
            best, best_chord, best_cut = k, chord * cut, cut
    return best, best_chord, best_cut


@kernel
def round_corners(
    xy: NDArray[np.int32],
    width: NDArray[np.int32],
    start: NDArray[np.int32],
    tolerance: float,
    out_xy: NDArray[np.int32],
    out_width: NDArray[np.int32],
    out_start: NDArray[np.int32],
) -> int:
    """Write open polylines with rounded corners; return the number of points written.

    xy (n, 2), width (n,), start (s + 1,). out_xy, out_width: filled if they are long enough; call first with empty
    ones to learn a length that suffices. Ends stay.
    """
    n = 0
    fits = out_width.size > 0
    for s in range(start.size - 1):
        a, b = start[s], start[s + 1]
        if fits:
            out_start[s] = n
        low = n
        for i in range(a, b):
            chords, chord, cut = 0, 0.0, 0.0
            ux = uy = vx = vy = turn = u = v = 0.0
            if a < i < b - 1:
                ux, uy = float(xy[i, 0] - xy[i - 1, 0]), float(xy[i, 1] - xy[i - 1, 1])
                vx, vy = float(xy[i + 1, 0] - xy[i, 0]), float(xy[i + 1, 1] - xy[i, 1])
                u, v = np.hypot(ux, uy), np.hypot(vx, vy)
                turn = np.arctan2(ux * vy - uy * vx, ux * vx + uy * vy)
                chords, chord, cut = chords_of(abs(turn), u, v, tolerance)
            if not fits:
                n += chords + 1
                continue
            x, y, w = float(xy[i, 0]), float(xy[i, 1]), float(width[i])
            heading = np.arctan2(uy, ux)
            if chords:
                x, y = x - ux / u * cut, y - uy / u * cut
                w += (width[i - 1] - width[i]) * cut / u
            last_w = width[i] + (width[i + 1] - width[i]) * cut / v if chords else w
            for k in range(chords + 1):
                if k:
                    heading += turn / (chords + 1)
                    x, y = x + chord * np.cos(heading), y + chord * np.sin(heading)
                    w += (last_w - w) / (chords + 1 - k)
                qx, qy = np.int32(np.rint(x)), np.int32(np.rint(y))
                if n > low and (chords or i == b - 1):
                    near = np.hypot(float(qx - out_xy[n - 1, 0]), float(qy - out_xy[n - 1, 1])) < LEAST_STEP
                    if near and i < b - 1:
                        continue
                out_xy[n, 0], out_xy[n, 1], out_width[n] = qx, qy, np.int32(np.rint(w))
                n += 1
    if fits:
        out_start[start.size - 1] = n
    return n
