"""Leases in a real PostgreSQL keep the rules that are written out plainly beside them."""

import logging
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, text

from layerworks.errors import Unreachable
from layerworks.storage import Where
from layerworks.storage.leases import SqlLeases
from layerworks.storage.location import located
from layerworks.storage.opening import open_session
from layerworks.storage.session import Session
from layerworks.workshop.leases import Lease
from workshop.list_leases import ListLeases
from workshop.shared_world import play_shared

CLOCK = "(SELECT at_s FROM test_clock)"
SET_CLOCK = text("UPDATE test_clock SET at_s = :at").bindparams(bindparam("at"))
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


class Clocked:
    """The real leases, their clock set before each question."""

    def __init__(self, session: Session, now_s: Callable[[], float]):
        self.session, self.server, self.now_s = session, SqlLeases(session, clock=CLOCK), now_s

    def __getattr__(self, name: str):
        self.session.change(SET_CLOCK, at=self.now_s())
        return getattr(self.server, name)


def test_a_history_of_hubs_that_die_and_take_over_is_the_same_with_real_leases(session: Session):
    logging.disable(logging.WARNING)
    try:
        real = play_shared(2, 3, lambda now_s: Clocked(session, now_s))
        assert real.journal.entries == play_shared(2, 3).journal.entries
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
