"""Turns of a spiral the slow and obvious way: every foot is the nearest place of the whole loop below."""

import itertools
import math


def nearest(loop, spot):
    """Edge of a closed loop nearest to a spot, and the place on it."""
    found = []
    for i, (ax, ay) in enumerate(loop):
        bx, by = loop[(i + 1) % len(loop)]
        size = (bx - ax) ** 2 + (by - ay) ** 2
        t = 0.0 if size == 0.0 else min(1.0, max(0.0, ((spot[0] - ax) * (bx - ax) + (spot[1] - ay) * (by - ay)) / size))
        place = (ax + t * (bx - ax), ay + t * (by - ay))
        found.append((math.dist(place, spot), i, place))
    distance, edge, place = min(found)
    return edge, place, distance


def wind(loops, spot, reach):
    """Turns as lists of x, y and share."""
    turns = []
    for n, loop in enumerate([*loops, loops[-1]]):
        edge, spot, _ = nearest(loop, spot)
        around = [spot, *(loop[(edge + 1 + i) % len(loop)] for i in range(len(loop))), spot]
        ways = [0.0]
        for a, b in itertools.pairwise(around):
            ways.append(ways[-1] + math.dist(a, b))
        turn = []
        for place, way in zip(around, ways, strict=True):
            share = way / ways[-1]
            x, y = place
            if 0 < n < len(loops):
                _, foot, distance = nearest(loops[n - 1], place)
                if distance <= reach:
                    x, y = foot[0] + share * (x - foot[0]), foot[1] + share * (y - foot[1])
            turn.append((x, y, share))
        turns.append(turn)
    return turns
