"""A machine that another hub tends is seen by dispatch as the hub that tends it sees it."""

from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.hub.cluster.working import work_machine
from layerworks.workshop.dispatching import Circuits, why_waiting
from layerworks.workshop.waiting import Loaded, Needs, WaitingJob, WorkMachine
from workshop.facts import T0

STATE = {
    "machine_type": "mk4", "circuit": "A", "link": "online", "device": "idle", "bed": "clear", "in_service": True,
    "attempt": None, "observe_only": False,
    "spools": {"0": {"material": "pla", "lot": "7", "nozzle_mm": 0.4, "left_g": 30.0}},
}  # fmt: skip
JOB = WaitingJob("j", Needs("mk4", "pla", 0.4, 20.0), T0)


def test_an_idle_machine_is_ready():
    loaded = Loaded("pla", "7", 30.0, 0.4)
    assert work_machine("m", STATE) == WorkMachine("m", "mk4", "online", "idle", "clear", False, True, loaded, "A")
    assert why_waiting(JOB, [JOB], [work_machine("m", STATE)]) == ()


@given(st.sampled_from(["silent", "closed", "opening", None]))
def test_one_that_is_not_heard_is_offline(link):
    (why,) = why_waiting(JOB, [JOB], [work_machine("m", STATE | {"link": link})])
    assert why.obstacle == "offline"


def test_one_that_heats_takes_from_its_circuit():
    heating = work_machine("m", STATE | {"device": "heating", "attempt": "a"})
    assert Circuits({"A": 2, "B": 1}).beside([heating]) == Circuits({"A": 1, "B": 1})


def test_a_state_that_tells_nothing_is_no_machine_to_print_on():
    (why,) = why_waiting(JOB, [JOB], [work_machine("m", {"machine_type": "mk4"})])
    assert why.obstacle == "nothing_loaded"


ODD = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=5)
SPOOLS = st.dictionaries(
    st.sampled_from(["0", "1", "x"]), ODD | st.dictionaries(st.sampled_from(["lot", "left_g"]), ODD)
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(STATE, ODD)), ODD | SPOOLS)
def test_whatever_somebody_tells_of_a_machine_dispatch_goes_on(told, spools):
    machine = work_machine("m", STATE | told | {"spools": spools})
    why_waiting(JOB, [JOB], [machine], Circuits({"A": 1}).beside([machine]))
