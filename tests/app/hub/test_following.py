"""Who follows a hub knows in the end what there is, in batches."""

import asyncio
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.app.hub.board import Board
from layerworks.app.hub.following import BATCH, follow, keep_telling
from layerworks.outward.sight import sight_of

STATE = st.fixed_dictionaries({"machine_type": st.just("prusa-mk4s"), "layer": st.integers(0, 3)})
ROUNDS = st.lists(st.dictionaries(st.sampled_from("abc"), st.none() | STATE, min_size=1), min_size=1, max_size=12)


def hub_of(board: Board) -> SimpleNamespace:
    async def newer_than(revision: int) -> None:
        while board.revision <= revision:
            await asyncio.sleep(0)

    return SimpleNamespace(board=board, newer_than=newer_than)


async def told(board: Board, rounds) -> tuple[dict, list[int]]:
    """Show rounds of states, follow meanwhile; return what the follower believes, and how large batches were."""
    mirror, sizes = {}, []

    async def listen() -> None:
        async for seen in follow(hub_of(board), 0.0):
            sizes.append(len(seen))
            for machine, sight in seen.items():
                if sight is None:
                    mirror.pop(machine, None)
                else:
                    mirror[machine] = sight

    task = asyncio.create_task(listen())
    for states in rounds:
        board.show(states)
        await asyncio.sleep(0)
    for _ in range(50):
        await asyncio.sleep(0)
    task.cancel()
    return mirror, sizes


@settings(deadline=None)
@given(ROUNDS)
def test_a_follower_knows_what_there_is(rounds):
    truth = {}
    for states in rounds:
        truth |= states
    mirror, _ = asyncio.run(told(Board(), rounds))
    assert mirror == {name: sight_of(name, state) for name, state in truth.items() if state is not None}


def test_many_come_in_batches():
    many = {f"m{n}": {"machine_type": "prusa-mk4s"} for n in range(2 * BATCH + 1)}
    mirror, sizes = asyncio.run(told(Board(), [many]))
    assert (len(mirror), sizes) == (2 * BATCH + 1, [BATCH, BATCH, 1])


def test_a_teller_that_fails_is_told_all_of_it_again(monkeypatch, caplog):
    monkeypatch.setattr("layerworks.app.hub.following.PAUSE_S", 0.0)
    board, heard = Board(), []
    board.show({"a": {"machine_type": "prusa-mk4s"}})

    async def tell(seen) -> None:
        heard.append(set(seen))
        if len(heard) == 1:
            raise RuntimeError("once")

    async def run() -> None:
        task = asyncio.create_task(keep_telling(hub_of(board), 0.0, tell))
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())
    assert heard == [{"a"}, {"a"}]
    assert "telling of machines failed" in caplog.text
