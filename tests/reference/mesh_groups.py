"""Slow twin of kernels/mesh_groups: a search through each group in turn, oddness of pairs taken as colours."""


def groups(count, pairs):
    """Return group and colour of each thing, or None as colours when pairs contradict each other."""
    group, side = [-1] * count, [False] * count
    found, contradiction = 0, False
    for root in range(count):
        if group[root] >= 0:
            continue
        group[root] = found
        waiting = [root]
        while waiting:
            here = waiting.pop()
            for a, b, odd in pairs:
                for own, other in ((a, b), (b, a)):
                    if own != here:
                        continue
                    if group[other] < 0:
                        group[other], side[other] = found, side[here] != odd
                        waiting.append(other)
                    elif side[other] != (side[here] != odd):
                        contradiction = True
        found += 1
    return group, None if contradiction else side
