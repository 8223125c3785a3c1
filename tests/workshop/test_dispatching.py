"""Jobs go to machines that can take them, in order, once; and whoever waits is told the truth about it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.words import render
from layerworks.workshop.dispatching import Circuits, dispatch, obstacle, queue_order, why_waiting
from layerworks.workshop.waiting import Loaded, Needs, WaitingJob, WorkMachine

T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
NEEDS = Needs("big-400", "pa-cf", 0.6, 120.0)
READY = WorkMachine("m1", "big-400", "online", "idle", "clear", False, loaded=Loaded("pa-cf", "L7", 500.0, 0.6))
JOB = WaitingJob("j1", NEEDS, T0)

needs = st.builds(
    Needs,
    st.sampled_from(["big-400", "small-220"]),
    st.sampled_from(["pa-cf", "pla"]),
    st.sampled_from([0.4, 0.6]),
    st.sampled_from([10.0, 120.0, 900.0]),
)
loads = st.none() | st.builds(
    Loaded,
    st.sampled_from(["pa-cf", "pla"]),
    st.just("L1"),
    st.none() | st.sampled_from([5.0, 120.0, 1000.0]),
    st.sampled_from([0.4, 0.6]),
)
times = st.integers(0, 3).map(lambda h: T0 + timedelta(hours=h))


@st.composite
def shops(draw: st.DrawFn) -> tuple[list[WaitingJob], list[WorkMachine], Circuits]:
    jobs = [
        WaitingJob(
            f"j{i}",
            draw(needs),
            draw(times),
            draw(st.integers(-1, 1)),
            draw(st.none() | times),
            frozenset(draw(st.sets(st.sampled_from(["m0", "m1", "m2"]), max_size=2))),
            draw(st.integers(0, 5)) == 0,
            draw(st.sampled_from(["shop", "slicer"])),
        )
        for i in range(draw(st.integers(0, 6)))
    ]
    machines = [
        WorkMachine(
            f"m{i}",
            draw(st.sampled_from(["big-400", "small-220"])),
            draw(st.sampled_from(["online", "online", "online", "opening", "closed"])),
            draw(st.sampled_from(["idle", "idle", "idle", "printing", "error"])),
            draw(st.sampled_from(["clear", "clear", "clear", "occupied", "unknown"])),
            draw(st.integers(0, 5)) == 0,
            draw(st.integers(0, 5)) != 0,
            draw(loads),
            draw(st.sampled_from(["", "A", "B"])),
            draw(st.booleans()),
            draw(st.integers(0, 5)) != 0,
            draw(st.none() | times),
        )
        for i in range(draw(st.integers(0, 5)))
    ]
    return jobs, machines, Circuits({"A": draw(st.integers(0, 3))})


def slow_dispatch(jobs: list[WaitingJob], machines: list[WorkMachine], circuits: Circuits) -> list[tuple[str, str]]:
    """Go through the queue and look at every machine for every job."""
    warming = Counter(m.circuit for m in machines if m.warming)
    taken: list[tuple[str, str]] = []
    for job in queue_order(jobs):
        given_away = {m for _, m in taken}
        left = {c: most - warming[c] for c, most in circuits.most_warming.items()}
        for machine in machines:
            if machine.machine in given_away and machine.circuit in left:
                left[machine.circuit] -= 1
        can = [m for m in machines if m.machine not in given_away and obstacle(job, m, left) is None]

        def thrift(m: WorkMachine) -> tuple[float, datetime, str]:
            grams = m.loaded.remaining_g if m.loaded else None
            return inf if grams is None else grams, m.free_since or datetime.min.replace(tzinfo=UTC), m.machine

        if can:
            taken.append((job.job, min(can, key=thrift).machine))
    return taken


@given(shops())
def test_dispatch_is_what_looking_at_every_machine_for_every_job_gives(shop):
    assert [(a.job, a.machine) for a in dispatch(*shop)] == slow_dispatch(*shop)


@given(shops(), st.randoms())
def test_the_order_in_which_the_shop_is_told_does_not_matter(shop, random):
    jobs, machines, circuits = shop
    before = dispatch(jobs, machines, circuits)
    random.shuffle(jobs)
    random.shuffle(machines)
    assert dispatch(jobs, machines, circuits) == before


@given(shops())
def test_a_job_waits_for_a_reason_and_only_then(shop):
    jobs, machines, circuits = shop
    starts = {a.job for a in dispatch(jobs, machines, circuits)}
    for job in jobs:
        reasons = why_waiting(job, jobs, machines, circuits)
        assert (reasons == ()) == (job.job in starts)
        for reason in reasons:
            assert render(reason.told(), "en") != render(reason.told(), "zh")
        if job.job not in starts and not job.held:
            named = {r.machine for r in reasons if r.machine}
            assert named == {m.machine for m in machines if m.machine_type == job.needs.machine_type}


@pytest.mark.parametrize(
    ("machine", "why"),
    [
        (replace(READY, bed="occupied"), "bed_occupied"),
        (replace(READY, bed="unknown"), "bed_unknown"),
        (replace(READY, link="closed", device=None), "offline"),
        (replace(READY, device="error"), "error"),
        (replace(READY, device="printing"), "busy"),
        (replace(READY, taken=True), "busy"),
        (replace(READY, loaded=None), "nothing_loaded"),
        (replace(READY, loaded=Loaded("pla", "L1", 900.0, 0.6)), "other_material"),
        (replace(READY, loaded=Loaded("pa-cf", "L1", 900.0, 0.4)), "other_nozzle"),
        (replace(READY, loaded=Loaded("pa-cf", "L1", 119.0, 0.6)), "too_little"),
        (replace(READY, may_print=False), "observe_only"),
        (replace(READY, in_service=False), "out_of_service"),
        (replace(READY, machine_type="small-220"), "no_machine"),
        (replace(READY, circuit="A"), "circuit_busy"),
    ],
)
def test_each_obstacle_is_told_and_nothing_starts(machine, why):
    circuits = Circuits({"A": 0})
    assert dispatch([JOB], [machine], circuits) == ()
    assert [r.obstacle for r in why_waiting(JOB, [JOB], [machine], circuits)] == [why]


def test_a_small_job_leaves_the_full_spool_to_a_large_one():
    full = replace(READY, machine="full", loaded=Loaded("pa-cf", "L8", 1000.0, 0.6))
    large = WaitingJob("large", replace(NEEDS, mass_g=800.0), T0 + timedelta(hours=1))
    assert [(a.job, a.machine) for a in dispatch([JOB, large], [full, READY])] == [("j1", "m1"), ("large", "full")]


def test_who_is_nearest_to_taking_the_job_is_named_first():
    machines = [
        replace(READY, machine="a", link="closed", device=None),
        replace(READY, machine="b", bed="occupied"),
        replace(READY, machine="c", loaded=Loaded("pla", "L1", 1.0, 0.6)),
    ]
    assert [r.machine for r in why_waiting(JOB, [JOB], machines)] == ["b", "a", "c"]


def waiting(job: str, asked_by: str, minute: int, **more: Any) -> WaitingJob:
    needs = Needs(more.pop("machine_type", "big-400"), "pla", 0.4, 10.0)
    return WaitingJob(job, needs, T0 + timedelta(minutes=minute), asked_by=asked_by, **more)


def test_a_thousand_jobs_of_one_do_not_keep_the_one_job_of_another_waiting():
    many = [waiting(f"a{n:04}", "a", n) for n in range(1000)]
    late = [waiting("b1", "b", 2000), waiting("b2", "b", 2001), waiting("c1", "c", 2002)]
    assert [job.job for job in queue_order([*many, *late])][:6] == ["a0000", "b1", "c1", "a0001", "b2", "a0002"]


def test_what_is_urgent_or_due_goes_before_whose_turn_it_is():
    jobs = [
        waiting("a1", "a", 0),
        waiting("a2", "a", 1, urgency=1),
        waiting("a3", "a", 2, urgency=1),
        waiting("b1", "b", 3),
        waiting("b2", "b", 4, due_at=T0),
    ]
    assert [job.job for job in queue_order(jobs)] == ["a2", "a3", "b2", "a1", "b1"]


def test_jobs_for_other_machines_and_held_ones_cost_no_turn():
    jobs = [
        waiting("a1", "a", 0, machine_type="small-220"),
        waiting("a2", "a", 1, held=True),
        waiting("a3", "a", 2),
        waiting("b1", "b", 3),
    ]
    assert [job.job for job in queue_order(jobs)] == ["a1", "a2", "a3", "b1"]
