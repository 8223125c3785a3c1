"""Documents of the agent, held against what the standard demands of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.outward.mtconnect.agent import Agent, CannotAnswer
from layerworks.outward.mtconnect.documents import ErrorCode
from layerworks.outward.mtconnect.model import device_of
from layerworks.outward.sight import Heater, Sight, sight_of
from outward.mtconnect.structure import checked_devices, checked_streams, opened

AGENT = ("device_added", "device_changed", "device_removed")
T0 = datetime(2026, 11, 25, 8, tzinfo=UTC)
PRINTING = Sight(
    "m1", "prusa-mk4s", True, "printing", "running", "a<b>&.gcode", "job-1", None, 3, (1.5, 2.0, 0.35), 12.0, 30.0,
    100.0, "pla", "L1", 750.0, 0.4, heaters=(Heater("bed", 60.0, 60.0), Heater("nozzle", 214.9, 215.0)),
)  # fmt: skip


def agent(size: int = 1000) -> Agent:
    def model_of(sight: Sight, known: tuple[str, ...]):
        heaters = dict.fromkeys(("nozzle", "bed", *known, *(h.name for h in sight.heaters)))
        return device_of(sight.machine, f"u-{sight.machine}", "M & Söhne", "X", tuple(heaters))

    return Agent(7, "here", "u", T0, model_of, size)


def seen(*sights: Sight, size: int = 1000) -> Agent:
    told = agent(size)
    for second, sight in enumerate(sights):
        told.see({sight.machine: sight}, T0 + timedelta(seconds=second))
    return told


def values(told: Agent, **asked) -> dict[str, str]:
    items = checked_devices(told.probe().document(T0))
    return {o.attrib["dataItemId"]: o.text or o.tag for o in checked_streams(told.current(**asked).document(T0), items)}


def test_a_machine_is_told_by_its_parts():
    told = values(seen(PRINTING))
    assert told["d_m1.execution"] == "ACTIVE"
    assert told["d_m1.program"] == "a<b>&.gcode"
    assert [told[f"d_m1.{axis}_position"] for axis in "xyz"] == ["1.5", "2", "0.35"]
    assert (told["d_m1.nozzle_actual"], told["d_m1.nozzle_target"]) == ("214.9", "215")
    assert (told["d_m1.material"], told["d_m1.left"]) == ("pla", "0.75")
    assert (told["d_m1.available"], told["d_m1.system"]) == ("AVAILABLE", "Normal")
    assert told["agent.device_added"] == "u-m1"


def test_a_machine_that_is_not_heard_is_unavailable_in_everything():
    told = values(seen(PRINTING, replace(PRINTING, online=False)))
    assert {v for k, v in told.items() if k.startswith("d_m1") and k != "d_m1.system"} == {"UNAVAILABLE"}
    assert told["d_m1.system"] == "Unavailable"


@pytest.mark.parametrize(
    ("device", "phase", "why", "execution"),
    [
        ("idle", None, "", "READY"),
        ("idle", "completed", "", "PROGRAM_COMPLETED"),
        ("idle", "cancelled", "", "STOPPED"),
        ("heating", "running", "", "ACTIVE"),
        ("paused", "paused", "", "FEED_HOLD"),
        ("paused", "paused", "filament ran out", "INTERRUPTED"),
        ("error", "failed", "thermal runaway", "STOPPED"),
        (None, None, "", "UNAVAILABLE"),
    ],
)
def test_what_a_printer_does_is_told_in_the_words_of_the_standard(device, phase, why, execution):
    told = values(seen(replace(PRINTING, device=device, phase=phase, why=why)))
    assert told["d_m1.execution"] == execution
    assert told["d_m1.system"] == (why if device == "error" else "Normal")


SIGHTS = st.builds(
    Sight,
    st.sampled_from(["m1", "2b", "c-3_x"]),
    st.just("prusa-mk4s"),
    st.booleans(),
    st.sampled_from([None, "idle", "heating", "printing", "paused", "error"]),
    st.sampled_from([None, "running", "paused", "completed", "cancelled", "failed"]),
    st.none() | st.text(min_size=1, max_size=8),
    st.none() | st.text(min_size=1, max_size=8),
    layer=st.none() | st.integers(0, 9),
    position_mm=st.none() | st.tuples(*[st.floats(-400, 400)] * 3),
    why=st.text(max_size=8),
    heaters=st.tuples(st.builds(Heater, st.sampled_from(["bed", "other"]), st.floats(0, 500), st.floats(0, 500))),
)


@given(st.lists(SIGHTS, min_size=1, max_size=12), st.integers(5, 60))
def test_whatever_is_seen_the_documents_are_sound_and_pages_follow_each_other(sights, size):
    told = seen(*sights, size=size)
    items = checked_devices(told.probe().document(T0))
    latest = checked_streams(told.current().document(T0), items)
    assert {o.attrib["dataItemId"] for o in latest} == set(items)
    read, start = [], None
    while start is None or start < told.following:
        page = told.sample(start=start, count=5)
        read += [int(o.attrib["sequence"]) for o in checked_streams(page.document(T0), items)]
        start = page.following
    assert sorted(read) == list(range(max(1, told.following - size), told.following))


def test_a_path_and_a_device_choose():
    told = seen(PRINTING, replace(PRINTING, machine="m2"))
    assert set(values(told, path="//Device[@name='m1']//Deposition")) == {"d_m1.nozzle_actual", "d_m1.nozzle_target"}
    assert set(values(told, device="u-m2", path="//DataItem[@type='EXECUTION']")) == {"d_m2.execution"}
    assert set(values(told, path="//Path|//Axes")) == {
        f"d_{m}.{k}" for m in ("m1", "m2")
        for k in ("execution", "program", "part", "layer", "printed", "x_position", "y_position", "z_position")
    }  # fmt: skip
    assert set(values(told, device="Agent")) == {f"agent.{k}" for k in ("available", *AGENT)}


@pytest.mark.parametrize(
    "path", ["", "Device", "//[", "//Nothing", "//*[position()=1]", "//*//*//*//*", "//*/..", "//" + "x" * 2000]
)
def test_other_paths_are_errors(path):
    with pytest.raises(CannotAnswer) as why:
        seen(PRINTING).current(path=path)
    assert why.value.code == "INVALID_PATH"


def test_numbers_that_are_not_kept_are_out_of_range():
    told = seen(*(replace(PRINTING, layer=n) for n in range(50)), size=20)
    for wrong in (lambda: told.sample(start=1), lambda: told.sample(start=told.following + 1),
                  lambda: told.current(at=told.following), lambda: told.sample(count=0),
                  lambda: told.sample(count=21)):  # fmt: skip
        with pytest.raises(CannotAnswer) as why:
            wrong()
        assert why.value.code == "OUT_OF_RANGE"
    assert told.sample(start=told.following, count=1).following == told.following
    with pytest.raises(CannotAnswer) as why:
        told.probe("nobody")
    assert why.value.code == "NO_DEVICE"


def test_a_machine_that_is_dismissed_is_gone_and_the_agent_says_so():
    told = seen(PRINTING)
    assert told.see({"m1": None, "never": None}, T0)
    assert values(told) == {
        "agent.available": "AVAILABLE", "agent.device_added": "u-m1", "agent.device_changed": "UNAVAILABLE",
        "agent.device_removed": "u-m1",
    }  # fmt: skip


def test_a_heater_of_which_nobody_had_heard_changes_the_model():
    told = seen(replace(PRINTING, heaters=()), replace(PRINTING, heaters=(Heater("nozzle1", 20.0, 0.0),)))
    assert values(told)["d_m1.nozzle1_actual"] == "20"
    assert values(told)["agent.device_changed"] == "u-m1"
    told.see({"m1": replace(PRINTING, heaters=(Heater("nozzle2", 30.0, 0.0),))}, T0)
    assert (values(told)["d_m1.nozzle1_actual"], values(told)["d_m1.nozzle2_actual"]) == ("UNAVAILABLE", "30")


@pytest.mark.parametrize("code", get_args(ErrorCode))
def test_errors_and_assets_are_documents_too(code):
    kind, root = opened(agent().error(CannotAnswer(code, "why\0not & <so>"), T0))
    assert (kind, root[1][0].attrib["errorCode"], root[1][0].text) == ("Error", code, "why�not & <so>")
    assert opened(agent().assets().document(T0))[0] == "Assets"


def test_the_board_is_read_as_it_speaks():
    state = {"machine_type": "prusa-mk4s", "link": "online", "device": "idle", "layer": -1, "position_mm": [1, 2, 3],
             "temperatures": {"nozzle": [20.0, 0.0], "bed": [21.0, 0.0]}}  # fmt: skip
    sight = sight_of("m1", state)
    assert (sight.online, sight.layer, sight.position_mm) == (True, None, (1.0, 2.0, 3.0))
    assert [heater.name for heater in islice(sight.heaters, 2)] == ["bed", "nozzle"]
    assert sight.heater("chamber") is None
