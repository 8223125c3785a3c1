"""The kernel that writes lines, against text formatting."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gcode.write_paths import toolpaths
from layerworks.kernels import gcode_text as kernel
from layerworks.slicing.toolpath import Toolpath
from reference import gcode_text as slow

BRIEF = settings(max_examples=60, deadline=None)
FIXED = {"laying": "M204 P", "travelling": "M204 T", "width": ";WIDTH:", "wipe_start": ";WIPE_START\n",
         "wipe_end": ";WIPE_END\n"}  # fmt: skip


@BRIEF
@given(st.integers(-(10**15), 10**15), st.integers(0, 5))
def test_numbers_are_written_as_by_formatting(value, decimals):
    buffer = np.zeros(40, np.uint8)
    end = kernel.put_number(buffer, 3, value, decimals)
    text = buffer[3:end].tobytes().decode()
    assert text == slow.number(value, decimals)
    assert abs(float(text) - value / 10**decimals) <= abs(value) * 1e-15


def written(
    path: Toolpath,
    events: list[tuple[int, str, bool]],
    arcs: dict[int, tuple[int, int, int]],
    relative: bool,
    one_accel: bool,
    room: int,
) -> tuple[str, list[int]]:
    roles = [f";TYPE:{r}\n" if r in range(3, 12) else "" for r in range(256)]
    parts = [t.encode() for t in [*roles, *FIXED.values(), *(text for _, text, _ in events)]]
    texts = kernel.Texts(np.frombuffer(b"".join(parts), np.uint8), np.cumsum([0, *map(len, parts)]).astype(np.int64))
    last, centre = np.full(path.role.size, -1, np.int64), np.zeros((path.role.size, 2), np.int64)
    for begin, (end, *at_um) in arcs.items():
        last[begin], centre[begin] = end, at_um
    lines = kernel.Lines(
        path.points_mm, path.width_mm, path.volume_mm3, path.speed_mm_s, path.accel_mm_s2, path.role, last, centre
    )  # fmt: skip
    state = np.full(16, kernel.UNKNOWN, np.int64)
    state[[kernel.E, kernel.E_ZERO, kernel.EVENT]] = 0
    rows = np.array([r for r, _, _ in events], np.int64)
    ids = np.arange(len(events), dtype=np.int64) + kernel.EVENTS
    resets = np.array([z for _, _, z in events], np.bool_)
    at, pushed, buffer = np.zeros(len(events), np.int64), np.zeros(1), np.empty(room, np.uint8)
    out, row = b"", 0
    while True:
        row, used = kernel.write_lines(
            lines, row, texts, rows, ids, resets, at, len(out), 2.405, relative, one_accel, pushed, state, buffer
        )
        out += buffer[:used].tobytes()
        if used == 0:
            break
    return out.decode(), at.tolist()


@BRIEF
@given(toolpaths(), st.booleans(), st.booleans(), st.data())
def test_lines_are_those_of_text_formatting_whatever_the_buffer(path, relative, one_accel, data):
    count = path.role.size
    rows = sorted(data.draw(st.lists(st.integers(0, count), max_size=6)))
    events = [(r, f"; event {k}\n", bool(k % 2)) for k, r in enumerate(rows)]
    arcs: dict[int, tuple[int, int, int]] = {}
    for begin in data.draw(st.lists(st.integers(1, max(1, count - 1)), max_size=4, unique=True).map(sorted)):
        end = begin + 1
        whole = all(path.width_mm[k] > 0 and path.role[k] == path.role[begin] for k in (begin, end) if k < count)
        free = not any(begin < r <= end for r in rows) and not any(b >= begin for b, *_ in arcs.values())
        if end < count and whole and free and path.width_mm[begin] == path.width_mm[end]:
            arcs[begin] = (end, *data.draw(st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999))))
    moves = [
        {
            "x": path.points_mm[i, 0], "y": path.points_mm[i, 1], "z": path.points_mm[i, 2],
            "width": float(path.width_mm[i]), "volume": float(path.volume_mm3[i]), "role": int(path.role[i]),
            "speed": float(path.speed_mm_s[i]), "accel": float(path.accel_mm_s2[i]),
            **({"arc": arcs[i]} if i in arcs else {}),
        }
        for i in range(count)
    ]  # fmt: skip
    by_row: dict[int, list[tuple[str, bool]]] = {}
    for r, text, resets in events:
        by_row.setdefault(r, []).append((text, resets))
    roles = {r: f";TYPE:{r}\n" for r in range(3, 12)}
    wanted = slow.write_lines(moves, FIXED, roles, by_row, 2.405, relative, one_accel)
    for room in (1 << 12, 1 << 20):
        text, at = written(path, events, arcs, relative, one_accel, room)
        assert text == wanted
        assert [text[a:].startswith(f"; event {k}\n") for k, a in enumerate(at)] == [True] * len(at)
