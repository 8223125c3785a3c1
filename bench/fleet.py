"""How many machines a hub carries: `layerworks serve` as users run it, virtual machines in another process.

`python -m bench fleet --machines N --seconds S [--cut S] [--every S] [--restart] --json`. Each machine prints and sends
a status difference every 0.25 s (--every) and a statistic of its computer once a second, as Moonraker does; the hub
tends all of them, keeps their telemetry on the disk, looks for alarms and tells a watcher of every change.

cpu_share: of one core, user and system, by the hub's process. us_a_message: the same for each message it was sent.
p50_s, p99_s: from a machine's sending of a state until the watcher has it or a newer one. rss_mb: of the hub after the
measurement; kb_per_machine: of that, what it did not have without machines. lost: links that broke meanwhile, and
machines not heard at the end. enrolled_s: until all were asked what they are and written down; connect_s: from the same
beginning until the watcher saw every machine; connect_cpu_ms: of the hub for that, a machine. stored_mb_an_hour: of
telemetry. busy: of one core, the simulator's and the watcher's share.
dials: calls in all, in the busiest second, and the most that were in their opening at a time.
With --cut the network is down for so many seconds; reconnect_s: from when it is up until every machine is seen again;
reconnect_cpu_ms, reconnect_dials: likewise. With --restart the hub is ended and begun anew at the end; start_s: until
its door is open; restart_s: until every machine is seen again.
With --hubs several hubs share the machines: see `bench.fleet_hubs`.
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


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench fleet")
    parser.add_argument("--machines", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--settle", type=float, default=5.0)
    parser.add_argument("--cut", type=float, default=0.0)
    parser.add_argument("--every", type=float, default=0.25)
    parser.add_argument("--patience", type=float, default=300.0)
    parser.add_argument("--restart", action="store_true")
    parser.add_argument("--hubs", type=int, default=1, help="how many share the machines: see bench.fleet_hubs")
    parser.add_argument("--kill", type=int, default=1, help="how many of them are killed")
    parser.add_argument("--lease", type=float, default=10.0, help="how long a hub that says nothing keeps machines")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    result = asyncio.run(_measured(options))
    print(json.dumps(result) if options.json else "\n".join(f"{k:18} {v}" for k, v in result.items()))
    return 0


async def _measured(options: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="bench-fleet-"))
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])}
    if options.hubs > 1:
        from bench.fleet_hubs import measured

        sys.path.insert(0, str(TESTS))
        try:
            return await measured(options, folder, environ)
        finally:
            shutil.rmtree(folder)
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.fleet_server", str(options.every)],
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
        self.folder, self.token, self.url, self._environ = folder, "", "", environ
        self.begin()

    def begin(self) -> None:
        """Start it; return when its door is open."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, "--lang", "en", "serve", str(self.folder), "--port", "0"],
            stdout=subprocess.PIPE, text=True, env={**self._environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
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

    def begin_anew(self) -> None:
        """Stop and start it."""
        self.end()
        self.begin()

    def stored_mb(self) -> float:
        """Return the size of the telemetry so far."""
        return sum(f.stat().st_size for f in (self.folder / "telemetry").rglob("*.parquet")) / 1e6


async def _measure(hub: Hub, server: "subprocess.Popen[str]", port: int, options: argparse.Namespace) -> dict[str, Any]:
    machines, bare_mb = options.machines, rss_mb(hub.process.pid)
    watcher = Watcher(hub.url, hub.token, options.every)
    begun, used_s = time.monotonic(), cpu_s(hub.process.pid)
    rows = [
        {"name": f"m{i}", "address": f"http://127.0.0.{1 + i % 8}:{port}/m{i}", "machine_type": "voron-2-4-350"}
        for i in range(machines)
    ]
    enrolled = await watcher.post("machines", {"machines": rows, "why": "bench"})
    assert len(enrolled["enrolled"]) == machines
    enrolled_s = time.monotonic() - begun
    watcher.begin()
    await watcher.until_seen_since(begun, machines, options.patience)
    connect_s, connect_cpu_s = time.monotonic() - begun, cpu_s(hub.process.pid) - used_s
    dials = await _told(server, "told")
    await asyncio.sleep(options.settle)
    watcher.forget()
    ids = (hub.process.pid, server.pid, os.getpid())
    before_s, wall, stored_mb = [cpu_s(pid) for pid in ids], time.monotonic(), hub.stored_mb()
    await asyncio.sleep(options.seconds)
    passed_s = time.monotonic() - wall
    share, served, watched = ((cpu_s(pid) - b) / passed_s for pid, b in zip(ids, before_s, strict=True))
    stored_mb = hub.stored_mb() - stored_mb
    messages_a_s = (1.0 / options.every + min(1.0, 1.0 / options.every)) * machines
    result: dict[str, Any] = {
        "machines": machines,
        "cpu_share": round(share, 4),
        "us_a_message": round(share / messages_a_s * 1e6, 1),
        "p50_s": watcher.percentile(0.5),
        "p99_s": watcher.percentile(0.99),
        "rss_mb": round(rss_mb(hub.process.pid), 1),
        "kb_per_machine": round((rss_mb(hub.process.pid) - bare_mb) * 1024.0 / machines, 1),
        "lost": watcher.lost + watcher.unheard(machines, 5.0),
        "enrolled_s": round(enrolled_s, 1),
        "connect_s": round(connect_s, 1),
        "connect_cpu_ms": round(connect_cpu_s * 1e3 / machines, 2),
        "dials": dials,
        "stored_mb_an_hour": round(stored_mb / passed_s * 3600.0, 1),
        "busy": [round(served, 3), round(watched, 3)],
    }
    if options.cut:
        await _told(server, f"cut {options.cut}")
        begun, used_s = time.monotonic(), cpu_s(hub.process.pid)
        await watcher.until_seen_since(begun, machines, options.patience)
        result["reconnect_s"] = round(time.monotonic() - begun, 1)
        result["reconnect_cpu_ms"] = round((cpu_s(hub.process.pid) - used_s) * 1e3 / machines, 2)
        result["reconnect_dials"] = await _told(server, "told")
    await watcher.close()
    if options.restart:
        begun = time.monotonic()
        hub.begin_anew()
        result["start_s"] = round(time.monotonic() - begun, 1)
        watcher = Watcher(hub.url, hub.token, options.every)
        watcher.begin()
        await watcher.until_seen_since(begun, machines, options.patience)
        result["restart_s"] = round(time.monotonic() - begun, 1)
        result["restart_cpu_ms"] = round(cpu_s(hub.process.pid) * 1e3 / machines, 2)
        await watcher.close()
    return result


async def _told(server: "subprocess.Popen[str]", order: str) -> list[int]:
    """Give the simulator an order and return what it answers."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{order}\n")
    server.stdin.flush()
    return json.loads(await asyncio.to_thread(server.stdout.readline))


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
