"""Corners of polylines replaced by a few equal chords, so that the machine need not brake for them.

A turn of t becomes k chords with k + 1 turns of t / (k + 1). The chords begin and end a length T before and behind the
corner, on the segments; their middle passes the corner at T (sin t/2 − rise), which the tolerance bounds. Firmware
brakes for turns and for short chords, so of all k the largest is taken whose chords are long enough to have a direction
on whole micrometres.

Chords lie on the inside of the turn: along a curve, which is corner after corner, they would make walls thinner and
bores wider. Each corner is therefore first moved out by as much as gives back the area that its chords cut. That is at
most half of what they cut in the middle; between long sides it is next to nothing.
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
def arc_of(chords: int, half: float, sine: float, cosine: float) -> tuple[float, float, float]:
    """Return for T = 1 the length of each of so many chords, their rise over the line from the first's begin to the
    last's end, and the area between them and the corner.

    half: half the turn, with its sine and cosine.
    """
    a = half / (chords + 1)  # half the turn from chord to chord; a circle through their ends sees each under 2 a
    sine_a, cosine_a = np.sin(a), np.cos(a)
    sine_all, cosine_all = sine * cosine_a - cosine * sine_a, cosine * cosine_a + sine * sine_a  # of half − a
    radius = cosine / sine_all
    rise = radius * ((1.0 if chords % 2 == 0 else cosine_a) - cosine_all)
    area = sine * cosine - radius * radius * (chords * sine_a * cosine_a - sine_all * cosine_all)
    return 2.0 * radius * sine_a, rise, area


@kernel
def chords_of(turn: float, before: float, after: float, tolerance: float) -> tuple[int, float]:
    """Return the number of chords and the area between them and the corner; 0 chords: leave the corner.

    turn: angle between the segments, 0…π. before, after: their lengths. All µm.
    """
    half = 0.5 * turn
    shorter = min(before, after)
    cosine, sine = np.cos(half), np.sin(half)
    best, best_area = 0, 0.0
    for k in range(1, MOST_CHORDS + 1):
        step = turn / (k + 1)
        if step < LEAST_TURN:
            break
        chord, rise, area = arc_of(k, half, sine, cosine)
        cut = min(tolerance / (sine - rise), 0.5 * shorter)
        if chord * cut < max(LEAST_CHORD, LEAST_AREA / step):  # more chords are shorter still and have to be longer
            break
        best, best_area = k, area * cut * cut
    return best, best_area


@kernel
def move_corners(xy: NDArray[np.int32], tolerance: float, moved: NDArray[np.float64], chords: NDArray[np.int8]) -> None:
    """Fill the corners (n, 2) of one polyline, moved out, and into how many chords each is cut (n,)."""
    ux = uy = u = 0.0
    for i in range(xy.shape[0]):
        moved[i, 0], moved[i, 1], chords[i] = xy[i, 0], xy[i, 1], 0
        if i == xy.shape[0] - 1:
            break
        vx, vy = float(xy[i + 1, 0] - xy[i, 0]), float(xy[i + 1, 1] - xy[i, 1])
        v = np.sqrt(vx * vx + vy * vy)
        cross, dot = ux * vy - uy * vx, ux * vx + uy * vy
        if i > 0 and (dot <= 0.0 or abs(cross) > STRAIGHT * dot):
            turn = abs(np.arctan2(cross, dot))
            count, area = chords_of(turn, u, v, tolerance)
            if count:
                chords[i] = count
                # a corner moved by m adds m cos(t/2) (u + v) / 2; the difference of both directions is 2 sin(t/2) long
                out = 2.0 * area / ((u + v) * np.sin(turn))
                moved[i, 0] += out * (ux / u - vx / v)
                moved[i, 1] += out * (uy / u - vy / v)
        ux, uy, u = vx, vy, v


@kernel
def round_corners(
    xy: NDArray[np.int32], width: NDArray[np.int32], start: NDArray[np.int32], tolerance: float
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Return open polylines with rounded corners, as points (m, 2), width (m,) and start (s + 1,). Ends stay.

    xy (n, 2), width (n,), start (s + 1,). No point of one lies farther from the other than the tolerance and what whole
    micrometres take.
    """
    most = 0
    for s in range(start.size - 1):
        most = max(most, start[s + 1] - start[s])
    corner, count = np.empty((most, 2), np.float64), np.empty(most, np.int8)
    room = 2 * xy.shape[0] + 64
    out = np.empty((room, 2), np.int32)
    out_width = np.empty((room, 1), np.int32)
    out_start = np.empty(start.size, np.int32)
    n = 0
    for s in range(start.size - 1):
        a, b = start[s], start[s + 1]
        out_start[s] = low = n
        move_corners(xy[a:b], tolerance, corner, count)
        ux = uy = u = 0.0
        for i in range(a, b):
            here = i - a
            chords, chord, cut = 0, 0.0, 0.0
            vx = vy = v = turn = 0.0
            if i < b - 1:
                vx, vy = corner[here + 1, 0] - corner[here, 0], corner[here + 1, 1] - corner[here, 1]
                v = np.sqrt(vx * vx + vy * vy)
                if count[here]:
                    turn = np.arctan2(ux * vy - uy * vx, ux * vx + uy * vy)
                    half = 0.5 * abs(turn)
                    if half > LEAST_TURN:  # its neighbours may have moved it straight
                        chords, sine = int(count[here]), np.sin(half)
                        chord, rise, _ = arc_of(chords, half, sine, np.cos(half))
                        cut = min(tolerance / (sine - rise), 0.5 * min(u, v))
                        chord *= cut
            if n + MOST_CHORDS + 1 > room:
                room *= 2
                out, out_width = longer(out, n, room), longer(out_width, n, room)
            x, y, w = corner[here, 0], corner[here, 1], float(width[i])
            last_w, hx, hy, step_x, step_y = w, 0.0, 0.0, 1.0, 0.0
            if chords:
                hx, hy, step = ux / u, uy / u, turn / (chords + 1)
                step_x, step_y = np.cos(step), np.sin(step)
                last_w += (width[i + 1] - width[i]) * cut / v
                x, y = x - ux / u * cut, y - uy / u * cut
                w += (width[i - 1] - width[i]) * cut / u
            for k in range(chords + 1):
                if k:
                    hx, hy = hx * step_x - hy * step_y, hx * step_y + hy * step_x
                    x, y = x + chord * hx, y + chord * hy
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
