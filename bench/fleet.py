"""How many machines a hub carries: `layerworks serve` as users run it, virtual machines in another process.

`python -m bench fleet --machines N --seconds S [--cut S] --json`. Each machine prints and sends four status differences
and one statistic of its computer a second, as Moonraker does; the hub tends all of them, keeps their telemetry on the
disk, looks for alarms and tells a watcher of every change.

cpu_share: of one core, user and system, by the hub's process. us_a_message: the same for each message it was sent.
p50_s, p99_s: from a machine's sending of a state until the watcher has it or a newer one. rss_mb: of the hub after the
measurement; kb_a_machine: of that, what it did not have without machines. lost: links that broke meanwhile, and
machines not heard at the end. connected_s: from enrolment until the watcher saw every machine. stored_mb_an_hour: of
telemetry. busy: of one core, the simulator's and the watcher's share.
With --cut the network is down for so many seconds at the end; back_s: from when it is up until every machine is seen
again; calls_a_second: connections in the busiest second of that.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.fleet_watcher import Watcher

TESTS = Path(__file__).parents[1] / "tests"
RUN = "from layerworks.cli import main; main()"
PATIENCE_S = 300.0


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench fleet")
    parser.add_argument("--machines", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--settle", type=float, default=5.0)
    parser.add_argument("--cut", type=float, default=0.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    result = asyncio.run(_measured(options))
    print(json.dumps(result) if options.json else "\n".join(f"{k:18} {v}" for k, v in result.items()))
    return 0


async def _measured(options: argparse.Namespace) -> dict[str, float]:
    folder = Path(tempfile.mkdtemp(prefix="bench-fleet-"))
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])}
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.fleet_server"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ,
    )  # fmt: skip
    hub = Hub(folder / "shop", environ)
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        return await _measure(hub, server, port, options)
    finally:
        hub.end()
        server.kill()
        server.wait()
        shutil.rmtree(folder)


class Hub:
    """`layerworks serve` as a process."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "--lang", "en", "serve", str(folder), "--port", "0"],
            stdout=subprocess.PIPE, text=True, env={**environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.folder, self.token, self.url = folder, "", ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.token = line.split()[-1] if "lw_" in line else self.token
            if "http://" in line:
                self.url = line.split()[-1]
                break

    def end(self) -> None:
        """Stop it as Ctrl-C would."""
        self.process.terminate()
        self.process.wait()

    def stored_mb(self) -> float:
        """Return the size of the telemetry so far."""
        return sum(f.stat().st_size for f in (self.folder / "telemetry").rglob("*.parquet")) / 1e6


async def _measure(hub: Hub, server: "subprocess.Popen[str]", port: int, options: argparse.Namespace) -> dict[str, Any]:
    machines, bare_mb = options.machines, rss_mb(hub.process.pid)
    watcher = Watcher(hub.url, hub.token)
    begun = time.monotonic()
    rows = [
        {"name": f"m{i}", "address": f"http://127.0.0.1:{port}/m{i}", "machine_type": "voron-2-4-350"}
        for i in range(machines)
    ]
    enrolled = await watcher.post("machines", {"machines": rows, "why": "bench"})
    assert len(enrolled["enrolled"]) == machines
    enrolled_s = time.monotonic() - begun
    watcher.begin()
    await watcher.until_online(machines, PATIENCE_S)
    connected_s = time.monotonic() - begun
    await asyncio.sleep(options.settle)
    watcher.forget()
    ids = (hub.process.pid, server.pid, os.getpid())
    before_s, wall, stored_mb = [cpu_s(pid) for pid in ids], time.monotonic(), hub.stored_mb()
    await asyncio.sleep(options.seconds)
    passed_s = time.monotonic() - wall
    share, served, watched = ((cpu_s(pid) - b) / passed_s for pid, b in zip(ids, before_s, strict=True))
    stored_mb = hub.stored_mb() - stored_mb
    result = {
        "machines": machines,
        "cpu_share": round(share, 4),
        "us_a_message": round(share / (5.0 * machines) * 1e6, 1),
        "p50_s": watcher.percentile(0.5),
        "p99_s": watcher.percentile(0.99),
        "rss_mb": round(rss_mb(hub.process.pid), 1),
        "kb_a_machine": round((rss_mb(hub.process.pid) - bare_mb) * 1024.0 / machines, 1),
        "lost": watcher.lost + watcher.unheard(machines, 5.0),
        "enrolled_s": round(enrolled_s, 1),
        "connected_s": round(connected_s, 1),
        "stored_mb_an_hour": round(stored_mb / passed_s * 3600.0, 1),
        "busy": [round(served, 3), round(watched, 3)],
    }
    if options.cut:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(f"cut {options.cut}\n")
        server.stdin.flush()
        await asyncio.to_thread(server.stdout.readline)
        begun, used_s = time.monotonic(), cpu_s(hub.process.pid)
        await watcher.until_heard_since(begun, machines, PATIENCE_S)
        result["back_s"] = round(time.monotonic() - begun, 1)
        result["back_cpu_s"] = round(cpu_s(hub.process.pid) - used_s, 1)
        server.stdin.write("told\n")
        server.stdin.flush()
        calls, busiest = json.loads(await asyncio.to_thread(server.stdout.readline))
        result |= {"calls": calls, "calls_a_second": busiest}
    await watcher.close()
    return result


def cpu_s(pid: int) -> float:
    """Return the time that all threads of a process ran so far, in user mode and in the system, to the nanosecond."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def rss_mb(pid: int) -> float:
    """Return the memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
