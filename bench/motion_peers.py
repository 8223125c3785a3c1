"""What others say of the same program: OctoPrint's analysis, the slicer that wrote it, Klipper's own planner."""

import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import curaengine, prusaslicer
from bench.bench_models import as_stl, models_in
from bench.measuring import cost_of
from layerworks.motion import KlipperLimits

TRUTH_TOOL = Path(__file__).parents[2] / "shared" / "tools" / "klipper_truth.py"
FOR_KLIPPER = "gcode_flavor = klipper\nmachine_limits_usage = time_estimate_only\n"
"""For the normal profile: Klipper refuses the M204 P that PrusaSlicer writes for Marlin. With the fast profile all
accelerations are the machine's, and PrusaSlicer would forget those in its Klipper flavour.
"""
_HEADER_BYTES = 1 << 16
_SPAN = re.compile(r"(\d+)\s*([dhms])")
_IN_S = {"d": 86400, "h": 3600, "m": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Said:
    """What a peer says. time_s: of the print; cpu_s: what saying it cost, 0 where that is not known."""

    time_s: float
    cpu_s: float = 0.0


def octoprint(program: str, file: Path, limits: KlipperLimits, log: Path) -> Said | None:
    """Return what OctoPrint's analysis says: length over speed, axis by axis."""
    speeds = (limits.max_velocity_mm_s, limits.max_velocity_mm_s, limits.max_z_velocity_mm_s)
    options = [f"--speed-{axis}={60.0 * speed:.0f}" for axis, speed in zip("xyz", speeds, strict=True)]
    cost = cost_of([program, "analysis", "gcode", *options, str(file)], log)
    found = re.search(r"^total_time:\s*([\d.eE+-]+)", log.read_text(errors="replace"), re.MULTILINE)
    return Said(60.0 * float(found.group(1)), cost.cpu_s) if found else None


def slicer(file: Path) -> Said | None:
    """Return what the slicer wrote into its program, in words or in seconds."""
    with file.open("rb") as opened:
        head = opened.read(_HEADER_BYTES)
        opened.seek(max(0, file.stat().st_size - _HEADER_BYTES))
        text = (head + opened.read()).decode("utf-8", "replace")
    if found := re.search(r"; estimated printing time \(normal mode\) = (.+)", text):
        return Said(float(sum(int(n) * _IN_S[unit] for n, unit in _SPAN.findall(found.group(1)))))
    elapsed = re.findall(r"^;TIME_ELAPSED:([\d.]+)", text, re.MULTILINE)  # Cura, at the end of each layer
    return Said(float(elapsed[-1])) if elapsed else None


def klipper(tool: Path, checkout: Path, file: Path, limits: KlipperLimits, folder: Path) -> Said | None:
    """Return what Klipper's own planner says, run from a checkout; limits as its configuration."""
    config = folder / "printer.cfg"
    config.write_text(printer_cfg(limits))
    klippy = checkout / "klippy" if (checkout / "klippy").is_dir() else checkout
    command = [sys.executable, str(tool), "--klippy", str(klippy), "--config", str(config), str(file)]
    log = folder / "truth.json"
    cost = cost_of(command, log, limit_s=3600.0)
    text = log.read_text(errors="replace")
    if cost.code or "{" not in text:
        print(text[-400:], file=sys.stderr)
        return None
    return Said(float(json.loads(text[text.index("{") :])["total_s"]), cost.cpu_s)


def printer_cfg(limits: KlipperLimits) -> str:
    """Return limits as Klipper's configuration."""
    return f"""
[printer]
kinematics: cartesian
max_velocity: {limits.max_velocity_mm_s}
max_accel: {limits.max_accel_mm_s2}
max_z_velocity: {limits.max_z_velocity_mm_s}
max_z_accel: {limits.max_z_accel_mm_s2}
square_corner_velocity: {limits.square_corner_velocity_mm_s}
minimum_cruise_ratio: {limits.minimum_cruise_ratio}
[extruder]
nozzle_diameter: {limits.nozzle_mm}
filament_diameter: {limits.filament_mm}
instantaneous_corner_velocity: {limits.instantaneous_corner_velocity_mm_s}
max_extrude_only_velocity: {limits.extrude_only_velocity_mm_s}
max_extrude_only_accel: {limits.extrude_only_accel_mm_s2}
max_extrude_only_distance: 1000
max_extrude_cross_section: 1000
[gcode_arcs]
resolution: {limits.arc_resolution_mm}
"""


def sliced(models: list[Path], out: Path, definitions: Path | None) -> Iterator[tuple[Path, str, str, Said | None]]:
    """Slice models with every engine there is; yield program, profile, engine, and what that says of its time."""
    out.mkdir(parents=True, exist_ok=True)
    for file in models_in(models):
        stl = as_stl(file, out)
        for profile in ("fast", "normal"):
            for gcode, engine, said in _sliced(stl, profile, out.resolve(), definitions):
                yield gcode, profile, engine, said


def _sliced(stl: Path, profile: str, out: Path, definitions: Path | None) -> Iterator[tuple[Path, str, Said | None]]:
    log = out / "engine.log"
    gcode = out / f"{stl.stem}.layerworks.{profile}.gcode"
    ours = [sys.executable, "-c", "from layerworks.cli import main; main()", "slice", str(stl)]
    cost_of([*ours, "--machine", f"bench-{profile}", "--out", str(gcode), "--quiet"], log)
    if gcode.is_file():
        yield gcode, "layerworks", None
    if program := prusaslicer.installed():
        gcode = out / f"{stl.stem}.prusaslicer.{profile}.gcode"
        klippers = out / "for-klipper.ini"
        klippers.write_text(FOR_KLIPPER)
        command = prusaslicer.command(program, prusaslicer.write_profile(out, profile), stl, gcode)
        cost_of([*command[:-1], *(["--load", str(klippers)] if profile == "normal" else []), command[-1]], log)
        if gcode.is_file():
            yield gcode, "PrusaSlicer", slicer(gcode)
    if definitions is not None and (program := shutil.which("CuraEngine")):
        gcode = out / f"{stl.stem}.curaengine.{profile}.gcode"
        settings = curaengine.write_profile(out, profile, definitions)
        environ = {"CURA_ENGINE_SEARCH_PATH": str(out)}
        cost_of(curaengine.command(program, settings, stl, gcode), log, environ=environ)
        if gcode.is_file():
            yield gcode, "CuraEngine", slicer(gcode)
