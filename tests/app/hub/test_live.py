"""What is shown of readings as they come."""

from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.hub.board import Board
from layerworks.app.hub.live import Live
from layerworks.fleet.readings import Channel, Quantity
from layerworks.fleet.tape import Layout, Tape

NAN = float("nan")
LAYOUT = Layout(
    (
        Channel("run", Quantity.LAYER),
        Channel("run", Quantity.FILAMENT_MM),
        Channel("run", Quantity.PRINTED_S),
        Channel("head", Quantity.X_MM),
        Channel("head", Quantity.Y_MM),
        Channel("head", Quantity.Z_MM),
        Channel("nozzle", Quantity.ACTUAL_C),
        Channel("nozzle", Quantity.TARGET_C),
    )
)


def shown(
    *rows: tuple[str, float, list[float]], follows: bool = False, moves: bool = True
) -> dict[str, dict[str, object]]:
    tape = Tape()
    for name, at_s, values in rows:
        tape.write(tape.number_of(name), LAYOUT, at_s, values)
    tape.cut()
    return Live(lambda name: name != "gone", lambda _: follows, lambda _: moves).fields(tape.take(), tape.names)


def test_the_newest_of_each_machine_is_shown():
    early, late = [1.0, 5.0, 9.0, 1.0, 2.0, 3.0, 200.0, 210.0], [2.0, 6.4, 10.2, 4.0, 5.0, 6.0, 209.96, 210.0]
    found = shown(("a", 60.0, early), ("b", 61.0, early), ("a", 62.9, late))
    assert found["a"] == {
        "heard_at": "1970-01-01T00:01:02+00:00",
        "printed_s": 10,
        "filament_mm": 6,
        "layer": 2,
        "position_mm": [4.0, 5.0, 6.0],
        "temperatures": {"nozzle": [210.0, 210.0]},
    }
    assert found["b"]["printed_s"] == 9
    still = shown(("a", 60.0, early), moves=False)["a"]
    assert not {"position_mm", "filament_mm"} & set(still)  # of machines that do not tell it, those are zeros
    assert "layer" not in shown(("a", 60.0, early), follows=True)["a"]  # the model of the program knows better


def test_of_a_machine_that_has_gone_nothing_is_shown_late():
    assert set(shown(("gone", 60.0, [1.0] * 8), ("a", 60.0, [1.0] * 8))) == {"a"}


def test_of_no_print_nothing_is_shown():
    found = shown(("a", 60.0, [NAN] * 6 + [25.0, 0.0]))
    assert set(found["a"]) == {"heard_at", "temperatures"}


FIELDS = st.dictionaries(st.sampled_from("abx"), st.fixed_dictionaries({}, optional={"u": st.integers(0, 2)}))


@given(st.lists(st.tuples(FIELDS, st.booleans(), st.booleans()), max_size=20))
def test_what_is_refreshed_reaches_every_reader(rounds):
    board, truth, mirror, seen = Board(), {n: {"u": 0, "v": 0} for n in "ab"}, {}, 0
    board.show(truth)
    for fields, whole, look in rounds:
        for name in truth.keys() & fields.keys():
            truth[name] = truth[name] | fields[name]
        if whole:
            board.show(truth)
        else:
            board.refresh(fields)
        if look:
            for name, newer in board.since(seen).items():
                mirror[name] = mirror.get(name, {}) | newer
            seen = board.revision
            assert mirror == truth
