"""Leases in a real PostgreSQL keep the rules that are written out plainly beside them."""

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from layerworks.errors import Unreachable
from layerworks.storage import Where
from layerworks.storage.leases import SqlLeases
from layerworks.storage.location import located
from layerworks.storage.opening import open_session
from layerworks.storage.session import Session
from layerworks.workshop.leases import Lease
from workshop.list_leases import ListLeases
from workshop.real_database import CLOCK, SET_CLOCK, as_told, play_in
from workshop.shared_world import play_shared

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "give back", "stands", "renew", "pass"]),
        st.sampled_from(["m1", "m2"]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 3),
    ),
    max_size=25,
)


@pytest.fixture
def session(where: Where):
    opened = open_session(located(where).url, synced=False)
    opened.change(text("CREATE TABLE test_clock (at_s double precision)"))
    opened.change(text("INSERT INTO test_clock VALUES (0)"))
    yield opened
    opened.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_it_answers_as_the_plain_rules_do(session: Session, steps):
    session.change(text("DELETE FROM lease"))
    server, now_s = SqlLeases(session, clock=CLOCK), [1000.0]
    plain = ListLeases(lambda: now_s[0])
    session.change(SET_CLOCK, at=now_s[0])
    for step, machine, holder, number in steps:
        lease = Lease(machine, holder, number)
        match step:
            case "take":
                assert server.take(machine, holder, number * 10.0) == plain.take(machine, holder, number * 10.0)
            case "give back":
                server.give_back(lease)
                plain.give_back(lease)
            case "renew":
                assert server.renew(holder, number * 10.0) == plain.renew(holder, number * 10.0)
            case "stands":
                assert server.stands(lease) == plain.stands(lease)
            case _:
                now_s[0] += number * 7.0
                session.change(SET_CLOCK, at=now_s[0])
        assert server.held() == plain.held()


@pytest.mark.parametrize("seed", [1])
def test_a_history_of_hubs_that_die_and_take_over_is_the_same_in_a_real_database(new_postgres, tmp_path, seed: int):
    logging.disable(logging.WARNING)
    try:
        real, kept = play_in(new_postgres(), tmp_path, seed, 3)
        assert kept == as_told(play_shared(seed, 3).journal.entries)
        assert real.happened["taken over"] > 0
    finally:
        logging.disable(logging.NOTSET)


def test_of_many_who_want_a_machine_one_gets_it(where: Where):
    sessions = [open_session(located(where).url) for _ in range(5)]
    hubs = [SqlLeases(session) for session in sessions]
    taken = [hub.take("wanted", f"hub-{i}", 60.0) for i, hub in enumerate(hubs)]
    assert [lease is not None for lease in taken] == [True, False, False, False, False]
    assert hubs[3].stands(taken[0])
    for session in sessions:
        session.close()


def test_a_connection_that_broke_is_made_anew(new_postgres):
    session = open_session(new_postgres())
    leases = SqlLeases(session)
    lease = leases.take("m9", "a", 60.0)
    assert lease is not None
    with pytest.raises(Unreachable):
        session.ask(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert leases.stands(lease)
    session.close()
