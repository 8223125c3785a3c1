"""Hubs that share machines by leases: fair parts, names, what cannot be taken, and leaving."""

from datetime import timedelta

import pytest

from layerworks.errors import Missing
from layerworks.words import say
from layerworks.workshop.floor import Floor
from layerworks.workshop.leases import AskedFirst
from layerworks.workshop.post import FloorMachine
from layerworks.workshop.queue import Queue
from layerworks.workshop.sharing import AT_ONCE, Share
from workshop.facts import T0
from workshop.list_journal import ListJournal
from workshop.list_leases import ListLeases

LEASE_S = 30.0


class Silent:
    """A connector that never says anything."""

    def __init__(self, machine: str):
        self.machine = machine

    def close(self) -> None: ...


class Shop:
    """Leases and a journal, and hubs that come and go."""

    def __init__(self, machines: int):
        self.now_s = 0.0
        self.leases, self.journal = ListLeases(lambda: self.now_s), ListJournal()
        self.fleet = [f"m{i:03}" for i in range(machines)]
        self.unknown: set[str] = set()
        self.hubs: list[tuple[Share, Floor]] = []

    def join(self, holder: str, name: str = "") -> Floor:
        floor = Floor(self.journal, (), Queue(self.journal, (), holder), lambda digest: b"", holder, T0)
        journal = AskedFirst(self.leases, self.journal)
        share = Share(
            holder, floor, journal, self.leases, lambda: self.fleet, self.enter, lambda: None, LEASE_S, name or holder
        )
        self.hubs.append((share, floor))
        return floor

    def enter(self, machine: str) -> FloorMachine:
        if machine in self.unknown:
            raise Missing(say("app.hub_no_machine", machine=machine), None)
        return FloorMachine(Silent(machine), "mk4")  # pyright: ignore[reportArgumentType]

    def passes(self, seconds: float) -> None:
        for _ in range(round(seconds)):
            self.now_s += 1.0
            for share, _ in self.hubs:
                share.tend(T0 + timedelta(seconds=self.now_s))


def test_machines_are_dealt_out_evenly_and_those_of_a_dead_hub_are_taken_over():
    shop = Shop(10)
    first, second = shop.join("a"), shop.join("b")
    shop.passes(60)
    assert (len(first.posts), len(second.posts)) == (5, 5)
    assert first.posts.keys().isdisjoint(second.posts.keys())
    shop.hubs.pop(0)
    shop.passes(LEASE_S + LEASE_S / 3 + 1)
    assert sorted(second.posts) == shop.fleet


def test_who_leaves_gives_everything_back_at_once():
    shop = Shop(4)
    first, second = shop.join("a"), shop.join("b")
    shop.passes(60)
    shop.hubs.pop(0)[0].leave()
    assert not first.posts
    shop.passes(LEASE_S / 3 + 1)
    assert sorted(second.posts) == shop.fleet


def test_a_second_hub_of_the_same_name_takes_nothing_until_the_first_is_gone():
    shop = Shop(4)
    first, second = shop.join("a run1", "a"), shop.join("a run2", "a")
    shop.passes(60)
    assert (len(first.posts), len(second.posts)) == (4, 0)
    shop.hubs.pop(0)
    shop.passes(LEASE_S + LEASE_S / 3 + 1)
    assert len(second.posts) == 4


def test_a_machine_that_cannot_be_taken_keeps_no_other_from_it():
    shop = Shop(4)
    shop.unknown = {"m000"}
    floor = shop.join("a")
    shop.passes(15)
    assert sorted(floor.posts) == ["m001", "m002", "m003"]
    assert "m000" not in shop.leases.held()
    shop.unknown = set()
    shop.passes(15)
    assert sorted(floor.posts) == shop.fleet


@pytest.mark.parametrize("machines", [AT_ONCE - 1, 3 * AT_ONCE + 1])
def test_many_are_taken_some_at_a_time(machines: int):
    shop = Shop(machines)
    floor = shop.join("a")
    shop.passes(1)
    assert len(floor.posts) == min(machines, AT_ONCE)
    shop.passes(4)
    assert len(floor.posts) == machines


def test_a_machine_that_left_the_shop_is_let_go():
    shop = Shop(3)
    floor = shop.join("a")
    shop.passes(5)
    shop.fleet = ["m001"]
    shop.hubs[0][0].look_again()
    shop.passes(1)
    assert list(floor.posts) == ["m001"]


def test_a_name_that_left_with_one_hub_may_come_back_at_another():
    shop = Shop(4)
    first, second = shop.join("a"), shop.join("b")
    shop.passes(60)

    def dismiss(floor: Floor) -> str:
        name = min(floor.posts)
        floor.dismiss(name)
        shop.fleet.remove(name)
        return name

    left = dismiss(second)
    shop.fleet.append("m004")
    shop.passes(15)
    assert "m004" in second.posts
    dismiss(first)
    shop.fleet.append(left)
    shop.passes(15)
    assert left in first.posts
