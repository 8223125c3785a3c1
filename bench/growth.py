"""How cost grows with the size of the work: CPU and memory against triangles, layers and islands.

    python -m bench growth [--what triangles,layers,islands] [--steps N] [--limit SECONDS] [--engines …] [--out DIR]

Each size is a command of its own, ours and PrusaSlicer's where it is installed; one that takes longer than the limit is
ended, and greater ones are left out. Ours in a warm process is measured as well. The slope is that of a line through
the greater half of the points, both axes logarithmic: 1 is proportional, n log n shows as about 1.1.
"""

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import prusaslicer
from bench.measuring import Cost, compiled_once, cost_of

Triangles = NDArray[np.float64]  # (n, 3, 3) mm
ENGINES = ("warm", "command", "prusaslicer")


def main(arguments: list[str]) -> int:
    """Measure and print a table and slopes for each kind of growth."""
    asked = _options(arguments)
    out: Path = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    for what in asked.what.split(","):
        make, sizes = GROWTHS[what]
        rows: dict[str, list[tuple[int, float, float]]] = {engine: [] for engine in asked.engines.split(",")}
        for size in sizes[: asked.steps]:
            model = out / f"{what}-{size}.stl"
            write_stl(model, make(size))
            for engine, found in rows.items():
                cost = _cost(engine, model, out, asked.limit) if len(found) == sizes.index(size) else None
                if cost is not None and cost.code == 0:
                    found.append((size, cost.cpu_s, cost.rss_mb))
                    print(json.dumps([what, size, engine, cost.cpu_s, cost.rss_mb]), file=sys.stderr, flush=True)
            model.unlink()
        _print(what, sizes[: asked.steps], rows)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--what", default=",".join(GROWTHS))
    parser.add_argument("--steps", type=int, default=99, help="so many sizes, the smaller ones")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one command")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    return parser.parse_args(arguments)


def ball(triangles: int) -> Triangles:
    """Return a ball of 30 mm with bumps, of about so many triangles."""
    rings = max(4, round(math.sqrt(triangles / 4)))
    turns = 2 * rings
    polar = np.linspace(0.0, math.pi, rings + 1)[:, None]
    azimuth = np.linspace(0.0, 2.0 * math.pi, turns, endpoint=False)[None, :]
    radius = 15.0 + 0.4 * np.sin(9.0 * azimuth) * np.sin(polar) ** 2
    points = np.stack(
        [radius * np.sin(polar) * np.cos(azimuth), radius * np.sin(polar) * np.sin(azimuth), radius * np.cos(polar)], -1
    )
    points[0], points[-1] = (0.0, 0.0, 15.0), (0.0, 0.0, -15.0)
    a, b = points[:-1], points[1:]
    c, d = np.roll(b, -1, axis=1), np.roll(a, -1, axis=1)
    lower = np.stack([a, b, c], -2)[:-1].reshape(-1, 3, 3)  # at the poles one of both has no area
    upper = np.stack([a, c, d], -2)[1:].reshape(-1, 3, 3)
    return np.concatenate([lower, upper]) + np.array([0.0, 0.0, 15.0])


def tower(layers: int) -> Triangles:
    """Return a tower of so many layers of 0.2 mm, 12 mm wide."""
    return prism(12.0, layers * 0.2, 6)


def pins(islands: int) -> Triangles:
    """Return so many pins, 1.2 mm wide and 2 mm high, 1.8 mm apart."""
    side = math.ceil(math.sqrt(islands))
    one = prism(1.2, 2.0, 4)
    where = np.array([[i % side * 1.8, i // side * 1.8, 0.0] for i in range(islands)])
    return (where[:, None, None, :] + one[None]).reshape(-1, 3, 3)


def prism(width: float, height: float, corners: int) -> Triangles:
    """Return a prism over a regular polygon."""
    turns = 2.0 * math.pi * (np.arange(corners) + 0.5) / corners
    low = np.stack([np.cos(turns), np.sin(turns), np.zeros(corners)], 1) * (width / 2)
    up = np.array([0.0, 0.0, height])
    low_next, high = np.roll(low, -1, axis=0), low + up
    high_next = low_next + up
    middle, top = np.zeros_like(low), np.zeros_like(low) + up
    sides = (low, low_next, high_next), (low, high_next, high), (middle, low_next, low), (top, high, high_next)
    return np.concatenate([np.stack(side, 1) for side in sides])


GROWTHS: dict[str, tuple[Callable[[int], Triangles], tuple[int, ...]]] = {
    "triangles": (ball, (20_000, 63_000, 200_000, 630_000, 2_000_000)),
    "layers": (tower, (100, 300, 1000, 2500, 5000)),
    "islands": (pins, (100, 400, 1600, 6400, 20_000)),
}


def write_stl(path: Path, triangles: Triangles) -> None:
    """Write a binary STL file."""
    record = np.zeros(len(triangles), np.dtype([("n", "<f4", 3), ("v", "<f4", (3, 3)), ("a", "<u2")]))
    record["v"] = triangles
    path.write_bytes(b"\0" * 80 + np.uint32(len(triangles)).tobytes() + record.tobytes())


def _cost(engine: str, model: Path, out: Path, limit_s: float) -> Cost | None:
    """Return what an engine needs for a model, None where it is not there. Beds and heights count for none."""
    gcode, log = out / "growth.gcode", out / "growth.log"
    if engine == "prusaslicer":
        program = prusaslicer.installed()
        if program is None:
            return None
        settings = prusaslicer.write_profile(out, "fast")
        return cost_of(prusaslicer.command(program, settings, model, gcode), log, limit_s)
    if engine == "command":
        start = [sys.executable, "-c", "from layerworks.cli import main; main()", "slice", str(model), "--quiet"]
        return cost_of([*start, "--machine", "bench-fast", "--out", str(gcode)], log, limit_s, compiled_once())
    warm = [sys.executable, "-m", "bench.warm_slicing", str(model), "bench-fast", "1"]
    try:
        said = subprocess.run(warm, capture_output=True, text=True, check=False, timeout=2 * limit_s).stdout
    except subprocess.TimeoutExpired:
        return None
    return Cost(json.loads(said)["warm_cpu_s"], math.nan, math.nan, 0) if said else None


def _print(what: str, sizes: tuple[int, ...], rows: dict[str, list[tuple[int, float, float]]]) -> None:
    print(f"\n| {what} | " + " | ".join(f"{e} CPU s | {e} MB" for e in rows) + " |")
    print("|---" * (1 + 2 * len(rows)) + "|")
    for n, size in enumerate(sizes):
        cells = [f"{f[n][1]:.2f} | {f[n][2]:.0f}" if n < len(f) else "– | –" for f in rows.values()]
        print(f"| {size} | " + " | ".join(cells) + " |")
    for engine, found in rows.items():
        if len(found) >= 3:
            print(f"{engine}: slope of CPU {slope(found, 1):.2f}, of memory {slope(found, 2):.2f}")


def slope(found: list[tuple[int, float, float]], column: int) -> float:
    """Return the slope of a line through the greater half of points, both axes logarithmic."""
    points = found[len(found) // 2 - (len(found) < 4) :]
    x, y = np.log([p[0] for p in points]), np.log([p[column] for p in points])
    return float(np.polyfit(x, y, 1)[0])
