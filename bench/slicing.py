"""Slicing beside PrusaSlicer and CuraEngine: CPU, memory, and what the judge says of each engine's G-code.

    python -m bench slicing MODELS… [--profile fast|normal] [--out DIR] [--cura-definitions DIR] [--judge FILE]

MODELS are files or folders. Every engine gets the same STL file and the same settings (bench-fast or bench-normal).
`warm`: CPU of the second slicing in one process; `cold`: a command of its own, kernels compiled before.
The judge is any program with the options of `fidelity.py`: it reads a model and G-code and reports coverage and time.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench import curaengine, prusaslicer
from bench.bench_models import MIDDLE_MM, as_stl, models_in
from bench.measuring import compiled_once, median_cost

JUDGED = (
    "wall_uncov%", "skin_uncov%", "vis_uncov%", "overflow%", "gap_um", "overfill%", "inner_fill%", "vol_ratio",
    "islands_lost", "z_gaps", "time_s", "extr_m", "travels", "travel_m", "retracts", "moves",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the comparison and print its tables."""
    asked = _options(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for file in models_in(asked.models):
        stl = as_stl(file, asked.out)
        for engine, gcode, cost in _sliced(stl, asked):
            row = {"model": stl.stem, "engine": engine, **cost}
            if asked.judge and gcode.is_file():
                row |= _judged(asked.judge, stl, gcode, asked.layers)
            rows.append(row)
            print(json.dumps(row), file=sys.stderr, flush=True)
    if asked.json:
        print(json.dumps({"rows": rows, "ratios": _ratios(rows)}, indent=2))
    else:
        _print_tables(rows)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench slicing", description=__doc__)
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--profile", choices=("fast", "normal"), default="fast")
    parser.add_argument("--out", type=Path, default=Path("bench/out"))
    parser.add_argument("--runs", type=int, default=3, help="runs of each command; the median counts")
    parser.add_argument(
        "--cura-definitions", type=Path, help="folder with fdmprinter.def.json and fdmextruder.def.json"
    )
    parser.add_argument("--judge", type=Path, help="a program that measures fidelity")
    parser.add_argument("--layers", type=int, default=40, help="layers the judge looks at; 0 for all")
    parser.add_argument("--engines", default="layerworks,prusaslicer,curaengine")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def _sliced(stl: Path, asked: argparse.Namespace) -> Iterable[tuple[str, Path, dict[str, float]]]:
    """Slice a model with every engine there is; yield engine, G-code and cost."""
    engines = asked.engines.split(",")
    out: Path = asked.out.resolve()
    if "layerworks" in engines:
        gcode = out / f"{stl.stem}.layerworks.gcode"
        yield "layerworks", gcode, _ours(stl, gcode, asked)
    log = out / "engine.log"
    if "prusaslicer" in engines and (program := prusaslicer.installed()):
        gcode = out / f"{stl.stem}.prusaslicer.gcode"
        settings = prusaslicer.write_profile(out, asked.profile)
        cost = median_cost(prusaslicer.command(program, settings, stl, gcode), log, asked.runs)
        yield "prusaslicer", gcode, {"cold_cpu_s": cost.cpu_s, "wall_s": cost.wall_s, "rss_mb": cost.rss_mb}
    if "curaengine" in engines and asked.cura_definitions and (program := curaengine.installed()):
        gcode = out / f"{stl.stem}.curaengine.gcode"
        settings = curaengine.write_profile(out, asked.profile, asked.cura_definitions)
        environ = {"CURA_ENGINE_SEARCH_PATH": str(out)}
        cost = median_cost(curaengine.command(program, settings, stl, gcode), log, asked.runs, environ=environ)
        yield "curaengine", gcode, {"cold_cpu_s": cost.cpu_s, "wall_s": cost.wall_s, "rss_mb": cost.rss_mb}


def _ours(stl: Path, gcode: Path, asked: argparse.Namespace) -> dict[str, float]:
    """Slice by command (cold) and again in a process of its own that has sliced before (warm)."""
    machine = f"bench-{asked.profile}"
    command = [sys.executable, "-c", "from layerworks.cli import main; main()", "slice", str(stl), "--machine", machine]
    command += ["--out", str(gcode), "--quiet"]
    cold = median_cost(command, asked.out / "ours.log", asked.runs, environ=compiled_once())
    warm = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.warm_slicing", str(stl), machine, str(asked.runs)],
            capture_output=True, text=True, check=False, env={**os.environ},
        ).stdout or "{}"
    )  # fmt: skip
    return {"cold_cpu_s": cold.cpu_s, "wall_s": cold.wall_s, "rss_mb": cold.rss_mb, **warm}


def _judged(judge: Path, stl: Path, gcode: Path, layers: int) -> dict[str, float]:
    report = gcode.with_suffix(".judged.json")
    report.unlink(missing_ok=True)
    command = [sys.executable, str(judge), str(stl), str(gcode), "--layers", str(layers), "--json", str(report)]
    command += ["--offset", MIDDLE_MM]  # told, not guessed from what is laid, which rounded tips shift by micrometres
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not report.is_file():
        print(done.stderr[-500:], file=sys.stderr)
        return {}
    found = json.loads(report.read_text().splitlines()[-1])
    return {key: found[key] for key in JUDGED if key in found}


def _ratios(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return geometric means over the models of peer / ours for cost, and of ours / best peer for print time."""
    by_model: dict[str, dict[str, dict[str, Any]]] = {}
    for row in rows:
        by_model.setdefault(row["model"], {})[row["engine"]] = row
    ratios: dict[str, float] = {}
    for peer in ("prusaslicer", "curaengine"):
        for ours in ("warm_cpu_s", "cold_cpu_s"):
            pairs = [
                m[peer]["cold_cpu_s"] / m["layerworks"][ours]
                for m in by_model.values()
                if peer in m and m.get("layerworks", {}).get(ours)
            ]
            ratios[f"{peer} CPU / ours {ours.removesuffix('_cpu_s')}"] = _mean(pairs)
        memory = [
            m[peer]["rss_mb"] / m["layerworks"]["rss_mb"] for m in by_model.values() if peer in m and "layerworks" in m
        ]
        ratios[f"{peer} memory / ours"] = _mean(memory)
    times = []
    for m in by_model.values():
        peers = [m[p]["time_s"] for p in ("prusaslicer", "curaengine") if m.get(p, {}).get("time_s")]
        if peers and m.get("layerworks", {}).get("time_s"):
            times.append(m["layerworks"]["time_s"] / min(peers))
    ratios["print time ours / best peer"] = _mean(times)
    ratios["worst print time ours / best peer"] = max(times, default=math.nan)
    return ratios


def _mean(values: list[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def _print_tables(rows: list[dict[str, Any]]) -> None:
    print(time.strftime("%Y-%m-%d"), "profile as asked; CPU s, memory MB; judge's figures where there is a judge\n")
    keys = ["warm_cpu_s", "cold_cpu_s", "rss_mb", *JUDGED]
    print("| model | engine | " + " | ".join(keys) + " |")
    print("|---" * (len(keys) + 2) + "|")
    for row in rows:
        cells = (f"{row[k]:.3g}" if isinstance(row.get(k), float) else str(row.get(k, "–")) for k in keys)
        print(f"| {row['model']} | {row['engine']} | " + " | ".join(cells) + " |")
    print()
    for name, value in _ratios(rows).items():
        print(f"{name}: {value:.2f}")
