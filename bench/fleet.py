"""How many machines one loop carries: virtual ones in another process, by the bytes of their real protocol.

`python -m bench fleet --machines N --seconds S --json`. Each machine prints and sends four status differences and one
statistic of itself a second, as Moonraker does; a reader drains every connector four times a second. Readings are not
yet stored anywhere: what is measured is connecting, decoding, merging and telling.

cpu_share: of one core, user and system, by this process while they run. p99_s: how old the newest state is, at the 99th
percentile, when the reader has it. rss_mb: of this process with all links open; kb_a_machine: of that, what the links
added. lost: links that broke, and machines not heard in the second after. us_a_message: CPU time a message.
connected_s: until every machine had told its snapshot.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from layerworks.connectors.moonraker import Access, MoonrakerLink
from layerworks.connectors.network import Network
from layerworks.fleet import LinkLost, Observation, Progress, Snapshot, Temperatures


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench fleet")
    parser.add_argument("--machines", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    paths = os.pathsep.join([str(Path(__file__).parents[1] / "tests"), *filter(None, sys.path)])
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.fleet_server"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        result = _measure(port, options.machines, options.seconds)
    finally:
        server.kill()
        server.wait()
    print(json.dumps(result) if options.json else "\n".join(f"{k:16} {v}" for k, v in result.items()))
    return 0


def _measure(port: int, machines: int, seconds: float) -> dict[str, float]:
    before_mb = _rss_mb()
    network = Network()
    links = [MoonrakerLink(f"m{i}", Access(f"http://127.0.0.1:{port}/m{i}"), network) for i in range(machines)]
    begun = time.perf_counter()
    for link in links:
        link.open()
    seen = _Seen(links)
    while seen.online < machines and time.perf_counter() - begun < 120.0:
        seen.drain()
        time.sleep(0.1)
    connected_s = time.perf_counter() - begun
    seen.drain()
    seen.delays_s.clear()
    cpu_s, wall = time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < seconds:
        time.sleep(0.25)
        seen.drain()
    seen.heard.clear()
    passed_s = time.perf_counter() - wall
    cpu_s = time.process_time() - cpu_s
    time.sleep(1.5)
    seen.drain()
    delays = sorted(seen.delays_s) or [0.0]
    rss_mb = _rss_mb()
    network.close()
    return {
        "machines": machines,
        "cpu_share": round(cpu_s / passed_s, 4),
        "p99_s": round(delays[min(len(delays) - 1, int(0.99 * len(delays)))], 4),
        "rss_mb": round(rss_mb, 1),
        "lost": seen.lost + machines - len(seen.heard),
        "us_a_message": round(cpu_s / passed_s / (5.0 * machines) * 1e6, 1),
        "kb_a_machine": round((rss_mb - before_mb) * 1024.0 / machines, 1),
        "connected_s": round(connected_s, 2),
    }


class _Seen:
    """What was drained so far. delays_s: age of each progress when drained, by the clock both processes share."""

    def __init__(self, links: list[MoonrakerLink]) -> None:
        self._links = {link.machine: link for link in links}
        self.online = self.lost = 0
        self.heard: set[str] = set()
        self.delays_s: list[float] = []

    def drain(self) -> None:
        for link in self._links.values():
            for seen in link.observations():
                self._take(link.machine, seen)

    def _take(self, machine: str, seen: Observation) -> None:
        match seen:
            case Snapshot():
                self.online += 1
            case LinkLost():
                self.lost += 1
                self._links[machine].open()
            case Progress(run=run):
                self.delays_s.append(time.time() - run.filament_mm)  # where the server says when it sent this
            case Temperatures():
                self.heard.add(machine)
            case _:
                pass


def _rss_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
