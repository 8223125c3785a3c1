"""Beads as SVG paths: one a colour and width, whole micrometres, each point told from the one before."""

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]


def paths_of(start_um: I64, end_um: I64, group: I64, width_um: I64) -> dict[tuple[int, int], str]:
    """Return the `d` of a path by group and width, in the order of the groups.

    start_um, end_um: (n, 2) ends of straight beads in the order in which they are laid, y downwards. group, width_um:
    (n,). A bead that begins where the one before it ended goes on in its line.
    """
    if len(start_um) == 0:
        return {}
    begins = np.ones(len(start_um), np.bool_)
    begins[1:] = (start_um[1:] != end_um[:-1]).any(axis=1) | (np.diff(group) != 0) | (np.diff(width_um) != 0)
    first = np.flatnonzero(begins)
    step = end_um - start_um
    words = [f"{x} {y}" for x, y in step.tolist()]
    lines: dict[tuple[int, int], list[str]] = {}
    for a, b in zip(first.tolist(), [*first[1:].tolist(), len(start_um)], strict=True):
        x, y = start_um[a].tolist()
        own = lines.setdefault((int(group[a]), int(width_um[a])), [])
        own.append(f"M{x} {y}l{' '.join(words[a:b])}".replace(" -", "-"))
    return {key: "".join(lines[key]) for key in sorted(lines)}
