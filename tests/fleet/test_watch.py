from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from layerworks.fleet import (
    Answered,
    LinkLost,
    Position,
    PrinterState,
    Progress,
    Run,
    Snapshot,
    Start,
    StateChanged,
    Temperature,
    Temperatures,
    ToBeCalled,
    Watch,
)
from layerworks.fleet.watch import call_again_s, closed, hear, opened, sent, silent_s, still_s, unheard_s

T0 = datetime(2026, 11, 23, 8, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def printing(byte_offset: int, device="printing") -> PrinterState:
    run = Run("a.t1.gcode", "running", Position(byte_offset, 0, 0, 0, 0.2), 1.0, 1.0, T0)
    return PrinterState(device, "1", run, ())


def online() -> Watch:
    return hear(opened(Watch(), T0), Snapshot(T0, printing(0)))


def test_a_connection_begins_with_a_snapshot():
    fresh = opened(Watch(), T0)
    assert hear(fresh, StateChanged(at(1), printing(5))).printer is None
    assert hear(fresh, Progress(at(1), printing(5).run)).printer is None
    assert hear(fresh, Snapshot(at(1), printing(5))).link == "online"


def test_a_new_connection_takes_nothing_for_granted():
    again = opened(closed(sent(online(), Start("a.t1.gcode"), at(1)), at(2)), at(3))
    assert (again.printer, again.sent, again.answer, again.moved_at) == (None, None, None, None)
    assert again.heard_at == T0


def test_silence_counts_from_the_last_word_of_this_connection():
    watch = online()
    assert silent_s(watch, at(10)) == 10
    assert silent_s(hear(watch, Temperatures(at(8), (Temperature("bed", 60, 60),))), at(10)) == 2
    again = opened(closed(watch, at(10)), at(20))
    assert silent_s(again, at(25)) == 5
    assert unheard_s(again, at(25)) == 25
    assert silent_s(closed(watch, at(10)), at(99)) == 0


def test_a_print_stands_still_only_while_it_should_move():
    watch = hear(online(), Progress(at(5), printing(0).run))
    assert still_s(watch, at(10)) == 10
    assert still_s(hear(watch, Progress(at(8), printing(7).run)), at(10)) == 2
    assert still_s(hear(watch, StateChanged(at(8), printing(0, "heating"))), at(10)) == 0
    resumed = hear(hear(watch, StateChanged(at(8), printing(0, "paused"))), StateChanged(at(9), printing(0)))
    assert still_s(resumed, at(10)) <= 2


def test_an_answer_belongs_to_the_command_last_sent():
    watch = sent(online(), Start("a.t1.gcode"), at(1))
    assert hear(watch, Answered(at(2), Start("b.t1.gcode"), "refused")).answer is None
    refused = hear(watch, Answered(at(2), Start("a.t1.gcode"), "refused", "busy"))
    assert (refused.answer, refused.refusals) == ("refused", 1)


def test_a_lost_link_is_lost_once():
    once = hear(online(), LinkLost(at(3)))
    assert once.link == "closed"
    assert hear(once, LinkLost(at(4))) == once


@given(st.integers(0, 40), st.text(max_size=8))
def test_calls_again_are_spread_and_bounded(failed: int, machine: str):
    watch = Watch(failed_opens=failed)
    pause_s = call_again_s(watch, machine, first_s=2.0, longest_s=120.0)
    assert 0.5 * min(120.0, 2.0 * 2**failed) <= pause_s <= 120.0


def test_a_thousand_printers_do_not_call_at_once():
    watch = Watch(failed_opens=10)
    pauses = sorted(call_again_s(watch, f"m{i}", 2.0, 120.0) for i in range(1000))
    busiest = max(sum(a <= p < a + 1.0 for p in pauses) for a in pauses)
    assert busiest < 40  # evenly spread over 60 s would be 17 in a second


def test_what_nobody_listened_to_did_not_stand_still():
    watch = hear(online(), Progress(at(5), printing(0).run))
    assert still_s(watch, at(4000)) == 0.0
    watch = hear(watch, Temperatures(at(4000), ()))
    assert still_s(watch, at(4001)) == 1.0


def test_a_connection_that_waits_for_its_turn_is_not_silent_and_its_machine_is_still_unheard():
    watch = opened(Watch(), T0)
    for second in range(1, 601):
        watch = hear(watch, ToBeCalled(at(second)))
        assert watch.link == "opening"
        assert silent_s(watch, at(second)) == 0.0
    assert silent_s(watch, at(620)) == 20.0
    assert unheard_s(watch, at(620)) == 620.0
