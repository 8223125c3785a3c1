"""Roughly how long a layer takes, and pacing layers: slower where they would not cool, faster where they would cool
too much.

A trapezoid for each move with look-ahead inside the layer: corners at the speed that Klipper's square-corner rule
allows (docs/Kinematics.md), no centripetal limit, retractions as full stops.
"""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

OWN_ACCEL = 3000.0  # mm/s², assumed where the machine's own is taken
CORNER = 5.0 * 5.0 * (np.sqrt(2.0) - 1.0)  # square corner velocity 5 mm/s, as junction deviation × acceleration
ROUNDS = 4


@kernel
def layer_time(
    points: NDArray[np.float64],
    speed: NDArray[np.float32],
    accel: NDArray[np.float32],
    volume: NDArray[np.float64],
    width: NDArray[np.float32],
    filament_mm2: float,
    a: int,
    b: int,
    factor: float,
    least: float,
    most: NDArray[np.float32],
    entry: NDArray[np.float64],
    cruise: NDArray[np.float64],
) -> float:
    """Return the seconds of the moves a…b with laying speeds times factor, but not slowed below `least`, nor raised
    above `most` (m,).

    entry (≥ b − a + 1,) and cruise (2,) are scratch; cruise[0] becomes the seconds of laying at constant speed.
    """
    total = 0.0
    cruise[0] = 0.0
    ux = uy = uz = v_last = d_last = a_last = 0.0
    for i in range(a, b + 1):
        k = i - a
        entry[k] = 0.0
        if i == b:
            break
        x0, y0, z0 = points[i - 1, 0], points[i - 1, 1], points[i - 1, 2]
        dx, dy, dz = points[i, 0] - x0, points[i, 1] - y0, points[i, 2] - z0
        d = np.sqrt(dx * dx + dy * dy + dz * dz)
        v = float(speed[i])
        if width[i] > 0.0 and factor != 1.0:
            v = max(min(v, least), v * factor) if factor < 1.0 else min(max(v, float(most[i])), v * factor)
        acc = float(accel[i]) if accel[i] > 0.0 else OWN_ACCEL
        if d < 1e-9:
            total += abs(volume[i]) / filament_mm2 / v + v / acc
            d_last = 0.0
            continue
        vx, vy, vz = dx / d, dy / d, dz / d
        if d_last > 0.0:
            c = -(ux * vx + uy * vy + uz * vz)
            s = np.sqrt(max(0.0, 0.5 * (1.0 - c)))
            j = min(v * v, v_last * v_last, entry[k - 1] + 2.0 * a_last * d_last)
            if s < 0.999999:
                j = min(j, CORNER * s / (1.0 - s))
            entry[k] = j
        ux, uy, uz, v_last, d_last, a_last = vx, vy, vz, v, d, acc
    for i in range(b - 1, a - 1, -1):
        k = i - a
        dx, dy = points[i, 0] - points[i - 1, 0], points[i, 1] - points[i - 1, 1]
        dz = points[i, 2] - points[i - 1, 2]
        d = np.sqrt(dx * dx + dy * dy + dz * dz)
        if d < 1e-9:
            entry[k] = 0.0
            continue
        v = float(speed[i])
        if width[i] > 0.0 and factor != 1.0:
            v = max(min(v, least), v * factor) if factor < 1.0 else min(max(v, float(most[i])), v * factor)
        acc = float(accel[i]) if accel[i] > 0.0 else OWN_ACCEL
        entry[k] = min(entry[k], entry[k + 1] + 2.0 * acc * d)
        v0, v1 = np.sqrt(entry[k]), np.sqrt(entry[k + 1])
        top = min(v, np.sqrt(0.5 * (entry[k] + entry[k + 1]) + acc * d))
        flat = d - (2.0 * top * top - entry[k] - entry[k + 1]) / (2.0 * acc)
        total += (2.0 * top - v0 - v1) / acc + max(0.0, flat) / top
        if width[i] > 0.0:
            cruise[0] += d / v
    return total


@kernel
def pace_layers(
    points: NDArray[np.float64],
    speed: NDArray[np.float32],
    accel: NDArray[np.float32],
    volume: NDArray[np.float64],
    width: NDArray[np.float32],
    layer_start: NDArray[np.int32],
    filament_mm2: float,
    least_time: float,
    least_speed: float,
    most_time: float,
    most: NDArray[np.float32],
    seconds: NDArray[np.float64],
) -> None:
    """Lower the laying speeds, in place, of layers that take less than least_time, and raise those of layers that take
    more than most_time; fill seconds (k,) of each layer.

    No speed falls below least_speed or rises above `most` (m,) of its move; those already beyond stay. Travels and
    retractions keep their speed.
    """
    longest = 0
    for layer in range(seconds.size):
        longest = max(longest, layer_start[layer + 1] - layer_start[layer])
    entry = np.empty(longest + 1)
    cruise = np.empty(1)
    for layer in range(seconds.size):
        a, b = max(1, layer_start[layer]), layer_start[layer + 1]
        seconds[layer] = 0.0
        if b <= a:
            continue
        t = layer_time(points, speed, accel, volume, width, filament_mm2, a, b, 1.0, least_speed, most, entry, cruise)
        factor = 1.0
        aim = least_time if t < least_time else most_time
        if (t < least_time or t > most_time) and cruise[0] > 0.0:
            laying = cruise[0]
            for _ in range(ROUNDS):
                factor = laying / max(aim - (t - cruise[0]), 1e-9)
                factor = min(1.0, factor) if aim == least_time else max(1.0, factor)
                t = layer_time(
                    points, speed, accel, volume, width, filament_mm2, a, b, factor, least_speed, most, entry, cruise
                )
            for i in range(a, b):
                if width[i] > 0.0 and factor < 1.0:
                    speed[i] = max(min(speed[i], least_speed), speed[i] * factor)
                elif width[i] > 0.0:
                    speed[i] = min(max(speed[i], most[i]), speed[i] * factor)
        seconds[layer] = t
