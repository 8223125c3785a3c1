"""What a watcher is sent adds up to what there is."""

from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.hub.board import GONE, Board

STATES = st.dictionaries(
    st.sampled_from("abc"), st.none() | st.fixed_dictionaries({"bed": st.integers(0, 2), "job": st.integers(0, 2)})
)


@given(st.lists(st.tuples(STATES, st.booleans()), max_size=20))
def test_deltas_from_any_revision_add_up(rounds):
    board, truth, mirror, seen = Board(), {}, {}, 0
    for states, look in rounds:
        board.show(states)
        truth |= states
        truth = {name: state for name, state in truth.items() if state is not None}
        if look:
            for name, fields in board.since(seen).items():
                if fields == GONE:
                    mirror.pop(name, None)
                else:
                    mirror[name] = mirror.get(name, {}) | fields
            seen = board.revision
            assert mirror == truth


def test_what_did_not_change_is_not_sent():
    board = Board()
    assert board.show({"a": {"bed": 1}})
    assert not board.show({"a": {"bed": 1}})
    assert board.since(board.revision) == {}
