"""What a stretch is told by is all that thinning would have kept of it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layerworks.fleet.readings import Channel, Quantity
from layerworks.fleet.tape import Layout, Tape
from layerworks.fleet.telemetry.stretches import Over, Stretches, by_turns, rows_of
from layerworks.fleet.telemetry.thinning import kept_nothing, thin

STRETCH_US = 10_000_000
LAYOUT = Layout((Channel("nozzle", Quantity.ACTUAL_C), Channel("bed", Quantity.ACTUAL_C)))

values = st.floats(-300, 300, width=32) | st.integers(0, 3).map(float) | st.just(float("nan"))
telling = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), values, values), max_size=50)


def kept(machine, channel, taken_us, value) -> list[tuple[int, int, float]]:
    series = np.asarray(machine, np.int32) * 2 + np.asarray(channel, np.int32)
    taken_us, value = np.asarray(taken_us, np.int64), np.asarray(value, np.float64)
    chosen, _ = thin(series, taken_us, value, np.full(8, 0.5), kept_nothing(8), STRETCH_US, 40_000_000)
    return [(int(series[i]), int(taken_us[i]), float(value[i])) for i in chosen]


@given(telling, st.integers(1, 60))
def test_thinning_a_stretch_is_thinning_all_of_it(told, cut: int):
    tape, stretches, at_s = Tape(), Stretches(2, STRETCH_US), dict.fromkeys(range(4), 0)
    found: list[Over] = []
    all_of_it: list[tuple[int, int, int, float]] = []
    for place, (machine, passed_s, nozzle_c, bed_c) in enumerate(told, 1):
        at_s[machine] += passed_s
        tape.write(machine, LAYOUT, float(at_s[machine]), [nozzle_c, bed_c])
        all_of_it += [(machine, c, at_s[machine] * 1_000_000, v) for c, v in enumerate((nozzle_c, bed_c))]
        if place % cut == 0 or place == len(told):
            tape.cut()
            found += [stretches.take(rows) for strip in tape.take() for rows in by_turns(rows_of(strip))]
    found.append(stretches.over(stretches.all()))
    columns = [np.concatenate([getattr(o, name) for o in found]) for name in Over.__slots__]
    assert kept(*columns) == kept(*zip(*all_of_it, strict=True)) if told else not len(columns[0])


def test_a_tape_is_taken_once_and_numbers_stay():
    tape = Tape()
    assert [tape.number_of(name) for name in ("a", "b", "a")] == [0, 1, 0]
    tape.write(1, LAYOUT, 1.0, [2.0, 3.0])
    assert tape.take() == []  # not cut yet
    assert tape.cut()
    assert not tape.cut()
    (strip,) = tape.take()
    assert (strip.machine.tolist(), strip.value.tolist()) == ([1], [2.0, 3.0])
    assert tape.take() == []
