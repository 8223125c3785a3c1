"""An alarm's life: raised after a while, not by flicker, acknowledged, gone, shelved, told to others."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.errors import Missing
from layerworks.fleet.alarms import AlarmBoard, Severity, Sign, acknowledge, escalate, shelve, take_in, unshelve
from layerworks.fleet.alarms.sign import beyond
from layerworks.words import say

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = ("m", "too_cold", "bed")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def sign(wrong: bool | None, severity: Severity = Severity.MEDIUM) -> Sign:
    what = say("alarms.silent", seconds=1.0)
    return Sign("too_cold", "bed", wrong, severity, what, say("alarms.silent_remedy"), after_s=20.0, gone_s=30.0)


def told(
    signs: list[tuple[float, bool | None]], board: AlarmBoard | None = None
) -> tuple[AlarmBoard, list[tuple[float, str]]]:
    board, changes = board or AlarmBoard(), []
    for seconds, wrong in signs:
        board, new = take_in(board, "m", [sign(wrong)], at(seconds))
        changes += [((c.at - NOON).total_seconds(), c.kind) for c in new]
    return board, changes


def test_what_is_wrong_only_for_a_moment_is_no_alarm():
    assert told([(0, True), (19, True), (20, False), (21, True), (40, True)])[1] == []
    assert told([(0, True), (19, True), (20, True)])[1] == [(20, "raised")]


def test_between_the_limits_nothing_changes():
    assert told([(0, True), (10, None), (20, True)])[1] == [(20, "raised")]
    board, _ = told([(0, True), (20, True)])
    assert told([(30, False), (40, None), (60, False)], board)[1] == [(60, "returned")]


def test_it_stays_until_a_person_knows():
    board, changes = told([(0, True), (20, True), (30, False), (60, False)])
    assert changes == [(20, "raised"), (60, "returned")]
    assert board.alarms[KEY].standing == "returned"
    board, new = acknowledge(board, KEY, "mei", at(70))
    assert [c.kind for c in new] == ["acknowledged", "over"]
    assert new[0].who == "mei"
    assert not board.alarms


def test_who_knows_is_told_again_when_it_comes_back():
    board, _ = told([(0, True), (20, True)])
    board, _ = acknowledge(board, KEY, "mei", at(25))
    assert board.alarms[KEY].standing == "acknowledged"
    board, changes = told([(30, False), (60, False)], board)
    assert changes == [(60, "returned"), (60, "over")]
    board, changes = told([(70, True), (90, True)], board)
    assert changes == [(90, "raised")]
    assert board.alarms[KEY].standing == "unacknowledged"


def test_the_shelf_is_for_a_while():
    board, _ = told([(0, True), (20, True)])
    board, (shelved,) = shelve(board, KEY, "mei", "new thermistor comes on Friday", at(3600), at(30))
    assert shelved.alarm.shelf is not None
    assert board.heard(at(100)) == ()
    assert unshelve(board, at(3599))[1] == ()
    board, (back,) = unshelve(board, at(3600))
    assert back.kind == "unshelved"
    assert [a.key for a in board.heard(at(3600))] == [KEY]


def test_others_are_told_of_what_nobody_takes_up_and_not_of_the_rest():
    patience = {Severity.MEDIUM: timedelta(minutes=10)}
    board, _ = told([(0, True), (20, True)])
    assert escalate(board, patience, at(619))[1] == ()
    board, (first,) = escalate(board, patience, at(620))
    assert first.kind == "escalated"
    assert escalate(board, patience, at(700))[1] == ()
    board, (second,) = escalate(board, patience, at(1220))
    assert second.alarm.escalated == 2
    board, _ = acknowledge(board, KEY, "mei", at(1230))
    assert escalate(board, patience, at(9999))[1] == ()


def test_the_worst_comes_first_and_what_is_not_there_cannot_be_acknowledged():
    board, _ = told([(0, True), (20, True)])
    board, _ = take_in(board, "n", [sign(True, Severity.URGENT)], at(0))
    board, _ = take_in(board, "n", [sign(True, Severity.URGENT)], at(20))
    assert [a.machine for a in board.heard(at(30))] == ["n", "m"]
    assert [a.machine for a in board.of("m")] == ["m"]
    with pytest.raises(Missing, match="no alarm"):
        acknowledge(board, ("m", "too_hot", ""), "mei", at(30))


@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from([True, False, None])), max_size=40))
def test_raised_and_returned_take_turns_and_the_delays_hold(steps: list[tuple[int, bool | None]]):
    seconds, signs = 0.0, []
    for step, wrong in steps:
        seconds += step
        signs.append((seconds, wrong))
    _, changes = told(signs)
    kinds = [kind for _, kind in changes]
    assert kinds == (["raised", "returned"] * len(kinds))[: len(kinds)]
    for when, kind in changes:
        delay_s, state = (20.0, True) if kind == "raised" else (30.0, False)
        within = [wrong for s, wrong in signs if when - delay_s < s <= when]
        assert (not state) not in within


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 50))
def test_hysteresis(value: float, limit: float, width: float):
    low = limit - width
    high_is_wrong, low_is_wrong = beyond(value, limit, low), beyond(-value, -limit, -low)
    assert high_is_wrong == (True if value >= limit else False if value <= low else None)
    if low < limit:
        assert low_is_wrong == high_is_wrong
