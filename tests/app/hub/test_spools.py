"""Filament: what a print has used, what is left on which spool, and when a person must be told."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from layerworks.app.hub.expecting import Course
from layerworks.app.hub.spools import filament_left, flow_mm3_s, left_g, used_g
from layerworks.catalogue import material
from layerworks.fleet.alarms import Expected
from layerworks.workshop.attempt import PrintAttempt
from layerworks.workshop.dispatching import spool_short, why_waiting
from layerworks.workshop.equipment import Equipment, MaterialLoaded, MaterialUsed, equipment_of, machine_entry, refitted
from layerworks.workshop.events import Ended
from layerworks.workshop.queued import Queued, job_entry, queued, recalled, used_by
from layerworks.workshop.waiting import WorkMachine

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
EVENT = Queued("d" * 64, 1000, ("piece",), 600.0, "big", "pla", 0.4, 30.0, needed_mm=(6000.0, 4000.0))
JOB = queued("j", EVENT, NOON)
ATTEMPT = PrintAttempt("j-1", "j", "m", "d" * 64, 1000, 600.0, NOON, NOON)


def course(first_mm: float, second_mm: float) -> Course:
    left = {0: first_mm, 1: second_mm}
    return Course(NOON, NOON, 1.0, (1.0, 1.0), 0.5, 1, 2, 0.2, 5, "", left, Expected(1.0, 2.0, 0.0))


def loaded(first_g: float | None, second_g: float | None) -> Equipment:
    equipment = refitted(Equipment(), MaterialLoaded("pla", "L1", first_g, 0.4))
    return refitted(equipment, MaterialLoaded("pla", "L2", second_g, 0.4, tool=1))


def test_a_program_says_what_each_tool_needs_and_the_journal_keeps_it():
    assert JOB.needs.tools_g == pytest.approx((18.0, 12.0))
    assert recalled("j", [job_entry(EVENT, "j", NOON, "mei", "")]) == replace(JOB, asked_by="mei")


def test_what_was_fed_is_off_the_spool_before_the_print_ends():
    assert used_g(JOB, course(3000.0, 4000.0)) == pytest.approx({0: 9.0, 1: 0.0})
    assert left_g(loaded(20.0, None), "j-1", JOB, course(3000.0, 4000.0)) == pytest.approx({0: 11.0})
    assert left_g(loaded(20.0, 50.0), "", None, None) == {0: 20.0, 1: 50.0}


def test_flow_is_volume_by_the_density_of_the_material():
    flow = flow_mm3_s(JOB, replace(course(1.0, 1.0), feed_mm_s=2.0))
    assert flow == pytest.approx(2.0 * 0.003 / material("pla").density_g_cm3 * 1000.0)
    assert flow_mm3_s(queued("j", replace(EVENT, material="gone"), NOON), course(1.0, 1.0)) is None


def test_the_shortest_spool_is_told_and_one_nobody_weighed_is_not():
    enough = filament_left(loaded(20.0, 11.0), "j-1", JOB, course(6000.0, 4000.0))
    assert enough is not None
    assert (enough.left_mm, enough.needed_mm) == pytest.approx((11.0 / 0.003, 4000.0))
    assert filament_left(loaded(None, None), "j-1", JOB, course(1.0, 1.0)) is None
    assert filament_left(loaded(20.0, 11.0), "j-1", replace(JOB, needed_mm=()), course(1.0, 1.0)) is None


def test_a_spool_put_in_halfway_gives_only_what_came_after():
    halfway = MaterialLoaded("pla", "L9", 100.0, 0.4, attempt="j-1", before_g=9.0)
    equipment = refitted(loaded(9.0, None), halfway)
    assert left_g(equipment, "j-1", JOB, course(1000.0, 0.0))[0] == pytest.approx(94.0)
    used = MaterialUsed("j-1", 30.0, (18.0, 12.0))
    history = [machine_entry(event, "m", NOON, "mei", "") for event in (halfway, used, used)]
    assert equipment_of(history).loaded.remaining_g == pytest.approx(91.0)
    later = refitted(equipment_of(history), MaterialUsed("k-1", 10.0))
    assert later.loaded.remaining_g == pytest.approx(81.0)


@pytest.mark.parametrize(
    ("end", "mass_g"),
    [
        (Ended("completed", "printed"), 30.0),
        (Ended("completed", "printed", filament_mm=9000.0), 27.0),  # one part was left out
        (Ended("failed", "stall", filament_mm=0.0, byte_offset=500, printed_s=100.0), 15.0),
        (Ended("cancelled", "asked", printed_s=60.0), 3.0),
        (Ended("failed", "stall", filament_mm=1e9), 30.0),
    ],
)
def test_an_attempt_took_what_was_fed_or_as_far_as_it_came(end, mass_g):
    used = used_by(JOB, replace(ATTEMPT, end=end))
    assert used.mass_g == pytest.approx(mass_g)
    assert used.tools_g == pytest.approx((0.6 * mass_g, 0.4 * mass_g))


def test_a_job_waits_for_the_spool_that_is_too_small_and_is_told_by_how_much():
    def machine(equipment: Equipment) -> WorkMachine:
        return WorkMachine(
            "m", "big", "online", "idle", "clear", False, loaded=equipment.loaded, others=equipment.others
        )

    def why(equipment: Equipment):
        return why_waiting(JOB.waiting, [JOB.waiting], [machine(equipment)])

    assert why(loaded(18.0, 12.0)) == ()
    (short,) = why(loaded(18.0, 11.0))
    assert (short.obstacle, short.tool, short.left_g) == ("too_little", 1, 11.0)
    assert dict(short.told().values)["needed_g"] == pytest.approx(12.0)
    only_first = refitted(Equipment(), MaterialLoaded("pla", "", 100.0, 0.4))
    assert [w.obstacle for w in why(only_first)] == ["tool_empty"]
    assert spool_short(JOB.needs, machine(loaded(None, None))) is None
