"""Motion beside others: speed on one program, and the error of each against Klipper's own planner.

    python -m bench motion [--file FILE] [--json]
    python -m bench motion --models FILES… [--out DIR] [--cura-definitions DIR] --truth KLIPPER

OctoPrint's analysis runs where it is installed (or --octoprint names it). --truth names a Klipper checkout, whose
planner then gives the truth. All times of ours are of the processor (user and system), the best of several
repetitions in a warm process; the file comes from the page cache. Peers' are those of their command.
"""

import argparse
import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from bench import motion_peers
from layerworks.motion import KlipperLimits, estimate_file

LIMITS = KlipperLimits(
    max_velocity_mm_s=1000.0,
    max_accel_mm_s2=20000.0,
    max_z_velocity_mm_s=50.0,
    max_z_accel_mm_s2=1000.0,
    square_corner_velocity_mm_s=10.0,
    instantaneous_corner_velocity_mm_s=10.0,
    max_extrude_only_velocity_mm_s=120.0,
    max_extrude_only_accel_mm_s2=20000.0,
)
"""Those that the peers' profiles state: jerk for the corner velocities."""
BY_PROFILE = {"fast": LIMITS, "normal": replace(LIMITS, max_accel_mm_s2=1500.0)}
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
    """Print the tables, or one JSON object."""
    asked = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if asked.models:
            rows = accuracy(asked, Path(folder))
            print(json.dumps({"rows": rows})) if asked.json else _print_accuracy(rows)
            return 0
        file = asked.file
        if file is None:
            file = Path(folder) / "made.gcode"
            write_program(file, int(asked.size_mb * 1e6))
        result = measure(file) | {"peers": peers(file, asked, Path(folder))}
    print(json.dumps(result)) if asked.json else _print_speed(result)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench motion", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, help="a program to time; without it one of 50 MB is made")
    parser.add_argument("--size-mb", type=float, default=50.0, help="size of the program that is made")
    parser.add_argument("--models", type=Path, nargs="+", help="models to slice with every engine there is")
    parser.add_argument("--out", type=Path, default=Path("bench/out"), help="where the programs of --models go")
    parser.add_argument("--cura-definitions", type=Path, help="folder with fdmprinter.def.json")
    parser.add_argument("--octoprint", default=shutil.which("octoprint"), help="OctoPrint's command")
    parser.add_argument("--truth", type=Path, help="a checkout of Klipper")
    parser.add_argument("--truth-tool", type=Path, default=motion_peers.TRUTH_TOOL, help="what runs its planner")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


def measure(file: Path) -> dict[str, Any]:
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


def peers(file: Path, asked: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """Return what others say of a file, and how fast they said it."""
    size_mb = file.stat().st_size / 1e6
    said: list[tuple[str, motion_peers.Said | None]] = [("the slicer's comment", motion_peers.slicer(file))]
    if asked.octoprint:
        said.append(
            ("OctoPrint's analysis", motion_peers.octoprint(asked.octoprint, file, LIMITS, folder / "octoprint.log"))
        )
    if asked.truth:
        said.append(
            ("Klipper's own planner", motion_peers.klipper(asked.truth_tool, asked.truth, file, LIMITS, folder))
        )
    return [
        {"name": name, "time_s": s.time_s, "cpu_s": s.cpu_s, "mb_per_s": size_mb / s.cpu_s if s.cpu_s else None}
        for name, s in said
        if s is not None
    ]


def accuracy(asked: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """Return, for every model, profile and engine, the truth and what everybody says."""
    rows: list[dict[str, Any]] = []
    for file, profile, engine, own in motion_peers.sliced(asked.models, asked.out, asked.cura_definitions):
        limits = BY_PROFILE[profile]
        got = estimate_file(file, limits, density_g_cm3=1.24)
        row: dict[str, Any] = {
            "file": file.stem,
            "engine": engine,
            "moves": got.moves,
            "ours_s": got.motion_s + got.dwell_s,
            "engine_s": own.time_s if own else None,
        }
        if asked.octoprint:
            said = motion_peers.octoprint(asked.octoprint, file, limits, folder / "octoprint.log")
            row["octoprint_s"] = said.time_s if said else None
        if asked.truth:
            truth = motion_peers.klipper(asked.truth_tool, asked.truth, file, limits, folder)
            row["truth_s"] = truth.time_s if truth else None
        rows.append(row)
        print(json.dumps(row), file=sys.stderr, flush=True)
    return rows


def _print_speed(result: dict[str, Any]) -> None:
    print(f"{result['file']}: {result['size_mb']:.1f} MB, {result['moves']} moves, {result['time_s']:.3f} s of motion")
    truth = next((p["time_s"] for p in result["peers"] if p["name"].startswith("Klipper")), None)
    print(f"{'':24}{'MB/s':>9}{'of a scan':>11}{'motion, s':>14}{'error':>11}")
    ours = {"name": "read, plan and sum up", "time_s": result["time_s"], "mb_per_s": result["mb_per_s"]}
    scan_only = {"name": "scan of the bytes", "time_s": None, "mb_per_s": result["scan_mb_per_s"]}
    for row in (ours, scan_only, *result["peers"]):
        speed = f"{row['mb_per_s']:.3g}" if row["mb_per_s"] else "–"
        share = f"{row['mb_per_s'] / result['scan_mb_per_s']:.2g}" if row["mb_per_s"] else "–"
        seconds = f"{row['time_s']:.3f}" if row["time_s"] else "–"
        print(f"{row['name']:24}{speed:>9}{share:>11}{seconds:>14}{_error(row['time_s'], truth):>11}")


def _print_accuracy(rows: list[dict[str, Any]]) -> None:
    print("| file | moves | truth, s | ours | the engine's own | OctoPrint |\n|---|---|---|---|---|---|")
    for row in rows:
        truth = row.get("truth_s")
        errors = (_error(row.get(key), truth) for key in ("ours_s", "engine_s", "octoprint_s"))
        print(f"| {row['file']} | {row['moves']} | {truth or 0.0:.2f} | " + " | ".join(errors) + " |")


def _error(seconds: float | None, truth: float | None) -> str:
    if seconds is None or not truth:
        return "–"
    error = seconds / truth - 1.0
    return f"{error:+.1%}" if abs(error) > 1e-6 else f"{error:+.0e}"
