"""Slow twin of RepRapFirmware's planner: a queue of moves, looked over again for each move that starts."""

import math
from dataclasses import dataclass

import numpy as np

from layerworks.gcode.reading import Moves, Step
from layerworks.motion import RepRapFirmwareLimits


@dataclass
class Move:
    """unit: direction with filament, per millimetre of way. most_start: None where the head has to start afresh."""

    row: int
    unit: np.ndarray
    sort: str
    length: float
    speed: float
    accel: float
    most_start: float | None
    start: float = 0.0
    cruise: float = 0.0
    end: float = 0.0

    @property
    def time_s(self) -> float:
        up = (self.cruise**2 - self.start**2) / (2 * self.accel)
        down = (self.cruise**2 - self.end**2) / (2 * self.accel)
        ramps_s = (2 * self.cruise - self.start - self.end) / self.accel
        return ramps_s + (self.length - up - down) / self.cruise


def plan_slowly(moves: Moves, limits: RepRapFirmwareLimits) -> list[Move | float]:
    """Return each row's move, or its seconds where it stands still."""
    settings = {
        "M201": list(limits.axis_accel_mm_s2),
        "M203": list(limits.axis_velocity_mm_s),
        "M566": list(limits.axis_jerk_mm_s),
        "M204": [limits.print_accel_mm_s2, limits.travel_accel_mm_s2],
        "M572": [limits.pressure_advance_s],
        "policy": [limits.jerk_policy],
    }
    said = list(zip(moves.planner_row.tolist(), moves.planner_line, strict=True))
    dwells = iter(moves.dwell_s.tolist())
    rows: list[Move | float] = []
    before: Move | None = None
    for row in range(len(moves)):
        while said and said[0][0] <= row:
            obey(said.pop(0)[1], settings)
        if moves.step[row] in (Step.DWELL, Step.STOP):
            before = None
            rows.append(next(dwells) if moves.step[row] == Step.DWELL else 0.0)
            continue
        before = new_move(moves, row, settings, before, limits.kinematics == "corexy")
        rows.append(before)
    for at, move in enumerate(rows):
        if isinstance(move, Move):
            run(move, rows, at, limits.buffer_moves)
    return rows


def obey(line: bytes, settings: dict[str, list[float]]) -> None:
    words = line.split(b";")[0].decode().split()
    for word in words[1:]:
        letter, value = word[0], float(word[1:].split(":")[0])
        match words[0], letter:
            case "M201", _:
                settings["M201"]["XYZE".index(letter)] = value
            case ("M203", _) | ("M566", "X" | "Y" | "Z" | "E"):
                settings[words[0]]["XYZE".index(letter)] = value / 60.0
            case "M566", "P":
                settings["policy"] = [value]
            case "M204", _:
                settings["M204"]["PT".index(letter)] = value
            case "M572", "S":
                settings["M572"] = [value]
            case _:
                pass


def new_move(moves: Moves, row: int, settings: dict[str, list[float]], before: Move | None, corexy: bool) -> Move:
    moving = moves.step[row] == Step.MOVE
    way = moves.points_mm[row + 1] - moves.points_mm[row] if moving else np.zeros(3)
    fed = float(moves.e_mm[row])
    length = math.sqrt(float(way @ way)) if moving else abs(fed)
    unit = np.array([*way, fed]) / length
    flat = bool(way[0] or way[1])
    sort = ("printing" if fed > 0 else "travel") if flat else "z" if moving else "filament"
    speeds, accels = [max(float(moves.speed_mm_s[row]), 0.5)], []
    most_accel = list(settings["M201"])
    if flat and settings["M572"][0]:
        most_accel[3] = min(most_accel[3], settings["M566"][3] / settings["M572"][0])
    for axis in range(4):
        if unit[axis]:
            speeds.append(settings["M203"][axis] / abs(unit[axis]))
            accels.append(most_accel[axis] / abs(unit[axis]))
    if corexy and flat:
        motor = abs(unit[0]) + abs(unit[1])
        speeds.append(settings["M203"][0] / motor)
        accels.append(settings["M201"][0] / motor)
    if flat:
        accels.append(settings["M204"][0 if sort == "printing" else 1])
    move = Move(row, unit, sort, length, min(speeds), min(accels), None)
    if before is not None and (before.sort == sort or settings["policy"][0]):
        bend = abs(unit - before.unit)
        jerks = [jerk / b for jerk, b in zip(settings["M566"], bend, strict=True) if b]
        move.most_start = min([move.speed, before.speed, *jerks])
    return move


def run(move: Move, rows: list[Move | float], at: int, room: int) -> None:
    """Shape one move by what the queue holds when it starts."""
    queue = [move]
    for row in rows[at + 1 : at + room]:
        if not isinstance(row, Move) or row.most_start is None:
            break
        queue.append(row)
    previous = rows[at - 1] if at else None
    move.start = previous.end if isinstance(previous, Move) and move.most_start is not None else 0.0
    end2 = 0.0
    for following in reversed(queue[1:]):
        end2 = min(end2 + 2 * following.accel * following.length, (following.most_start or 0.0) ** 2)
    move.end = math.sqrt(min(end2, move.start**2 + 2 * move.accel * move.length))
    peak2 = move.accel * move.length + (move.start**2 + move.end**2) / 2
    move.cruise = max(min(move.speed, math.sqrt(peak2)), move.start, move.end)
