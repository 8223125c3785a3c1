"""Slow twins of the kernels that work on the pixels of supports: sets of squares, one at a time."""

import math
from itertools import pairwise


def crossings(loops, v):
    """Where loops cross the line y = v, ascending."""
    found = []
    for loop in loops:
        for (ax, ay), (bx, by) in pairwise([*loop, loop[0]]):
            if (ay < v) != (by < v):
                found.append(ax + (v - ay) / (by - ay) * (bx - ax))
    return sorted(found)


def open_pixels(area, below, pitch, rows):
    """Return the share of each pixel (row, column) that lies in an area and not in what is below, on the row's line."""
    found = {}
    for j in rows:
        v = (j + 0.5) * pitch
        marks = sorted({*crossings(area, v), *crossings(below, v)})
        for begin, end in pairwise(marks):
            middle = (begin + end) / 2
            if _within(crossings(area, v), middle) and not _within(crossings(below, v), middle):
                for i in range(math.floor(begin / pitch), math.floor(end / pitch) + 1):
                    overlap = min(end, (i + 1) * pitch) - max(begin, i * pitch)
                    found[j, i] = found.get((j, i), 0.0) + overlap / pitch
    return found


def _within(marks, u):
    return sum(mark <= u for mark in marks) % 2 == 1


def body_sizes(pixels, reach):
    """Return what the pixels (layer, row, column, share) of each one's body count together."""
    left = set(range(len(pixels)))
    sizes = [0.0] * len(pixels)
    while left:
        body, waiting = [], [left.pop()]
        while waiting:
            m = waiting.pop()
            body.append(m)
            for o in sorted(left):
                if all(abs(pixels[m][k] - pixels[o][k]) <= near for k, near in ((0, reach), (1, 1), (2, 1))):
                    left.remove(o)
                    waiting.append(o)
        for m in body:
            sizes[m] = sum(pixels[o][3] for o in body)
    return sizes


def border_edges(label):
    """Return the unit edges ((x, y), (x, y)) with the label on their left, by label."""
    edges = {}
    for j, row in enumerate(label):
        for i, own in enumerate(row):
            if own == 0:
                continue
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            for e, (di, dj) in enumerate(((0, -1), (1, 0), (0, 1), (-1, 0))):
                if label[j + dj][i + di] != own:
                    edges.setdefault(own, set()).add((corners[e], corners[(e + 1) % 4]))
    return edges


def self_held(need, part, below, longest):
    """Return the pixels of overhangs that hold themselves; alike but for the share that may fail: none here."""
    left, spared = set(need), set()
    while left:
        body, waiting = set(), [left.pop()]
        while waiting:
            j, i = waiting.pop()
            body.add((j, i))
            near = {(j + dj, i + di) for dj in (-1, 0, 1) for di in (-1, 0, 1)} & left
            left -= near
            waiting += near
        asked = [p for p in body if p in part and p not in below]
        for dj, di in ((0, 1), (1, 0), (1, 1), (1, -1)):
            if asked and all(_held(p, dj, di, part, below, longest) for p in asked):
                spared |= body
                break
    return spared


def _held(pixel, dj, di, part, below, longest):
    length = 1
    for sign in (-1, 1):
        j, i = pixel[0] + sign * dj, pixel[1] + sign * di
        while (j, i) in part and (j, i) not in below:
            length += 1
            j, i = j + sign * dj, i + sign * di
        if (j, i) not in part:
            return False
    return length * math.hypot(dj, di) <= longest + 1e-3


def lines_under(label, block):
    """Return labels whose runs across the rows reach the middle of a block."""
    found = [list(row) for row in label]
    height, width = len(label), len(label[0])
    for i in range(width):
        rows = [j for j in range(height) if label[j][i]]
        runs = []
        for j in rows:
            if runs and runs[-1][-1] == j - 1:
                runs[-1].append(j)
            else:
                runs.append([j])
        for run in runs:
            middles = [
                {t * block + (block - 1) // 2, t * block + block // 2} for t in range((height + block - 1) // block)
            ]
            if any(middle <= set(run) for middle in middles):
                continue
            nearest = middles[(run[0] + run[-1]) // 2 // block]
            for j in range(min(run[0], *nearest), max(run[-1], *nearest) + 1):
                found[j][i] = max(found[j][i], max(label[r][i] for r in run))
    return found
