"""Slow twin of layerworks.kernels.gcode_text: lines of one toolpath, by text formatting."""

from collections.abc import Mapping
from typing import Any


def number(value: int, decimals: int) -> str:
    """Return value / 10^decimals without trailing zeros."""
    text = f"{abs(value):0{decimals + 1}d}"
    whole, part = (text[:-decimals], text[-decimals:].rstrip("0")) if decimals else (text, "")
    return ("-" if value < 0 else "") + whole + ("." + part if part else "")


def write_lines(
    moves: list[dict[str, Any]],
    texts: Mapping[str, str],
    roles: Mapping[int, str],
    events: Mapping[int, list[tuple[str, bool]]],
    filament_mm2: float,
    relative: bool,
    one_accel: bool,
) -> str:
    """Return the text. moves: x, y, z, width, volume, speed, accel, role, and arc where one begins: (last move, i, j);
    events by move: (text, resets E).
    """
    out: list[str] = []
    at: dict[str, int | None] = dict.fromkeys("XYZF")
    known: dict[str, float | None] = dict.fromkeys(("role", "laying", "travelling", "width"))
    pushed, e, zero = 0.0, 0, 0
    after = 0
    for i in range(len(moves) + 1):
        if i < after:
            continue
        for text, resets in events.get(i, []):
            out.append(text)
            zero = e if resets else zero
        if i == len(moves):
            break
        move = moves[i]
        after, i_um, j_um = move.get("arc", (i, 0, 0))
        arc, end = "arc" in move, moves[after]
        after += 1
        lays = move["width"] > 0
        kind = "laying" if lays or one_accel else "travelling"
        accel = round(move["accel"])
        if accel > 0 and known[kind] != accel and move["role"] not in (1, 2):
            out.append(f"{texts[kind]}{accel}\n")
            known[kind] = accel
        if move["role"] == 18 and (i == 0 or moves[i - 1]["role"] != 18):
            out.append(texts["wipe_start"])
        if lays and known["role"] != move["role"]:
            out.append(roles.get(move["role"], ""))
            known["role"] = move["role"]
        width = round(move["width"] * 1e3)
        if lays and known["width"] != width:
            out.append(f"{texts['width']}{number(width, 3)}\n")
            known["width"] = width
        words: list[str] = []
        for axis in "XYZ":
            um = round(end[axis.lower()] * 1e3)
            if at[axis] != um or (arc and axis != "Z"):
                words.append(f"{axis}{number(um, 3)}")
                at[axis] = um
        if arc:
            words += [f"I{number(i_um, 3)}", f"J{number(j_um, 3)}"]
        for part in moves[i:after]:
            pushed += part["volume"] / filament_mm2
        new = round(pushed * 1e5)
        if move["volume"] != 0 and new != e:
            words.append(f"E{number(new - (e if relative else zero), 5)}")
            e = new
        if words:
            feed = round(move["speed"] * 60.0)
            if at["F"] != feed:
                words.append(f"F{max(1, feed)}")
                at["F"] = feed
            out.append(" ".join([_letter(moves, i, i_um, j_um) if arc else "G1", *words]) + "\n")
        if move["role"] == 18 and (i == len(moves) - 1 or moves[i + 1]["role"] != 18):
            out.append(texts["wipe_end"])
    return "".join(out)


def _letter(moves: list[dict[str, Any]], i: int, i_um: int, j_um: int) -> str:
    """Return whether the arc that begins with a move turns clockwise about its centre (G2) or not (G3)."""
    dx, dy = (moves[i][axis] - moves[i - 1][axis] for axis in "xy")
    return "G3" if j_um * dx - i_um * dy > 0 else "G2"
