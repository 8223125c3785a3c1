"""Sorting, searching and making room, called by other kernels only.

One compiled routine for all costs a user less waiting than numpy's, which are compiled anew into every kernel.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel

FEW = 64  # keys that are sorted one by one

Number = TypeVar("Number", np.float64, np.int64, np.int32)


@kernel
def ascending(keys: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Return (count,) the order in which the first keys ascend; equal ones stay as they are. Merge sort, bottom up."""
    order = np.empty(count, np.int64)
    other = np.empty(count, np.int64)
    for i in range(count):
        order[i] = i
    # runs of 8 by insertion
    for low in range(0, count, 8):
        for i in range(low + 1, min(low + 8, count)):
            which = order[i]
            j = i
            while j > low and keys[order[j - 1]] > keys[which]:
                order[j] = order[j - 1]
                j -= 1
            order[j] = which
    width = 8
    while width < count:
        for low in range(0, count, 2 * width):
            mid, high = min(low + width, count), min(low + 2 * width, count)
            i, j = low, mid
            for k in range(low, high):
                if i < mid and (j >= high or keys[order[i]] <= keys[order[j]]):
                    other[k] = order[i]
                    i += 1
                else:
                    other[k] = order[j]
                    j += 1
        order, other = other, order
        width *= 2
    return order


@kernel
def ascending_by_bucket(keys: NDArray[np.float64], first: int, last: int) -> NDArray[np.int64]:
    """Return (n,) the order in which keys between whole numbers first and last ascend; equal ones stay as they are.

    Takes time in proportion where few keys share their whole part, else that of `ascending`.
    """
    count = keys.shape[0]
    begin = np.zeros(last - first + 1, np.int64)
    for k in range(count):
        begin[int(keys[k]) - first + 1] += 1
    for b in range(last - first):
        if begin[b + 1] > FEW:
            return ascending(keys, count)
        begin[b + 1] += begin[b]
    order = np.empty(count, np.int64)
    for k in range(count):
        b = int(keys[k]) - first
        order[begin[b]] = k
        begin[b] += 1
    for i in range(1, count):
        k, p = order[i], i
        while p > 0 and keys[order[p - 1]] > keys[k]:
            order[p] = order[p - 1]
            p -= 1
        order[p] = k
    return order


@kernel
def first_not_below(values: NDArray[np.float64], least: float) -> int:
    """Return the index of the first of ascending values that is at least `least`, or their number."""
    low, high = 0, values.shape[0]
    while low < high:
        mid = (low + high) // 2
        if values[mid] < least:
            low = mid + 1
        else:
            high = mid
    return low


@kernel
def longer(rows: NDArray[Number], used: int, room: int) -> NDArray[Number]:
    """Return a copy of the first rows (used, k) of an array with room for more (room, k)."""
    copy = np.empty((room, rows.shape[1]), rows.dtype)
    for i in range(used):
        for k in range(rows.shape[1]):
            copy[i, k] = rows[i, k]
    return copy


@kernel
def copy_row(target: NDArray[Number], i: Any, source: NDArray[Number], j: Any) -> None:
    """Set row i of an array (n, k) to row j of one as wide."""
    for k in range(target.shape[1]):
        target[i, k] = source[j, k]
