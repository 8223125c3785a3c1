"""What the service centre costs: prices while customers wait, lists and ways back over many orders.

    python -m bench centre [--what prices,geometry,lists] [--orders N] [--pieces N] [--at-once N] [--models DIR]

prices: the table of one way of making a part (4 quantities × 3 lead times), and of nine ways, in milliseconds of CPU.
geometry: files read, checked and priced in nine ways by two processes, so many customers at once; how long each waits.
lists: a journal of so many orders of so many pieces, each printed, recorded and half of them shipped; reading it.
"""

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

from bench.bench_models import models_in
from bench.centre_shop import fill
from bench.growth import ball, write_stl

NOW = datetime(2025, 11, 25, tzinfo=UTC)
WAYS = [(material, profile) for material in ("pla", "petg", "abs") for profile in ("draft", "standard", "strong")]
MACHINE = "prusa-mk4s"


def main(arguments: list[str]) -> int:
    """Measure and print."""
    asked = _options(arguments)
    for what in asked.what.split(","):
        for name, value in MEASURES[what](asked).items():
            print(json.dumps([what, name, value]), flush=True)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench centre", description=__doc__)
    parser.add_argument("--what", default=",".join(MEASURES))
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--pieces", type=int, default=100, help="of each order")
    parser.add_argument("--at-once", type=int, default=20, help="customers")
    parser.add_argument("--models", type=Path, help="their files; balls of 1,000 to 100,000 triangles where left out")
    return parser.parse_args(arguments)


def _prices(asked: argparse.Namespace) -> dict[str, Any]:
    from layerworks.catalogue import Name
    from layerworks.centre import Interval, PriceRequest, default_rate_card
    from layerworks.centre.offers import Way, offers

    request = PriceRequest(
        part="bracket",
        quantity=10,
        material="pla",
        material_name=Name("PLA", "聚乳酸 PLA"),
        machine_class="hobby",
        mass_g=Interval(11.0, 12.5, 13.0),
        time_s=Interval(5000.0, 5400.0, 6100.0),
        longest_mm=85.0,
        pieces_per_plate=4,
    )
    ways = [Way(MACHINE, m, p, True, replace(request, material=m)) for m, p in WAYS]
    card = default_rate_card()
    return {
        f"table of {n} ways, ms CPU": round(1e3 * _median_cpu_s(lambda n=n: offers(ways[:n], card)), 1) for n in (1, 9)
    }


def priced(file: Path) -> float:
    """Read, check and price one file in all ways; return the middle price of one piece."""
    from layerworks.app.centre.estimating import way_by_geometry
    from layerworks.app.checking import check_file
    from layerworks.app.recipe import recipe_of
    from layerworks.app.wish import Wish
    from layerworks.centre import default_rate_card
    from layerworks.centre.offers import offers
    from layerworks.centre.part_figures import part_figures
    from layerworks.geometry import CheckedMesh

    meshes = [answer for answer in check_file(file).answers if isinstance(answer, CheckedMesh)]
    if not meshes:
        return 0.0
    figures = [part_figures(mesh) for mesh in meshes]
    recipes = [recipe_of(Wish(file, MACHINE, material, profile)) for material, profile in WAYS]
    ways = [way_by_geometry(file.stem, meshes, recipe, figures) for recipe in recipes]
    return float(offers(ways, default_rate_card())[4].at(1, "standard").total)


def _geometry(asked: argparse.Namespace) -> dict[str, Any]:
    with TemporaryDirectory() as folder, ProcessPoolExecutor(2) as pool:
        files = models_in([asked.models]) if asked.models else _balls(Path(folder))
        for _ in range(2):  # both processes know their kernels
            list(pool.map(priced, files[:2] * 2))
        waits: list[float] = []
        for n in range(3):
            begun = time.perf_counter()
            asked_at_once = [files[(n + k) % len(files)] for k in range(asked.at_once)]
            jobs = [pool.submit(priced, file) for file in asked_at_once]
            for job in jobs:
                job.add_done_callback(lambda _, since=begun: waits.append(time.perf_counter() - since))
            for job in jobs:
                job.result()
        cuts = quantiles(waits, n=20)
        begun = time.process_time()
        for file in files:
            priced(file)
        alone_s = (time.process_time() - begun) / len(files)
    return {
        "customers at once": asked.at_once,
        "median wait, s": round(cuts[9], 3),
        "95th percentile, s": round(cuts[18], 3),
        "CPU of one, s": round(alone_s, 3),
        "what two free cores need for all, s": round(asked.at_once * alone_s / 2, 3),
    }


def _balls(folder: Path) -> list[Path]:
    files: list[Path] = []
    for triangles in (1_000, 3_000, 10_000, 30_000, 100_000):
        files.append(folder / f"ball-{triangles}.stl")
        write_stl(files[-1], ball(triangles))
    return files


def _lists(asked: argparse.Namespace) -> dict[str, Any]:
    from layerworks.app.centre.ordering import read_order
    from layerworks.storage import open_journal
    from layerworks.storage.centre_lists import Owner, order_rows, piece_rows, pieces_from_lot, pieces_in_state

    with TemporaryDirectory() as folder, open_journal(Path(folder) / "records.sqlite", NOW, synced=False) as journal:
        begun = time.process_time()
        ids = fill(journal, asked.orders, asked.pieces, NOW)
        told: dict[str, Any] = {"filled, s CPU": round(time.process_time() - begun, 1)}
        where, middle = journal.location, ids[len(ids) // 2]
        reads: dict[str, Callable[[], object]] = {
            "50 latest orders": lambda: order_rows(where),
            "50 of one customer": lambda: order_rows(where, Owner("customer-3")),
            "50 in production": lambda: order_rows(where, state="partly_shipped"),
            "pieces of an order": lambda: piece_rows(where, middle),
            "200 pieces to pack": lambda: pieces_in_state(where, "accepted"),
            "an order from its journal": lambda: read_order(journal, middle),
            "a lot: all its pieces": lambda: pieces_from_lot(where, "lot-1"),
        }
        for name, read in reads.items():
            told[f"{name}, ms CPU"] = round(1e3 * _median_cpu_s(read), 2)
    return told


def _median_cpu_s(do: Callable[[], object], times: int = 7) -> float:
    do()
    spent: list[float] = []
    for _ in range(times):
        begun = time.process_time()
        do()
        spent.append(time.process_time() - begun)
    return sorted(spent)[times // 2]


MEASURES: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "prices": _prices,
    "geometry": _geometry,
    "lists": _lists,
}
