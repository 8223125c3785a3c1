"""Slow twin of `layerworks.kernels.sorting`."""


def ascending(keys, count):
    return sorted(range(count), key=lambda i: keys[i])


def first_not_below(values, least):
    return sum(v < least for v in values)
