"""Openings on a clock of the test's own, in front of a hub that works at one of them at a time."""

import heapq
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from layerworks.connectors.openings import LEAST, MOST, MOST_IN_ALL, OVERDUE_S, Openings

EVERY_S = 0.1  # it looks how late it is woken
GIVEN_UP_S = 10.0  # an opening that takes longer has failed


@dataclass
class World:
    """Machines that call again when they failed. work_s: of the hub for one opening; dead: machines that say nothing.

    turns: when each was admitted. lost: openings of living machines that came to nothing.
    """

    machines: int
    work_s: float
    dead: frozenset[int] = frozenset()
    openings: Openings[int] = field(default_factory=Openings)
    turns: list[tuple[float, int]] = field(default_factory=list)
    known: dict[int, float] = field(default_factory=dict)
    lost: int = 0
    busiest: int = 0
    _heap: list[tuple[float, int, str, int]] = field(default_factory=list)
    _free_s: float = 0.0
    _count: int = 0

    def run(self, until_s: float) -> None:
        """Let all call at once, and time pass."""
        for machine in range(self.machines):
            self.openings.ask(machine)
        self._admit(0.0)
        self._at(EVERY_S, "woken", 0)
        while self._heap and self._heap[0][0] <= until_s and len(self.known) + len(self.dead) < self.machines:
            now_s, _, what, machine = heapq.heappop(self._heap)
            if what == "answered":
                self.openings.answered(machine)
                self.known[machine] = now_s
            elif what == "failed":
                self.lost += machine not in self.dead
                self.openings.over(machine)
                self._at(now_s + 60.0, "again", machine)
            elif what == "again":
                self.openings.ask(machine)
            else:
                self.openings.woken(max(0.0, self._free_s - now_s), now_s)
                self._at(now_s + EVERY_S, "woken", 0)
            self._admit(now_s)

    def _admit(self, now_s: float) -> None:
        for machine in self.openings.admit(now_s):
            self.turns.append((now_s, machine))
            if machine in self.dead:
                self._at(now_s + GIVEN_UP_S, "failed", machine)
                continue
            self._free_s = max(self._free_s, now_s) + self.work_s
            late = self._free_s - now_s > GIVEN_UP_S
            self._at(now_s + GIVEN_UP_S if late else self._free_s, "failed" if late else "answered", machine)
        self.busiest = max(self.busiest, len(self.openings))

    def _at(self, at_s: float, what: str, machine: int) -> None:
        self._count += 1
        heapq.heappush(self._heap, (at_s, self._count, what, machine))


def test_ten_thousand_at_once_all_come_in_and_none_is_given_up_because_of_the_others() -> None:
    world = World(10_000, work_s=0.004)
    world.run(60.0)
    assert len(world.known) == 10_000
    assert world.lost == 0
    assert world.busiest <= MOST
    assert max(world.known.values()) < 10_000 * 0.004 * 1.05  # the hub was never without work
    assert [machine for _, machine in world.turns] == list(range(10_000))


def test_on_a_hub_that_is_short_of_time_fewer_are_open_and_still_none_is_given_up() -> None:
    world = World(1_000, work_s=0.2)
    world.run(300.0)
    assert len(world.known) == 1_000
    assert world.lost == 0
    assert world.openings.room < LEAST * 1.5


def test_a_shop_full_of_dead_machines_stands_in_nobodys_way() -> None:
    dead = frozenset(range(2_000))  # they were there first
    world = World(3_000, work_s=0.004, dead=dead)
    world.run(300.0)
    assert len(world.known) == 1_000
    assert world.lost == 0
    assert world.busiest <= MOST_IN_ALL
    assert max(world.known.values()) < 200.0


@given(st.integers(1, 400), st.floats(0.0005, 0.25), st.frozensets(st.integers(0, 60), max_size=60))
def test_whoever_lives_comes_in_at_the_first_try(machines: int, work_s: float, dead: frozenset[int]) -> None:
    world = World(machines, work_s, frozenset(m for m in dead if m < machines))
    world.run(1e6)
    assert len(world.known) == machines - len(world.dead)
    assert world.lost == 0
    assert world.busiest <= MOST_IN_ALL
    tries = [machine for _, machine in world.turns if machine not in world.dead]
    assert tries == sorted(tries)


def test_room_grows_by_answers_alone() -> None:
    openings = Openings[str]()
    for number in range(1000):
        openings.ask(f"m{number}")
    first = openings.admit(0.0)
    assert len(first) == LEAST
    assert openings.admit(OVERDUE_S / 2) == []
    openings.answered(first[0])
    assert openings.admit(0.1) == [f"m{LEAST}", f"m{LEAST + 1}"]
    openings.over(first[1])  # it was refused: its place is free, and no more than that
    assert openings.admit(0.2) == [f"m{LEAST + 2}"]


def test_whoever_gives_up_while_it_waits_is_passed_over() -> None:
    openings = Openings[str](least=1)
    for name in ("a", "b", "c"):
        openings.ask(name)
    assert openings.admit(0.0) == ["a"]
    openings.over("b")
    openings.over("a")
    assert openings.admit(0.0) == ["c"]
    assert len(openings) == 1
