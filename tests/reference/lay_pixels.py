"""Slow twin of `kernels.lay_pixels`: every pixel against every bead."""

import numpy as np


def lay_beads(ends, half_width, fill, frame, covered, filled):
    rows, columns = covered.shape
    x = frame[0] + (np.arange(columns)[None, :] + 0.5) * frame[2]
    y = frame[1] + (np.arange(rows)[:, None] + 0.5) * frame[2]
    for (ax, ay, bx, by), reach, share in zip(ends, half_width, fill, strict=True):
        length = np.hypot(bx - ax, by - ay)
        if length <= 1e-9:
            continue
        along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
        aside = np.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length
        between = (along >= 0.0) & (along < length) & (aside <= reach)
        past = np.minimum(np.hypot(x - ax, y - ay), np.hypot(x - bx, y - by)) <= reach
        covered[between | past] = 1
        filled[between] += np.float32(share)
