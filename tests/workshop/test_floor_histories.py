"""Hundreds of histories of a whole floor by seed: the queue empties, nothing is printed twice or told wrong."""

import os
from collections import Counter

from workshop.floor_world import play

HISTORIES = int(os.environ.get("LAYERWORKS_FLOOR_HISTORIES", "300"))
FIRST_SEED = int(os.environ.get("LAYERWORKS_FIRST_SEED", "0"))


def test_every_history_of_the_floor_keeps_to_the_truth():
    happened: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + HISTORIES):
        happened += play(seed).happened
    wanted = {"kill", "clock", "disk", "network", "completed", "failed", "cancelled", "lost"}
    assert HISTORIES < 100 or wanted <= set(happened)


def test_a_seed_replays_exactly():
    assert play(14).journal.entries == play(14).journal.entries
