"""Slow twin of the G-code reading kernel: one line after another, with dictionaries and floats."""

import math
import re
from dataclasses import dataclass, field

from layerworks.gcode.reading import ReadingRules
from layerworks.gcode.reading.marks import ROLE_OF_NAME

WORD = re.compile(r"([A-Za-z])[ \t]*([-+]?(?:\d+\.?\d*|\.\d+))?")
ROLE = {"travel": 0, "retract": 1, "unretract": 2, "wipe": 18, "unmarked": 20}
FAR = 1e-9


class Refused(Exception):
    """A line that no firmware could read; holds its number."""


@dataclass
class Row:
    """kind: move, filament, dwell or stop; place: of the head after it."""

    kind: str
    place: tuple[float, float, float]
    e: float
    speed: float
    role: int
    line: int
    offset: int


@dataclass
class Reader:
    """What a printer knows while it reads: see Klipper's docs/G-Codes.md."""

    rules: ReadingRules = field(default_factory=ReadingRules)
    place: list[float] = field(default_factory=lambda: [0.0] * 4)
    base: list[float] = field(default_factory=lambda: [0.0] * 4)
    head: list[float] = field(default_factory=lambda: [0.0] * 4)
    speed: float = 25.0
    per_minute: float = 1.0 / 60.0
    flow: float = 1.0
    unit: float = 1.0
    absolute: bool = True
    e_absolute: bool = True
    retracted: bool = False
    plane: str = "G17"
    mark: int = ROLE["unmarked"]
    tool: int = 0
    reached: dict[str, float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    layers: list[int] = field(default_factory=list)
    limits: list[tuple[int, float]] = field(default_factory=list)
    dwells: list[float] = field(default_factory=list)
    planner: list[tuple[int, str]] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    line: int = 0
    offset: int = 0

    def read(self, text: bytes) -> "Reader":
        for raw in text.removesuffix(b"\n").split(b"\n") if text else ():
            self.line += 1
            self._line(raw.decode("latin-1").strip(" \t\r"))
            self.offset += len(raw) + 1
        return self

    def _line(self, line: str) -> None:
        line = re.sub(r"^[Nn]\d[\d ]*", "", line)
        if line.startswith(";"):
            self._comment(line.lstrip("; \t-"))
            return
        if not line or line[0] in "(%":
            return
        found = re.match(r"([A-Za-z])(\d+)(\.?)", line)
        if found is None:
            name = re.match(r"[A-Za-z_]\w*", line, re.ASCII)
            if name is None:
                raise Refused(self.line)
            self.unknown[name.group().upper()] = self.unknown.get(name.group().upper(), 0) + 1
            return
        code = f"{found.group(1).upper()}{int(found.group(2))}" + found.group(3)
        self._command(code, line[found.end() - len(found.group(3)) :])

    def _comment(self, text: str) -> None:
        if found := re.match(r"(?:type:|feature[: ])[:\s]*(.*)", text, re.IGNORECASE):
            self.mark = int(ROLE_OF_NAME.get(found.group(1).strip().lower(), ROLE["unmarked"]))
        elif re.match(r"(layer_change|change_layer)\b|layer[: ]-?\d", text, re.IGNORECASE):
            first = self.layers[-1] if self.layers else 0
            if not self.layers or any(self._is_bead(k) for k in range(first, len(self.rows))):
                self.layers.append(len(self.rows))

    def _is_bead(self, k: int) -> bool:
        row, before = self.rows[k], self.rows[k - 1].place if k else (0.0, 0.0, 0.0)
        lays = row.role > 2 and row.role != ROLE["wipe"] and row.kind == "move"
        return lays and row.place[:2] != before[:2]

    def _words(self, text: str) -> tuple[dict[str, float], set[str]]:
        text = re.split(r"[;*\n]", re.sub(r"\([^)]*(\)|$)", " ", text))[0].rstrip()
        words: dict[str, float] = {}
        bare: set[str] = set()
        at = 0
        while at < len(text):
            if text[at] in " \t\r":
                at += 1
                continue
            found = WORD.match(text, at)
            if found is None:
                raise Refused(self.line)
            letter = found.group(1).upper()
            if found.group(2) is None:
                bare.add(letter)
            elif abs(float(found.group(2))) > 1e9:
                raise Refused(self.line)
            else:
                words[letter] = float(found.group(2))
            at = found.end()
            if at < len(text) and re.match(r"[-+.\d]", text[at]):
                raise Refused(self.line)
        return words, bare

    def _command(self, code: str, rest: str) -> None:
        match code:
            case "G0" | "G1":
                words = self._moving(rest)
                self._go(words)
            case "G2" | "G3":
                self._arc(self._moving(rest), code == "G2")
            case "G4":
                words, _ = self._words(rest)
                seconds = words.get("S", 0.0) if self.rules.dwell_s_word and "P" not in words else 0.0
                self.dwells.append(max(0.0, words.get("P", 0.0) / 1000.0, seconds))
                self._still("dwell")
            case "G10" | "G11":
                self._firmware_retract(code == "G10")
            case "G17" | "G18" | "G19":
                self.plane = code
            case "G20" | "G21":
                self.unit = 25.4 if code == "G20" else 1.0
            case "G28":
                words, bare = self._words(rest)
                for axis, letter in enumerate("XYZ"):
                    if letter in words or letter in bare or not {*words, *bare} & {*"XYZ"}:
                        self.head[axis] = self.base[axis] = 0.0
                self.place = list(self.head)
                self._still("stop")
            case "G90" | "G91":
                self.absolute = code == "G90"
                if self.rules.filament_mode == "last":
                    self.e_absolute = self.absolute
            case "G92":
                self.planner.append((len(self.rows), code))
                words, _ = self._words(rest)
                for axis, letter in enumerate("XYZE"):
                    if letter in words:
                        factor = self.unit * self.flow if letter == "E" else self.unit
                        self.base[axis] = self.place[axis] - words[letter] * factor
                    elif not {*words} & {*"XYZE"}:
                        self.base[axis] = self.place[axis]
            case "M82" | "M83":
                self.e_absolute = code == "M82"
            case "M109" | "M190" | "M104" | "M140":
                words, _ = self._words(rest)
                self._heat(code, words.get("S", words.get("R", 0.0)))
            case "M92" | "M201" | "M203" | "M205" | "M566" | "M900":
                self.planner.append((len(self.rows), code))
            case "M204":
                words, _ = self._words(rest)
                self.planner.append((len(self.rows), code))
                accel = words.get("S") or (min(words["P"], words["T"]) if {"P", "T"} <= {*words} else 0.0)
                if accel > 0.0:
                    self.limits.append((len(self.rows), accel))
            case "M220":
                words, _ = self._words(rest)
                self._factor("M220", words.get("S", 100.0))
            case "M221":
                words, _ = self._words(rest)
                self._factor("M221", words.get("S", 100.0))
            case "M400" | "M600":
                self._still("stop")
            case "M106":
                self._words(rest)
            case "M107" | "M73" | "M84" | "M117":
                pass
            case _ if code.startswith("T") and int(code[1:].rstrip(".")) >= 255:
                pass
            case _ if code.startswith("T"):
                if int(code[1:].rstrip(".")) != self.tool:
                    self.tool = int(code[1:].rstrip("."))
                    self.flow = 1.0
                    self.base[3] = self.place[3]
                    self._still("stop")
            case _:
                self.unknown[code] = self.unknown.get(code, 0) + 1

    def _moving(self, rest: str) -> dict[str, float]:
        words, bare = self._words(rest)
        if bare & {*"XYZEFIJK"} or words.get("F", 1.0) <= 0.0:
            raise Refused(self.line)
        return {letter: value if letter == "R" else value * self.unit for letter, value in words.items()}

    def _go(self, words: dict[str, float], speed: float | None = None) -> None:
        for axis, letter in enumerate("XYZE"):
            if letter not in words:
                continue
            value = words[letter] * (self.flow if letter == "E" else 1.0)
            from_base = self._filament_absolute() if letter == "E" else self.absolute
            self.place[axis] = value + (self.base[axis] if from_base else self.place[axis])
        if "F" in words:
            self.speed = words["F"] * self.per_minute
        self._write_move(self.speed if speed is None else speed)

    def _filament_absolute(self) -> bool:
        return self.e_absolute and (self.absolute or self.rules.filament_mode != "either")

    def _write_move(self, speed: float) -> None:
        de = self.place[3] - self.head[3]
        if math.dist(self.place[:3], self.head[:3]) >= FAR:
            role = self.mark if de > 0 else ROLE["wipe"] if de < 0 else ROLE["travel"]
            self.head = list(self.place)
            self._write("move", de, speed, role)
        elif de != 0:
            self.head[3] = self.place[3]
            self._write("filament", de, speed, ROLE["retract"] if de < 0 else ROLE["unretract"])

    def _write(self, kind: str, e: float, speed: float, role: int) -> None:
        x, y, z = self.head[:3]
        self.rows.append(Row(kind, (x, y, z), e, speed, role, self.line, self.offset))

    def _still(self, kind: str) -> None:
        self._write(kind, 0.0, 0.0, 0)

    def _firmware_retract(self, back: bool) -> None:
        if back == self.retracted:
            return
        self.retracted = back
        rules = self.rules
        before = self.place[3]
        self.place[3] += (-rules.retract_mm if back else rules.retract_mm + rules.unretract_extra_mm) * self.flow
        self.base[3] += self.place[3] - before
        self._write_move(int((rules.retract_mm_s if back else rules.unretract_mm_s) * 60.0) * self.per_minute)

    def _heat(self, code: str, celsius: float) -> None:
        heater = "nozzle" if code in ("M104", "M109") else "bed"
        if self.reached.get(heater) == celsius:
            return
        if code in ("M109", "M190") and celsius > 0.0:
            self.reached[heater] = celsius
            self._still("stop")
        else:
            self.reached.pop(heater, None)

    def _factor(self, code: str, percent: float) -> None:
        if percent <= 0.0:
            raise Refused(self.line)
        if code == "M220":
            self.speed = self.speed / self.per_minute * (percent / 6000.0)
            self.per_minute = percent / 6000.0
        else:
            out = (self.place[3] - self.base[3]) / self.flow
            self.flow = percent / 100.0
            self.base[3] = self.place[3] - out * self.flow

    def _arc(self, words: dict[str, float], clockwise: bool) -> None:
        first, second, along = {"G17": (0, 1, 2), "G18": (0, 2, 1), "G19": (1, 2, 0)}[self.plane]
        if ("R" in words or not self.absolute) and not self.rules.free_arcs:
            raise Refused(self.line)
        now = [self.place[axis] - self.base[axis] for axis in range(3)]
        to = [
            words.get(letter, now[axis]) if self.absolute else now[axis] + words.get(letter, 0.0)
            for axis, letter in enumerate("XYZ")
        ]
        if "R" in words:
            arm = self._arm_of_radius(
                words["R"] * self.unit, to[first] - now[first], to[second] - now[second], clockwise
            )
        else:
            arm = words.get("IJK"[first], 0.0), words.get("IJK"[second], 0.0)
        if arm == (0.0, 0.0):
            raise Refused(self.line)
        centre = now[first] + arm[0], now[second] + arm[1]
        start = math.atan2(-arm[1], -arm[0])
        out = to[first] - centre[0], to[second] - centre[1]
        # The angle between both arms by their cross and dot product: on the boundary every digit counts.
        turn = math.atan2(-arm[0] * out[1] + arm[1] * out[0], -arm[0] * out[0] - arm[1] * out[1])
        if turn < 0:
            turn += 2 * math.pi
        if clockwise:
            turn -= 2 * math.pi
        if turn == 0.0 and (now[first], now[second]) == (to[first], to[second]):
            turn = 2 * math.pi
        radius = math.hypot(*arm)
        length = math.hypot(radius * turn, to[along] - now[along])
        chords = self._chords(length, radius, turn, words["F"] * self.per_minute if "F" in words else self.speed)
        e_now = (self.place[3] - self.base[3]) / self.flow if self._filament_absolute() else 0.0
        e_step = (words["E"] - e_now) / chords if "E" in words else 0.0
        for chord in range(1, chords + 1):
            end = list(to)
            if chord < chords:
                angle = start + turn * chord / chords
                end[first] = centre[0] + radius * math.cos(angle)
                end[second] = centre[1] + radius * math.sin(angle)
                end[along] = now[along] + (to[along] - now[along]) * chord / chords
            if not self.absolute:  # the words of a move are relative then
                end = [value - (self.place[axis] - self.base[axis]) for axis, value in enumerate(end)]
            step = dict(zip("XYZ", end, strict=True))
            if e_step:
                e_now = e_now + e_step if self._filament_absolute() else e_step
                step["E"] = e_now
            if "F" in words:
                step["F"] = words["F"]
            self._go(step)

    def _arm_of_radius(self, radius: float, p: float, q: float, clockwise: bool) -> tuple[float, float]:
        """From the start to the centre: half the way to the end, then aside until the radius is right."""
        way = math.hypot(p, q)
        if way == 0.0:
            raise Refused(self.line)
        aside = math.sqrt(max(radius**2 - (way / 2) ** 2, 0.0)) / way
        if clockwise != (radius < 0.0):
            aside = -aside
        return p / 2 - q * aside, q / 2 + p * aside

    def _chords(self, length: float, radius: float, turn: float, speed: float) -> int:
        rules = self.rules
        chord = [rules.arc_resolution_mm]
        if rules.arc_chords_s:
            chord.append(speed / rules.arc_chords_s)
        if rules.arc_deviation_mm:
            chord.append(math.sqrt(8 * radius * rules.arc_deviation_mm))
        by_length = math.floor(length / max(min(chord), rules.arc_least_mm) + rules.arc_round_up)
        return max(1, by_length, math.ceil(rules.arc_circle_chords * abs(turn) / (2 * math.pi)))
