"""Places given in turn: nobody starves another, and none is lost whoever gives up."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.hub.turns import Turns


def order_of(asked: list[str], most: int, each: int | None = None) -> list[str]:
    """Return in which order places are given when all ask at once, and each gives back as it comes."""

    async def play() -> list[str]:
        turns, got, gone = Turns(most, each), list[str](), asyncio.Event()

        async def one(caller: str) -> None:
            async with turns.of(caller):
                got.append(caller)
                await gone.wait()

        tasks = [asyncio.create_task(one(caller)) for caller in asked]
        await asyncio.sleep(0)
        gone.set()
        await asyncio.gather(*tasks)
        return got

    return asyncio.run(play())


def test_who_asks_a_thousand_times_does_not_keep_another_waiting():
    assert order_of(["a"] * 1000 + ["b", "c"], 1)[:4] == ["a", "a", "b", "c"]
    assert order_of(["a"] * 1000 + ["b", "c"], 2)[:5] == ["a", "a", "a", "b", "c"]


def test_one_caller_may_hold_no_more_than_its_share():
    async def play() -> None:
        turns, leave = Turns(3, each=2), asyncio.Event()
        held: Counter[str] = Counter()

        async def one(caller: str) -> None:
            async with turns.of(caller):
                held[caller] += 1
                await leave.wait()

        tasks = [asyncio.create_task(one(caller)) for caller in "aaab"]
        for _ in range(5):
            await asyncio.sleep(0)
        assert held == {"a": 2, "b": 1}
        leave.set()
        await asyncio.gather(*tasks)
        assert held["a"] == 3

    asyncio.run(play())


@pytest.mark.parametrize("given_already", [True, False])
def test_who_gives_up_loses_no_place(given_already: bool):
    async def play() -> None:
        turns = Turns(1)
        first = turns.of("a")
        await first.__aenter__()
        waits = asyncio.create_task(turns.of("b").__aenter__())
        await asyncio.sleep(0)
        if given_already:
            await first.__aexit__(None, None, None)
        waits.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waits
        if not given_already:
            await first.__aexit__(None, None, None)
        async with asyncio.timeout(5.0), turns.of("c"):
            pass

    asyncio.run(play())


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(1, 4), st.none() | st.integers(1, 4))
def test_everybody_gets_a_place_in_the_end(asked: list[str], most: int, each: int | None):
    assert Counter(order_of(asked, most, each)) == Counter(asked)
