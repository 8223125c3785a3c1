"""The order of whole plates against a slow twin, and ways round against their promises."""

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.kernels import order_links, order_tour
from layerworks.kernels.order_items import SAMPLES, Sequence
from layerworks.kernels.order_sequence import sequence
from layerworks.kernels.travel_detour import MOST_BENDS, plan_travels
from layerworks.slicing.ordering.items import gather
from layerworks.slicing.role import Role
from reference import order_sequence as slow
from reference.travel_grid import meets
from slicing.order_strokes import Stroke, strokes_of

REACH = 1400.0


def wobbly_plate(seed: int) -> tuple[list[Stroke], list[dict[int, list[list[slow.Island]]]]]:
    """Return strokes without symmetries (so that no two ways are equally long), and the same as the twin wants them."""
    dice = random.Random(seed)
    strokes: list[Stroke] = []
    layers: list[dict[int, list[list[slow.Island]]]] = []

    def spot(x: int, y: int, reach: int) -> tuple[int, int]:
        return x + dice.randint(-reach, reach), y + dice.randint(-reach, reach)

    def add(points, role, closed=False, depth=0, group=-1) -> tuple[int, list[tuple[int, int]], bool]:
        strokes.append(Stroke(points, role, closed, depth, layer, part, island, group))
        return len(strokes) - 1, points, closed

    for layer in range(2):  # noqa: B007, read by `add`
        layers.append({})
        for part in range(-1, dice.randint(1, 3)):
            supports, islands = layers[-1].setdefault(part, [[], []])
            if part >= 0 and dice.random() < 0.5:
                island = -1
                ends = [add([spot(0, 0, 90_000), spot(0, 0, 90_000)], Role.SUPPORT) for _ in range(3)]
                supports.append([(False, [slow.Item([line]) for line in ends])])
            for island in range(dice.randint(1, 4)):
                x, y = spot(0, 0, 90_000)
                walls: list[slow.Item] = []
                for _ in range(dice.randint(0, 3)):
                    u, v = spot(x, y, 6000)
                    for depth in range(dice.randint(1, 3)):
                        points = [spot(u, v, 900) for _ in range(dice.randint(3, 20))]
                        role = Role.OVERHANG_WALL if dice.random() < 0.3 else Role.INNER_WALL
                        closed = dice.random() < 0.7
                        walls.append(slow.Item([add(points, role, closed, depth)], depth, role == Role.OVERHANG_WALL))
                fills = [
                    slow.Item([add([spot(x, y, 5000) for _ in range(dice.randint(2, 4))], Role.SPARSE_FILL)])
                    for _ in range(dice.randint(1, 7))
                ]
                lines = [add([spot(x, y, 5000), spot(x, y, 5000)], Role.TOP_SKIN, group=island) for _ in range(3)]
                fills.append(slow.Item(lines))
                islands.append(([(True, walls)] if walls else []) + [(False, fills)])
    return strokes, layers


@pytest.mark.parametrize("wall_order", [0, 1, 2])
@pytest.mark.parametrize("seed", range(8))
def test_plates_are_laid_in_the_order_of_the_slow_twin(seed, wall_order):
    strokes, layers = wobbly_plate(seed)
    items, nesting = gather(strokes_of(strokes), np.full(len(strokes), -1, np.int32))
    count = len(strokes)
    found = Sequence(
        np.empty(count, np.int32), np.zeros(count, np.bool_), np.zeros(count, np.int32), np.zeros(2),
        np.zeros(1, np.int64),
    )  # fmt: skip
    sequence(items, nesting, REACH, wall_order, found)
    wanted = slow.sequence(
        layers, SAMPLES, reach=REACH, wall_order=wall_order, looks=order_links.LOOKS, window=order_tour.WINDOW,
        passes=order_tour.PASSES,
    )  # fmt: skip
    assert list(zip(found.order.tolist(), found.backward.tolist(), found.first.tolist(), strict=True)) == wanted


def test_many_islands_and_parts_are_all_laid():
    strokes = [
        Stroke([(x, y), (x + 500, y)], part=k % 20, island=k)
        for k, (x, y) in enumerate((x * 1000, y * 1000) for x in range(40) for y in range(40))
    ]
    items, nesting = gather(strokes_of(strokes), np.full(len(strokes), -1, np.int32))
    found = Sequence(
        np.empty(1600, np.int32), np.zeros(1600, np.bool_), np.zeros(1600, np.int32), np.zeros(2), np.zeros(1, np.int64)
    )
    sequence(items, nesting, REACH, 0, found)
    assert sorted(found.order.tolist()) == list(range(1600))
    parts = [strokes[s].part for s in found.order.tolist()]
    assert sum(a != b for a, b in pairwise(parts)) == 19


radii = st.lists(st.integers(3000, 20_000), min_size=5, max_size=16)


@given(radii, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8),
       st.sampled_from([0.0, 4000.0, 40_000.0]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_ways_round_stay_inside_and_are_no_longer_than_allowed(sizes, pairs, detour):
    """The outline is seen whole from its middle; travels join places near its corners."""
    turns = [2 * math.pi * k / len(sizes) for k in range(len(sizes))]
    loop = [(round(r * math.cos(a)), round(r * math.sin(a))) for r, a in zip(sizes, turns, strict=True)]
    places = [(round(0.8 * x), round(0.8 * y)) for x, y in loop]
    travel = [(places[a % len(places)], places[b % len(places)]) for a, b in pairs]
    count = len(travel)
    leaves, bends = np.zeros(count, np.bool_), np.zeros(count, np.int32)
    bend = np.zeros((count, MOST_BENDS, 2), np.int32)
    plan_travels(
        np.array(loop, np.int32), np.array([0, len(loop)], np.int32), np.array([0, 1], np.int32),
        np.array(travel, np.int32), np.array([0, count], np.int32), 450.0, detour, leaves, bends, bend,
    )  # fmt: skip
    for t, (a, b) in enumerate(travel):
        straight = meets([loop], a, b) == 0
        assert not (straight and (leaves[t] or bends[t]))
        if not leaves[t]:
            way = [a, *map(tuple, bend[t, : bends[t]].tolist()), b]
            assert all(meets([loop], p, q) == 0 for p, q in pairwise(way))
            assert sum(math.dist(p, q) for p, q in pairwise(way)) <= math.dist(a, b) + detour + 1e-6
        elif detour == 0.0:
            assert bends[t] == 0
