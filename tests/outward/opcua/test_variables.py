"""What OPC UA shows of a machine."""

from dataclasses import replace

import pytest

from layerworks.outward.opcua.variables import ItemState, heated, item_state, monitored
from layerworks.outward.sight import Heater, Sight, plain, sight_from

IDLE = Sight("m1", "prusa-mk4s", True, "idle", heaters=(Heater("bed", 60, 0.0),), position_mm=(1.0, 2.0, 3.0))


@pytest.mark.parametrize(
    ("sight", "state"),
    [
        (IDLE, "NotExecuting"),
        (replace(IDLE, device="printing"), "Executing"),
        (replace(IDLE, device="heating"), "Executing"),
        (replace(IDLE, device="error"), "NotAvailable"),
        (replace(IDLE, online=False), "NotAvailable"),
        (replace(IDLE, device="printing", in_service=False), "OutOfService"),
    ],
)
def test_the_state_of_the_item(sight, state):
    assert item_state(sight).browse_name == state


def test_numbers_of_states_are_those_of_the_specification():
    assert [(s.browse_name, int(s)) for s in ItemState] == [
        ("NotAvailable", 0), ("OutOfService", 1), ("NotExecuting", 2), ("Executing", 3)
    ]  # fmt: skip


def test_unknown_words_are_empty_and_unknown_numbers_are_none():
    told = monitored(IDLE)
    assert (told["Job"], told["X_mm"], told["Online"]) == ("", 1.0, True)
    assert told["Layer"] != told["Layer"]
    assert heated(IDLE) == {"bed": {"Actual_c": 60.0, "Target_c": 0.0}}


def test_a_sight_goes_to_another_process_whole():
    assert sight_from(plain(IDLE)) == IDLE
    assert sight_from(plain(replace(IDLE, position_mm=None, heaters=()))) == replace(IDLE, position_mm=None, heaters=())
