"""Time to read and plan a program, beside a plain scan of its bytes in the same run.

All times are of the processor (user and system), the best of several repetitions in a warm process; the file comes
from the page cache.
"""

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np
from numpy.typing import NDArray

from layerworks.motion import KlipperLimits, estimate_file

LIMITS = KlipperLimits(max_velocity_mm_s=600.0, max_accel_mm_s2=20000.0, square_corner_velocity_mm_s=10.0)
REPETITIONS = 7


@numba.njit(nogil=True)
def byte_sum(text: NDArray[np.uint8]) -> int:
    """Add all bytes: what it costs to look at each of them once."""
    total = 0
    for byte in text:
        total += byte
    return total


def scan(file: Path) -> None:
    """Read a file through one small buffer and look at each byte."""
    buffer = bytearray(1 << 19)
    with file.open("rb", buffering=0) as opened:
        while got := opened.readinto(buffer):
            byte_sum(np.frombuffer(buffer, np.uint8, got))


def best_s(action: Callable[[], object]) -> float:
    """Return the least processor time of some repetitions, after one that warms up."""
    action()
    times: list[float] = []
    for _ in range(REPETITIONS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def write_program(file: Path, size_bytes: int) -> None:
    """Write a program like a slicer's: rings of short moves, infill lines, retractions, layers."""
    with file.open("w", encoding="ascii", newline="\n") as out:
        out.write("G28\nG90\nM83\nM104 S210\n")
        layer = 0
        while out.tell() < size_bytes:
            layer += 1
            out.write(f";LAYER_CHANGE\n;Z:{layer * 0.2:.2f}\nG1 Z{layer * 0.2:.2f} F9000\n;TYPE:External perimeter\n")
            for ring in range(3):
                radius = 40.0 - 0.45 * ring + 0.1 * math.sin(layer)
                out.write(f"G1 E-.8 F2400\nG1 X{150 + radius:.3f} Y150 F18000\nG1 E.8 F2400\nG1 F6000\n")
                for step in range(1, 201):
                    x = 150 + radius * math.cos(step * math.pi / 100)
                    y = 150 + radius * math.sin(step * math.pi / 100)
                    out.write(f"G1 X{x:.3f} Y{y:.3f} E{radius * 0.00107:.5f}\n")
            out.write(";TYPE:Internal infill\n;WIDTH:0.45\nM204 S5000\nG1 F12000\n")
            for line in range(60):
                x, half = 115 + line * 1.17, 35.0 * math.sin((line + 0.5) * math.pi / 60)
                ends = (150 - half, 150 + half) if line % 2 else (150 + half, 150 - half)
                out.write(f"G1 X{x:.3f} Y{ends[0]:.3f} F18000\nG1 X{x:.3f} Y{ends[1]:.3f} E{half * 0.068:.5f} F12000\n")


def main(arguments: list[str]) -> int:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench motion", description=__doc__)
    parser.add_argument("--file", type=Path, help="a program to time; without it one of 50 MB is made")
    parser.add_argument("--size-mb", type=float, default=50.0, help="size of the program that is made")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        file = options.file
        if file is None:
            file = Path(folder) / "made.gcode"
            write_program(file, int(options.size_mb * 1e6))
        result = measure(file)
    if options.json:
        print(json.dumps(result))
    else:
        print(
            f"{result['file']}: {result['size_mb']:.1f} MB, {result['moves']} moves, {result['time_s']:.3f} s of motion"
        )
        print(f"{'':24}{'MB/s':>8}{'of a scan':>12}")
        print(f"{'read, plan and sum up':24}{result['mb_per_s']:8.0f}{result['ratio_to_scan']:12.3f}")
        print(f"{'scan of the bytes':24}{result['scan_mb_per_s']:8.0f}{1.0:12.3f}")
    return 0


def measure(file: Path) -> dict[str, float | int | str]:
    """Return the figures of one file."""
    size_mb = file.stat().st_size / 1e6
    scan_s = best_s(lambda: scan(file))
    ours_s = best_s(lambda: estimate_file(file, LIMITS, density_g_cm3=1.24))
    got = estimate_file(file, LIMITS, density_g_cm3=1.24)
    return {
        "file": file.name,
        "size_mb": size_mb,
        "moves": got.moves,
        "time_s": got.motion_s + got.dwell_s,
        "mb_per_s": size_mb / ours_s,
        "scan_mb_per_s": size_mb / scan_s,
        "ratio_to_scan": scan_s / ours_s,
    }
