"""Thousands of histories of a small shop, each by its seed: no print twice, none on a full bed, no untrue outcome."""

import os
from collections import Counter

from workshop.fleet_world import World

HISTORIES = int(os.environ.get("LAYERWORKS_HISTORIES", "1500"))
FIRST_SEED = int(os.environ.get("LAYERWORKS_FIRST_SEED", "0"))


def test_every_history_keeps_to_the_truth():
    reasons: Counter[str] = Counter()
    tries: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + HISTORIES):
        try:
            world = World(seed)
            world.run()
        except AssertionError as broken:
            broken.add_note(f"seed {seed}: LAYERWORKS_FIRST_SEED={seed} LAYERWORKS_HISTORIES=1 replays it")
            raise
        for entry in world.journal.entries:
            if entry.what == "attempt.ended":
                reasons[entry.body["reason"]] += 1
            tries[entry.what] += 1
    print(dict(reasons), dict(tries))  # noqa: T201
    expected = {"printed", "asked", "at_machine", "runout", "thermal", "stall", "not_ready", "cut_short", "restarted"}
    assert HISTORIES < 1000 or expected <= set(reasons)  # the histories reach what they are meant to try
    assert HISTORIES < 1000 or tries["attempt.withdrawn"] > 0
