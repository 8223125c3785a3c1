"""The `v` and `f` lines of an OBJ file."""

import numpy as np
from numpy.typing import NDArray

from layerworks.kernels.compiled import kernel
from layerworks.kernels.text_decimal import read_decimal

END, FULL, BAD_LINE, LONG_FACE = 0, 1, 2, 3


@kernel
def read_lines(
    text: NDArray[np.uint8],
    at: int,
    known: int,
    vertices: NDArray[np.float64],
    triangles: NDArray[np.int64],
    corners: NDArray[np.int64],
    odd: NDArray[np.int64],
) -> tuple[int, int, int, int, int]:
    """Read lines from a position until the text ends, room runs out, or a line makes no sense.

    text: (n,) u8. known: vertices read before (negative indices count back from the last one).
    vertices: (v, 3) f64, triangles: (t, 3) i64 counted from 0, both written; faces with more corners become fans.
    corners: (c,) i64, scratch for one face, c - 2 <= t. odd: (3 v, 4) i64, written with row, column, start and end of
    words that are not plain decimals. An index 0 becomes -1, one too far back a lower number: the caller refuses them.
    Returns state, position of the next line, vertices, triangles, odd words.
    """
    stop = text.size
    found = 0
    faces = 0
    odds = 0
    line = at
    while line < stop:
        if found == vertices.shape[0]:
            return FULL, line, found, faces, odds
        i = line
        kind = 0  # 0 before the first word, 118 in a `v` line, 102 in an `f` line, 1 in any other
        words = 0
        while True:
            while i < stop:  # white space, and a backslash before the line end, which continues the line
                byte = text[i]
                if byte == 92 and i + 1 < stop and (text[i + 1] == 10 or text[i + 1] == 13):
                    i += 2
                    if text[i - 1] == 13 and i < stop and text[i] == 10:
                        i += 1
                elif byte == 32 or byte == 9 or byte == 11 or byte == 12:
                    i += 1
                else:
                    break
            if i >= stop or text[i] == 10 or text[i] == 13 or text[i] == 35:  # line end, comment
                break
            if kind == 0:
                kind = int(text[i])
                i += 1
                if i < stop and not (text[i] == 32 or 9 <= text[i] <= 13):
                    kind = 1
                if kind != 118 and kind != 102:
                    break
            elif kind == 118:
                if words == 3:  # weight or colour
                    break
                value, end, plain = read_decimal(text, i)
                if end == i:
                    return BAD_LINE, line, found, faces, odds
                vertices[found, words] = value
                if not plain:
                    odd[odds, 0] = found
                    odd[odds, 1] = words
                    odd[odds, 2] = i
                    odd[odds, 3] = end
                    odds += 1
                words += 1
                i = end
            else:
                back = text[i] == 45
                if back or text[i] == 43:
                    i += 1
                start = i
                number = np.int64(0)
                while i < stop and 48 <= text[i] <= 57:
                    number = min(number * 10 + np.int64(text[i] - 48), np.int64(1) << 40)
                    i += 1
                if i == start or (i < stop and not (text[i] == 47 or text[i] == 32 or 9 <= text[i] <= 13)):
                    return BAD_LINE, line, found, faces, odds
                while i < stop and not (text[i] == 32 or 9 <= text[i] <= 13):  # texture and normal
                    i += 1
                if words == corners.size:
                    return LONG_FACE, line, found, faces, odds
                corners[words] = known + found - number if back and number > 0 else number - 1
                words += 1
        if kind == 118:
            if words < 3:
                return BAD_LINE, line, found, faces, odds
            found += 1
        elif kind == 102:
            if faces + words - 2 > triangles.shape[0]:
                return FULL, line, found, faces, odds
            for k in range(2, words):
                triangles[faces, 0] = corners[0]
                triangles[faces, 1] = corners[k - 1]
                triangles[faces, 2] = corners[k]
                faces += 1
        while i < stop and text[i] != 10 and text[i] != 13:
            i += 1
        if i < stop and text[i] == 13 and i + 1 < stop and text[i + 1] == 10:
            i += 1
        line = i + 1
    return END, stop, found, faces, odds
