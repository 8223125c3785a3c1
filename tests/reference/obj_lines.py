"""The `v` and `f` lines of an OBJ file, by splitting."""

import itertools
import re


def read_lines(text: bytes) -> tuple[list[list[float]], list[tuple[int, int, int]]]:
    """Return vertices and triangles counted from 0. Raises ValueError for a line that makes no sense."""
    vertices: list[list[float]] = []
    triangles: list[tuple[int, int, int]] = []
    joined = re.sub(rb"\\(\r\n|\n|\r)", b" ", text)
    for line in re.split(rb"\r\n|\n|\r", joined):
        words = re.split(rb"[ \t\v\f]+", line.strip(b" \t\v\f"))
        for k, word in enumerate(words):
            if word.startswith(b"#"):
                del words[k:]
                break
        if words[:1] == [b"v"]:
            if len(words) < 4:
                raise ValueError(line)
            vertices.append([float(word) for word in words[1:4]])
        elif words[:1] == [b"f"]:
            numbers = [int(re.fullmatch(rb"([-+]?\d+)(/.*)?", word)[1]) for word in words[1:]]  # type: ignore[index]
            corners = [len(vertices) + n if n < 0 else n - 1 for n in numbers]
            triangles += [(corners[0], b, c) for b, c in itertools.pairwise(corners[1:])]
    return vertices, triangles
