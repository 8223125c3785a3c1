"""Slow twin of Marlin's kernels: blocks in a queue that is planned anew whenever one is added or taken out."""

import math
from dataclasses import dataclass, field

import numpy as np

from layerworks.gcode.reading import Moves, Step
from layerworks.motion import MarlinLimits

LEAST_SPEED = 0.05
GATHERING_S = 0.1


@dataclass
class Block:
    """One block of the queue. way: of X, Y, Z (or motors A, B, Z) and filament, in whole steps."""

    row: int
    way: np.ndarray
    length: float
    steps: float
    speed: float
    accel: float
    velocity: np.ndarray
    unit: np.ndarray
    most_entry: float
    least: float
    safe: float
    eased: float
    receive_s: float
    fresh: bool
    entry: float = 0.0
    exit: float = 0.0
    cruise: float = 0.0
    time_s: float = 0.0
    before_s: float = 0.0

    @property
    def may_change2(self) -> float:
        return 2.0 * self.accel * self.length

    @property
    def steps_mm(self) -> float:
        return self.steps / self.length


@dataclass
class Machine:
    """Everything that Marlin keeps while a program runs."""

    limits: MarlinLimits
    settings: dict[str, list[float]]
    place: np.ndarray = field(default_factory=lambda: np.zeros(4))
    filament: float = 0.0
    before: Block | None = None
    queued: int = 0

    def obey(self, line: bytes) -> None:
        """Take one line that sets the planner."""
        words = line.split(b";")[0].decode().split()
        values = {word[0]: float(word[1:]) for word in words[1:] if len(word) > 1}
        axes = {"X": 0, "Y": 1, "Z": 2, "E": 3}
        match words[0]:
            case "G92":
                if "E" in values:
                    self.filament = self.place[3] = values["E"]
            case "M201" | "M203":
                for letter, value in values.items():
                    self.settings[words[0]][axes[letter]] = value
            case "M204":
                if "S" in values:
                    self.settings["M204"][0] = self.settings["M204"][2] = values["S"]
                for letter, value in values.items():
                    if letter in "PRT":
                        self.settings["M204"]["PRT".index(letter)] = value
            case "M205":
                for letter, value in values.items():
                    if letter in axes:
                        self.settings["jerk"][axes[letter]] = value
                    elif letter == "J":
                        self.settings["deviation"] = [value]
            case "M900":
                if self.settings["K"] != [values["K"]]:
                    self.settings["K"] = [values["K"]]
                    self.queued = 0
            case _:
                raise AssertionError(line)

    def stand(self, point: np.ndarray) -> None:
        """Stop, perhaps elsewhere."""
        self.place[:3] = point
        self.queued = 0

    def block(self, row: int, point: np.ndarray, e_mm: float, wanted: float, receive_s: float) -> Block | None:
        """Return the block of a move; None when it is too short and joins the next one."""
        limits, settings = self.limits, self.settings
        self.filament += e_mm
        to = np.array([*point, self.filament])
        steps_mm = np.array(limits.steps_per_mm)
        steps = whole(to, steps_mm) - whole(self.place, steps_mm)
        way = steps / steps_mm
        head_mm = math.sqrt(sum(w * w for w in way[:3]))
        if limits.kinematics == "corexy":
            steps[:2] = steps[0] + steps[1], steps[0] - steps[1]
            way[:2] = way[0] + way[1], way[0] - way[1]
        steps = abs(steps)
        count = max(steps)
        if count < max(limits.least_steps, 1):
            return None
        length = head_mm if max(steps[:3]) >= limits.least_steps else abs(way[3])
        if length == 0.0:
            return None
        flight, fed = math.dist(to[:3], self.place[:3]), self.filament - self.place[3]
        self.place = to
        speed = self.slowed(max(wanted, 1e-9), length)
        factor = min(
            [1.0, *(most * length / (abs(w) * speed) for most, w in zip(settings["M203"], way, strict=True) if w)]
        )
        speed *= factor
        advancing = bool(steps[:3].any() and steps[3] and fed > 0 and settings["K"][0] and fed <= 3.0 * flight)
        accel = self.accel(way, steps, length, fed / flight if advancing else 0.0)
        newer = limits.generation == "2.1.3"
        per_mm = count / length
        least = min(math.sqrt(0.5 * accel / per_mm), speed) if newer else LEAST_SPEED
        velocity = way * (speed / length)
        safe = min(
            [speed, *(j * speed / abs(v) for j, v in zip(settings["jerk"], velocity, strict=True) if abs(v) > j)]
        )
        with_e = steps[3] > 0 or limits.kinematics == "corexy"
        norm = math.sqrt(sum(w * w for w in way)) if with_e else length
        block = Block(
            row=row,
            way=way,
            length=length,
            steps=count,
            speed=speed,
            accel=accel,
            velocity=velocity,
            unit=way / norm,
            most_entry=0.0,
            least=least,
            safe=safe,
            eased=settings["K"][0] * accel * per_mm / steps_mm[3] if advancing else 0.0,
            receive_s=receive_s,
            fresh=self.queued == 0,
        )
        if self.before is not None and not block.fresh:
            block.most_entry = self.junction(self.before, block)
            if newer:
                block.most_entry = max(block.most_entry, least)
        self.before = block
        self.queued += 1
        return block

    def slowed(self, speed: float, length: float) -> float:
        limits = self.limits
        if limits.serial_bytes_s or not 2 <= self.queued < limits.buffer_blocks // 2:
            return speed
        short_s = limits.least_segment_s - length / speed
        return length / (length / speed + 2.0 * short_s / self.queued) if short_s > 0 else speed

    def accel(self, way: np.ndarray, steps: np.ndarray, length: float, thickness: float) -> float:
        settings = self.settings
        if not steps[:3].any():
            return settings["M204"][1]
        accel = settings["M204"][0 if steps[3] else 2]
        if thickness and not self.limits.smooth_advance:
            jerk = settings["jerk"][3]
            if self.limits.junction == "deviation":
                jerk = math.sqrt(settings["deviation"][0] * settings["M201"][3] * (1.0 + math.sqrt(2.0)))
            accel = min(accel, jerk / (settings["K"][0] * thickness))
        per_mm, count = max(steps) / length, max(steps)
        if self.limits.generation == "2.0" and accel * per_mm * count >= 2**32:
            return in_a_word(accel * per_mm, settings["M201"], self.limits.steps_per_mm, steps) / per_mm
        return min([accel, *(most * length / abs(w) for most, w in zip(settings["M201"], way, strict=True) if w)])

    def junction(self, before: Block, block: Block) -> float:
        """Return the speed at which one block may hand over to the next."""
        if self.limits.junction == "deviation":
            return self.by_deviation(before, block)
        jerks = list(self.settings["jerk"])
        shared = min(before.speed, block.speed)
        if self.limits.generation == "2.1.3":
            if block.way[3] < 0.0:
                jerks[3] += before.eased
            jump = abs(block.velocity * (shared / block.speed) - before.velocity * (shared / before.speed))
            return shared * min([1.0, *(j / d for j, d in zip(jerks, jump, strict=True) if d > j)])
        factor = 1.0
        for axis, jerk in enumerate(jerks):
            leave = before.velocity[axis] * (shared / before.speed) * factor
            enter = block.velocity[axis] * factor
            jump = abs(leave - enter) if leave * enter > 0 else max(abs(leave), abs(enter))
            factor *= min(1.0, jerk / jump) if jump else 1.0
        held = shared * factor
        return block.safe if min(before.safe, block.safe) > 0.99 * held else held

    def by_deviation(self, before: Block, block: Block) -> float:
        cosine = -float(before.unit @ block.unit)
        if cosine > 0.999999:
            most2 = block.least**2
        else:
            cosine = max(cosine, -0.999999)
            bend = block.unit - before.unit
            share = abs(bend) / (math.sqrt(float(bend @ bend)) or 1.0)
            accel = min([block.accel, *(most / s for most, s in zip(self.settings["M201"], share, strict=True) if s)])
            sine = math.sqrt((1.0 - cosine) / 2.0)
            most2 = accel * self.settings["deviation"][0] * sine / (1.0 - sine)
            if block.length < 1.0 and cosine < -0.7071067812:
                most2 = min(most2, block.length * accel / turn(-cosine))
        return min(math.sqrt(most2), block.speed, before.speed)


def in_a_word(rate: float, accels: list[float], steps_per_mm: tuple[float, ...], steps: np.ndarray) -> float:
    """Limit an acceleration in steps/s² axis by axis, as numbers of 32 bits do."""
    mosts = [int(accel * per_mm) for accel, per_mm in zip(accels, steps_per_mm, strict=True)]
    count = int(max(steps))
    whole = count <= (2**32 - 1) // max(mosts)
    for most, own in zip(mosts, steps.astype(int).tolist(), strict=True):
        if own and most < rate:
            if not whole:
                rate = min(rate, int(most * count / own))
            elif (rate * own) % 2**32 > most * count:
                rate = most * count // own
    return rate


def whole(place_mm: np.ndarray, steps_mm: np.ndarray) -> np.ndarray:
    """Return a place in whole steps: a product in single precision, rounded half away from zero."""
    steps = place_mm.astype(np.float32) * steps_mm.astype(np.float32)
    return np.array([math.copysign(math.floor(abs(float(s)) + 0.5), s) for s in steps])


def turn(cosine: float) -> float:
    """The firmware's arc cosine: straight lines between 1 − 2⁻ⁿ, a little raised; by 2¹⁵ parts."""
    parts = int((1.0 - cosine) * 2**15)
    n = 15 - parts.bit_length()
    near, far = 1.0 - 0.5**n, 1.0 - 0.5 ** (n + 1) if n < 15 else 0.999999
    turns = math.acos(near) * (1.00751495 if n else 1.0), math.acos(far) * (1.00751495 if n < 15 else 1.0)
    return turns[0] + (turns[1] - turns[0]) * (cosine - near) / (far - near)


def plan_slowly(moves: Moves, limits: MarlinLimits) -> list[Block | float | None]:
    """Return each row's block, its seconds where it stands still, None where it joins the next row."""
    machine = Machine(
        limits,
        {
            "M201": list(limits.axis_accel_mm_s2),
            "M203": list(limits.axis_velocity_mm_s),
            "M204": [limits.print_accel_mm_s2, limits.retract_accel_mm_s2, limits.travel_accel_mm_s2],
            "jerk": list(limits.axis_jerk_mm_s),
            "deviation": [limits.junction_deviation_mm],
            "K": [limits.linear_advance_s],
        },
    )
    said = list(zip(moves.planner_row.tolist(), moves.planner_line, strict=True))
    rows: list[Block | float | None] = []
    dwells = iter(moves.dwell_s.tolist())
    offset, due = 0, 0.0
    for row in range(len(moves)):
        while said and said[0][0] <= row:
            machine.obey(said.pop(0)[1])
        size = min(int(moves.offset[row]) - offset, 96)
        offset = int(moves.offset[row])
        if limits.serial_bytes_s and size > 0:
            due += size / limits.serial_bytes_s + limits.serial_line_s
        if moves.step[row] in (Step.DWELL, Step.STOP):
            machine.stand(moves.points_mm[row + 1])
            rows.append(next(dwells) if moves.step[row] == Step.DWELL else 0.0)
            continue
        point, e_mm, speed = moves.points_mm[row + 1], float(moves.e_mm[row]), float(moves.speed_mm_s[row])
        block = machine.block(row, point, e_mm, speed, due)
        if block is not None:
            due = 0.0
        rows.append(block)
    Player(limits, rows).play()
    return rows


class Player:
    """Plays blocks: the queue is full as far as the line, or the room in it, allows."""

    def __init__(self, limits: MarlinLimits, rows: list[Block | float | None]) -> None:
        self.limits = limits
        self.rows = rows
        self.room = max(limits.buffer_blocks - 1, 1)
        self.started_s: list[float] = []
        self.ended_s: list[float] = []
        self.arrived_s = 0.0
        self.now_s = 0.0
        self.slowed = 0.0  # speed of the last block that came in, if it was slowed

    def play(self) -> None:
        entry: float | None = None
        arrival: dict[int, float] = {}
        for at, head in enumerate(self.rows):
            if not isinstance(head, Block):
                if head is not None:
                    entry = None
                    self.now_s += head
                    self.arrived_s = max(self.arrived_s, self.now_s)
                continue
            if head.fresh:
                self.arrived_s = max(self.arrived_s, self.now_s)
            chain = self.chain(at)
            start_s = self.start_s(chain, arrival)
            head.before_s = start_s - self.now_s
            known = [head]
            for block in chain[1 : self.room]:
                if self.arrival_s(block, arrival, start_s) > start_s:
                    break
                known.append(block)
            head.entry = head.least if entry is None or head.fresh else entry
            entry = self.plan(known)
            self.run(head, entry)
            self.now_s = start_s + head.time_s
            self.started_s.append(start_s)
            self.ended_s.append(self.now_s)

    def chain(self, at: int) -> list[Block]:
        """The block and those behind it until the machine stands."""
        chain: list[Block] = []
        for row in self.rows[at:]:
            if isinstance(row, float) or (isinstance(row, Block) and chain and row.fresh):
                break
            if isinstance(row, Block):
                chain.append(row)
        return chain

    def start_s(self, chain: list[Block], arrival: dict[int, float]) -> float:
        if not self.limits.serial_bytes_s:
            return self.now_s
        came = self.arrival_s(chain[0], arrival, math.inf)
        if came <= self.now_s and self.ended_s:
            return self.now_s
        latest = gathered = came + GATHERING_S
        if len(chain) > 2:
            gathered = came + chain[1].receive_s + chain[2].receive_s
        return max(min(gathered, latest), self.now_s)

    def arrival_s(self, block: Block, arrival: dict[int, float], now_s: float) -> float:
        """When a block comes in, if by now; a later one is not noted yet."""
        if not self.limits.serial_bytes_s:
            return 0.0
        if block.row in arrival:
            return arrival[block.row]
        number = len(self.ended_s) + sum(1 for row in self.rows if isinstance(row, Block) and self.behind(row, block))
        free_s = self.ended_s[number - self.room] if number >= self.room else 0.0
        came = max(self.arrived_s, free_s) + block.receive_s
        if came > now_s:
            return came
        arrival[block.row] = self.arrived_s = came
        waiting = number - len(self.ended_s)
        waiting += sum(1 for started_s in self.started_s[1 - self.room :] if started_s >= came) if self.room > 1 else 0
        if self.slowed and not block.fresh:
            block.most_entry = min(block.most_entry, self.slowed)
        self.slowed = 0.0
        seconds, least_s = block.length / block.speed, self.limits.least_segment_s
        if 2 <= waiting < self.limits.buffer_blocks // 2 and seconds < least_s:
            block.speed = block.length / (seconds + 2.0 * (least_s - seconds) / waiting)
            block.most_entry = min(block.most_entry, block.speed)
            self.slowed = block.speed
        return came

    def behind(self, row: Block, block: Block) -> bool:
        """Tell whether a row has not been played and comes before a block."""
        return row.row < block.row and row.time_s == 0.0

    def plan(self, queue: list[Block]) -> float:
        """Return the speed at which the first block of a queue hands over."""
        newer = self.limits.generation == "2.1.3"
        speeds = [block.entry for block in queue[:1]] + [0.0] * (len(queue) - 1)
        following2 = queue[-1].least ** 2
        for at in range(len(queue) - 1, 0, -1):
            following2 = min(queue[at].most_entry ** 2, following2 + queue[at].may_change2)
            speeds[at] = math.sqrt(following2)
        if len(queue) == 1:
            speeds.append(queue[0].least)
        head = queue[0]
        if newer or head.speed**2 > head.least**2 + head.may_change2:
            speeds[1] = min(speeds[1], math.sqrt(speeds[0] ** 2 + head.may_change2))
        return max(speeds[1], queue[1].least) if len(queue) > 1 else speeds[1]

    def run(self, block: Block, following: float) -> None:
        """Give a block its shape, in whole steps, and its time."""
        older = self.limits.generation != "2.1.3"
        per_mm, count = block.steps_mm, block.steps
        floor = 120.0 / per_mm if older else 0.0
        top, a = block.speed, block.accel
        entry, leave = (min(max(speed, floor), top) for speed in (block.entry, following))
        up, down = ((top**2 - v**2) / (2 * a) * per_mm for v in (entry, leave))
        if up + down > count:
            up = (count + up - down) / 2
            if up <= -1e-4:
                up, top = 0.0, entry
                leave = max(leave, math.sqrt(max(entry**2 - block.may_change2, 0.0)))
            elif up >= count:
                up = count
                leave = top = math.sqrt(entry**2 + block.may_change2)
            else:
                if older:
                    rates = [math.ceil(v * per_mm - 1e-4) for v in (entry, leave)]
                    up = max(math.ceil(count / 2 + (rates[1] ** 2 - rates[0] ** 2) / (4 * a * per_mm) - 1e-4), 0)
                else:
                    up = math.floor(up + 0.5001)
                up = min(up, count)
                top = max(min(math.sqrt(entry**2 + 2 * a * up / per_mm), top), leave)
            down = count - up
        else:
            up = min(math.ceil(up - 1e-4), count)
            down = min(math.floor(down + 1e-4) if older else math.ceil(down - 1e-4), count - up)
        flat = count - up - down
        block.time_s = (2 * up / (entry + top) + 2 * down / (leave + top) + flat / top) / per_mm
        block.entry, block.cruise, block.exit = entry, top, leave
