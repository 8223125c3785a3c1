"""Slow twin of kernels/mesh_edges: a dictionary of undirected edges."""

import numpy as np


def match_edges(faces):
    by_edge: dict[tuple[int, int], list[int]] = {}
    for f, face in enumerate(np.asarray(faces).tolist()):
        for k in range(3):
            a, b = face[k], face[(k + 1) % 3]
            by_edge.setdefault((min(a, b), max(a, b)), []).append(3 * f + k)
    ordered = [halves for _, halves in sorted(by_edge.items(), key=lambda item: (item[0][0], item[1][0]))]
    twin = np.full(3 * len(faces), -1, dtype=np.int32)
    edge = np.full(3 * len(faces), -1, dtype=np.int32)
    uses = np.array([len(halves) for halves in ordered], dtype=np.int32)
    for number, halves in enumerate(ordered):
        for h in halves:
            edge[h] = number
            if len(halves) == 2:
                twin[h] = sum(halves) - h
            elif len(halves) > 2:
                twin[h] = -2
    return twin, edge, uses
