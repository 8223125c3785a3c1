"""Histories of a floor that hubs share: whoever dies, sleeps or wakes, nothing is printed twice or told wrong."""

import logging
import os
from collections import Counter
from datetime import timedelta

import pytest

from layerworks.errors import Conflict
from workshop.shared_world import LEASE_S, SharedWorld, play_shared

HISTORIES = int(os.environ.get("LAYERWORKS_FLOOR_HISTORIES", "300")) // 4
FIRST_SEED = int(os.environ.get("LAYERWORKS_FIRST_SEED", "0"))


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.WARNING)  # leases that cannot be renewed are part of every history
    yield
    logging.disable(logging.NOTSET)


def test_every_history_of_a_shared_floor_keeps_to_the_truth():
    happened: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + HISTORIES):
        happened += play_shared(seed, 2 + seed % 2).happened
    wanted = {"kill", "sleep", "disk", "taken over", "completed", "failed", "cancelled", "lost"}
    assert HISTORIES < 50 or wanted <= set(happened)


def test_a_seed_replays_exactly():
    assert play_shared(3, 3).journal.entries == play_shared(3, 3).journal.entries


def test_a_dead_hubs_machines_are_taken_over_and_the_sleeper_writes_nothing_more():
    world = next(w for seed in range(50) if len((w := SharedWorld(seed, 3)).places) == 4)
    world.at_risk = False
    for _ in range(2):
        for hub in world.hubs:
            hub.share.tend(world.hub_now())
        world._pass(LEASE_S / 2)
    shares = [set(hub.floor.posts) for hub in world.hubs]
    assert sum(map(len, shares)) == 4
    assert set().union(*shares) == set(world.places)
    sleeper = max(world.hubs, key=lambda hub: len(hub.floor.posts))
    had = set(sleeper.floor.posts)
    others = [hub for hub in world.hubs if hub is not sleeper]
    for _ in range(6):
        world._pass(LEASE_S / 2)
        for hub in others:
            hub.share.tend(world.hub_now())
    assert set().union(*(hub.floor.posts for hub in others)) == set(world.places)
    written = len(world.journal.entries)
    for machine in had:
        with pytest.raises(Conflict):
            sleeper.floor.clear(machine, world.hub_now(), "person", "by mistake")
    sleeper.floor.tend(world.hub_now() + timedelta(seconds=1))
    assert len(world.journal.entries) == written
    sleeper.share.tend(world.hub_now())
    assert not had & set(sleeper.floor.posts)
