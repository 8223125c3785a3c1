"""What OPC UA shows of a machine."""

from dataclasses import replace

import pytest

from layerworks.outward.opcua.specification import CELSIUS, GRAM, ItemState, ProgramState, browse_name
from layerworks.outward.opcua.variables import feedstock, item_state, monitored, operation_mode, program, program_state
from layerworks.outward.sight import Heater, Sight, Spool, plain, sight_from

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
    assert browse_name(item_state(sight)) == state


def test_numbers_of_states_are_those_of_the_specification():
    assert [(browse_name(s), int(s)) for s in ItemState] == [
        ("NotAvailable", 0), ("OutOfService", 1), ("NotExecuting", 2), ("Executing", 3)
    ]  # fmt: skip


def test_unknown_words_are_empty_and_unknown_numbers_are_none():
    told = monitored(IDLE)
    assert (told["Job"], told["X_mm"], told["Online"]) == ("", 1.0, True)
    assert told["Layer"] != told["Layer"]


def test_a_sight_goes_to_another_process_whole():
    assert sight_from(plain(IDLE)) == IDLE
    spools = (Spool(0, "pla", "lot 7", 812.5), Spool(3, "petg", "", None))
    other = replace(IDLE, position_mm=None, heaters=(), spools=spools)
    assert sight_from(plain(other)) == other


@pytest.mark.parametrize(
    ("phase", "state"),
    [
        (None, "Initializing"), ("running", "Running"), ("paused", "Interrupted"), ("completed", "Ended"),
        ("cancelled", "Aborted"), ("failed", "Aborted"),
    ],
)  # fmt: skip
def test_the_state_of_the_program(phase, state):
    assert browse_name(program_state(replace(IDLE, phase=phase))) == state


def test_numbers_of_programs_states_are_those_of_the_specification():
    assert [browse_name(s) for s in ProgramState] == ["Initializing", "Running", "Ended", "Interrupted", "Aborted"]


def test_a_machine_prints_by_itself_until_somebody_takes_it_out():
    assert browse_name(operation_mode(IDLE)) == "Automatic"
    assert browse_name(operation_mode(replace(IDLE, in_service=False))) == "Service"


def test_the_program_is_named_by_its_file_and_our_job():
    assert program(IDLE) == {"Name": "", "JobIdentifier": ""}
    assert program(replace(IDLE, file="a.gcode", job="j1")) == {"Name": "a.gcode", "JobIdentifier": "j1"}


def test_feedstock_is_named_by_its_lot_or_else_by_its_material():
    known, unknown = feedstock(replace(IDLE, spools=(Spool(0, "pla", "lot 7", 812.5), Spool(3, "petg", "", None))))
    assert (known.tool, known.identifier, known.name, known.remaining_g) == (0, "lot 7", "pla", 812.5)
    assert (unknown.tool, unknown.identifier) == (3, "petg")
    assert unknown.remaining_g != unknown.remaining_g


def test_units_are_numbered_by_their_common_codes():
    assert (CELSIUS.number, GRAM.number) == (4408652, 4674125)
