"""What a command costs: CPU, wall time and peak memory as the system accounts for them."""

import compileall
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import layerworks


@dataclass(frozen=True, slots=True)
class Cost:
    """One run. cpu_s: user and system; rss_mb: peak memory of the largest process."""

    cpu_s: float
    wall_s: float
    rss_mb: float
    code: int


def compiled_once() -> dict[str, str]:
    """Have our sources compiled for the interpreter, as installing a package does, and return what makes it so."""
    compileall.compile_dir(Path(layerworks.__file__).parent, quiet=1)
    return {"PYTHONDONTWRITEBYTECODE": ""}


def cost_of(command: list[str], log: Path, limit_s: float = 900.0, environ: dict[str, str] | None = None) -> Cost:
    """Run a command to its end, its output into a file, and return what it cost. Needs a POSIX system."""
    with log.open("wb") as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **(environ or {})})
        peak_mb = 0.0
        while True:
            peak_mb = max(peak_mb, _peak_mb(process.pid))
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done:
                break
            if time.perf_counter() - begun > limit_s:
                process.kill()
                _, status, usage = os.wait4(process.pid, 0)
                break
            time.sleep(0.002)
    if peak_mb == 0.0:
        peak_mb = usage.ru_maxrss / (1024.0 if sys.platform == "linux" else 1024.0 * 1024.0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(usage.ru_utime + usage.ru_stime, wall_s, peak_mb, process.returncode)


def median_cost(command: list[str], log: Path, runs: int, **more: object) -> Cost:
    """Return the run of median CPU time among some."""
    costs = sorted((cost_of(command, log, **more) for _ in range(runs)), key=lambda c: c.cpu_s)  # pyright: ignore
    return costs[len(costs) // 2]


def _peak_mb(pid: int) -> float:
    """Return the peak memory so far where the system tells it: what it accounts for in the end counts the moment before
    the command began as well, when the process was still a copy of this one.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "")
    return float(line.split()[1]) / 1024.0 if line else 0.0
