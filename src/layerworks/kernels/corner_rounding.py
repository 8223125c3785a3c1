"""Corners of polylines replaced by a few equal chords, so that the machine need not brake for them.

A turn of t becomes k chords with k + 1 turns of t / (k + 1). The chords begin and end a length T before and behind the
corner, on the segments; their middle passes the corner at T (sin t/2 − rise), which the tolerance bounds. Firmware
brakes for turns and for short chords, so of all k the largest is taken whose chords are long enough to have a direction
on whole micrometres.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.sorting import longer

MOST_CHORDS = 8
LEAST_CHORD = 25.0  # µm
LEAST_AREA = 1.5  # µm·rad, chord × turn: below, whole micrometres bend a chord about as much as it turns
LEAST_TURN = np.pi / 120.0  # smaller turns are left alone
STRAIGHT = np.tan(1.9 * LEAST_TURN)  # a corner of one chord turns twice by LEAST_TURN at least
LEAST_STEP = 20.0  # µm between the points of one arc and the next


@kernel
def chords_of(turn: float, before: float, after: float, tolerance: float) -> tuple[int, float, float]:
    """Return the number of chords, their length and the length T cut off both segments; 0 chords: leave the corner.

    turn: angle between the segments, 0…π. before, after: their lengths. All µm.
    """
    half = 0.5 * turn
    shorter = min(before, after)
    cosine, sine = np.cos(half), np.sin(half)
    best, best_chord, best_cut = 0, 0.0, 0.0
    for k in range(1, MOST_CHORDS + 1):
        step = turn / (k + 1)
        if step < LEAST_TURN:
            break
        chord = 2.0 * cosine * np.sin(0.5 * step) / np.sin(0.5 * k * step)  # for T = 1
        least = max(LEAST_CHORD, LEAST_AREA / step)
        if chord * 0.5 * shorter < least:  # more chords are shorter still and have to be longer
            break
        rise = 0.0
        for j in range(1, k // 2 + 1):
            rise += chord * np.sin(half - j * step)
        cut = min(tolerance / (sine - rise), 0.5 * shorter)
        if chord * cut >= least:
            best, best_chord, best_cut = k, chord * cut, cut
    return best, best_chord, best_cut


@kernel
def round_corners(
    xy: NDArray[np.int32], width: NDArray[np.int32], start: NDArray[np.int32], tolerance: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return open polylines with rounded corners, as points (m, 2), width (m,) and start (s + 1,). Ends stay.

    xy (n, 2), width (n,), start (s + 1,).
    """
    room = 2 * xy.shape[0] + 64
    out = np.empty((room, 2), np.int32)
    out_width = np.empty((room, 1), np.int32)
    out_start = np.empty(start.size, np.int32)
    n = 0
    for s in range(start.size - 1):
        a, b = start[s], start[s + 1]
        out_start[s] = low = n
        ux = uy = u = 0.0
        for i in range(a, b):
            chords, chord, cut = 0, 0.0, 0.0
            vx = vy = v = turn = 0.0
            if i < b - 1:
                vx, vy = float(xy[i + 1, 0] - xy[i, 0]), float(xy[i + 1, 1] - xy[i, 1])
                v = np.sqrt(vx * vx + vy * vy)
                cross, dot = ux * vy - uy * vx, ux * vx + uy * vy
                if i > a and (dot <= 0.0 or abs(cross) > STRAIGHT * dot):
                    turn = np.arctan2(cross, dot)
                    chords, chord, cut = chords_of(abs(turn), u, v, tolerance)
            if n + MOST_CHORDS + 1 > room:
                room *= 2
                out, out_width = longer(out, n, room), longer(out_width, n, room)
            x, y, w = float(xy[i, 0]), float(xy[i, 1]), float(width[i])
            last_w, heading = w, 0.0
            if chords:
                heading = np.arctan2(uy, ux)
                last_w += (width[i + 1] - width[i]) * cut / v
                x, y = x - ux / u * cut, y - uy / u * cut
                w += (width[i - 1] - width[i]) * cut / u
            for k in range(chords + 1):
                if k:
                    heading += turn / (chords + 1)
                    x, y = x + chord * np.cos(heading), y + chord * np.sin(heading)
                    w += (last_w - w) / (chords + 1 - k)
                qx, qy = np.int32(np.rint(x)), np.int32(np.rint(y))
                if n > low and chords and i < b - 1:
                    gx, gy = float(qx - out[n - 1, 0]), float(qy - out[n - 1, 1])
                    if gx * gx + gy * gy < LEAST_STEP * LEAST_STEP:
                        continue
                out[n, 0], out[n, 1], out_width[n, 0] = qx, qy, np.int32(np.rint(w))
                n += 1
            ux, uy, u = vx, vy, v
    out_start[start.size - 1] = n
    return out[:n].copy(), out_width[:n, 0].copy(), out_start
