"""From quote to shipped pieces: only moves that follow, states that are computed, nothing lost and nothing doubled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.price_requests import BRACKET, CARD
from layerworks.centre import (
    Order,
    PartInstance,
    PartState,
    Quote,
    QuoteLine,
    QuoteState,
    draft_quote,
    hold_order,
    line_state,
    mark_order,
    move_part,
    move_quote,
    order_from,
    order_state,
    pieces_of,
    place_part,
    price,
    replacements,
    revise_quote,
)
from layerworks.centre import part_instance as parts_room
from layerworks.centre import quote as quote_room
from layerworks.centre.working_days import working_days_after
from layerworks.errors import Conflict
from layerworks.words import render

NOW = datetime(2025, 11, 25, 9, 0, tzinfo=UTC)
STEPS: tuple[QuoteState, ...] = ("firm", "sent", "accepted")
ROAD: tuple[PartState, ...] = ("printing", "printed", "awaiting_inspection", "accepted", "packed", "shipped")


def quoted(*quantities: int) -> Quote:
    lines = tuple(
        QuoteLine(f"part-{n}", "a" * 64, "b" * 64, "prusa-mk4s", "pla", price(replace(BRACKET, quantity=q), CARD))
        for n, q in enumerate(quantities)
    )
    return draft_quote("customer", lines, CARD, NOW)


def accepted(*quantities: int) -> Quote:
    quote = quoted(*quantities)
    for state in STEPS:
        quote = move_quote(quote, state, NOW)
    return quote


def ordered(*quantities: int) -> Order:
    return mark_order(order_from(accepted(*quantities), NOW), "confirmed", ())


def driven(part: PartInstance, to: PartState) -> PartInstance:
    part = place_part(part, "c" * 64)
    for state in ROAD[: ROAD.index(to) + 1]:
        part = move_part(part, state)
    return part


def test_the_same_draft_has_the_same_id_and_a_seed_sets_two_apart():
    assert quoted(3) == quoted(3)
    assert quoted(3).id != quoted(4).id
    lines = quoted(3).lines
    assert draft_quote("customer", lines, CARD, NOW, "1").id != draft_quote("customer", lines, CARD, NOW, "2").id


@pytest.mark.parametrize("now", get_args(QuoteState))
@pytest.mark.parametrize("to", get_args(QuoteState))
def test_a_quote_moves_only_as_the_table_says(now: QuoteState, to: QuoteState):
    quote = replace(quoted(1), state=now)
    if to in quote_room.MOVES[now]:
        assert move_quote(quote, to, NOW) == replace(quote, state=to)
        return
    with pytest.raises(Conflict) as refused:
        move_quote(quote, to, NOW)
    assert quote.id in render(refused.value.text, "en")
    assert quote.id in render(refused.value.text, "zh")


def test_a_quote_is_firm_only_when_every_part_is_sliced():
    quote = quoted(1, 2)
    guessed = replace(quote, lines=(quote.lines[0], replace(quote.lines[1], program_digest=None)))
    assert move_quote(guessed, "estimated", NOW).state == "estimated"
    with pytest.raises(Conflict, match="“part-1” has not been sliced"):
        move_quote(guessed, "firm", NOW)


def test_a_quote_can_be_accepted_until_its_last_moment():
    sent = move_quote(move_quote(quoted(1), "firm", NOW), "sent", NOW)
    assert move_quote(sent, "accepted", NOW + timedelta(days=CARD.valid_days)).state == "accepted"
    with pytest.raises(Conflict, match="was valid until 2025-12-09"):
        move_quote(sent, "accepted", NOW + timedelta(days=CARD.valid_days, seconds=1))


def test_a_change_is_a_new_revision_until_the_quote_is_an_order():
    sent = move_quote(move_quote(quoted(1), "firm", NOW), "sent", NOW)
    later = NOW + timedelta(days=3)
    revised = revise_quote(sent, quoted(5).lines, CARD, later)
    assert (revised.id, revised.revision, revised.state) == (sent.id, 2, "draft")
    assert revised.valid_until == later + timedelta(days=CARD.valid_days)
    assert revised.digest != sent.digest
    with pytest.raises(Conflict):
        revise_quote(accepted(1), quoted(5).lines, CARD, later)


def test_an_order_is_made_once_from_an_accepted_quote():
    quote = accepted(2, 3)
    order = order_from(quote, NOW)
    assert order == order_from(quote, NOW)
    assert [line.quantity for line in order.lines] == [2, 3]
    assert len({part.id for part in pieces_of(order)}) == 5
    assert order.lines[0].due == date(2025, 12, 2)  # five working days after a Tuesday
    with pytest.raises(Conflict, match="has not been accepted"):
        order_from(quoted(2), NOW)


@pytest.mark.parametrize("now", get_args(PartState))
@pytest.mark.parametrize("to", sorted(set(get_args(PartState)) - {"placed"}))
def test_a_piece_moves_only_as_the_table_says(now: PartState, to: PartState):
    part = replace(pieces_of(ordered(1))[0], state=now, plate="c" * 64)
    if to in parts_room.MOVES[now]:
        moved = move_part(part, to)
        assert moved.state == to
        assert moved.plate == (None if to == "planned" else part.plate)
        return
    with pytest.raises(Conflict):
        move_part(part, to)


def test_a_piece_is_placed_on_a_named_plate():
    part = pieces_of(ordered(1))[0]
    placed = place_part(part, "d" * 64)
    assert (placed.state, placed.plate) == ("placed", "d" * 64)
    with pytest.raises(Conflict):
        place_part(placed, "e" * 64)
    with pytest.raises(ValueError, match="place_part"):
        move_part(part, "placed")


def test_operations_are_counted():
    part = move_part(driven(pieces_of(ordered(1))[0], "printed"), "in_operation")
    assert part.operation == 1
    assert move_part(part, "in_operation").operation == 2


def test_the_order_follows_its_pieces():
    order = ordered(2, 1)
    parts = list(pieces_of(order))
    seen = [order_state(order, parts)]
    drives: list[tuple[int, PartState]] = [
        (0, "printing"),
        (0, "accepted"),
        (1, "shipped"),
        (0, "shipped"),
        (2, "shipped"),
    ]
    for n, to in drives:
        parts[n] = driven(pieces_of(order)[n], to)
        seen.append(order_state(order, parts))
    assert seen == ["confirmed", "in_production", "in_production", "partly_shipped", "partly_shipped", "shipped"]
    assert line_state(order.lines[0], ()) == "open"
    assert line_state(order.lines[0], pieces_of(order)) == "planned"
    assert line_state(order.lines[0], parts) == "complete"


def test_cancelling_ends_where_production_begins():
    order = ordered(2)
    parts = pieces_of(order)
    assert mark_order(order, "cancelled", (place_part(parts[0], "c" * 64), parts[1])).mark == "cancelled"
    with pytest.raises(Conflict, match="can no longer be cancelled"):
        mark_order(order, "cancelled", (driven(parts[0], "printing"), parts[1]))


def test_an_invoice_waits_for_the_last_piece():
    order = ordered(2)
    parts = tuple(driven(part, "shipped") for part in pieces_of(order))
    with pytest.raises(Conflict, match="not shipped yet"):
        mark_order(order, "invoiced", parts[:1])
    assert order_state(mark_order(mark_order(order, "invoiced", parts), "closed", parts), parts) == "closed"


def test_a_hold_is_a_flag_with_a_reason():
    held = hold_order(ordered(1), "drawing unclear")
    assert (held.hold, order_state(held, pieces_of(held))) == ("drawing unclear", "confirmed")
    assert hold_order(held, None).hold is None


@given(st.integers(1, 5), st.data())
def test_whatever_is_lost_the_order_ends_with_exactly_what_was_ordered(quantity: int, data: st.DataObject):
    """Pieces fail at random steps; each loss is replaced once, and the good ones come to the number ordered."""
    order = ordered(quantity)
    parts = {part.id: part for part in pieces_of(order)}
    losses = 0
    while any(part.state in parts_room.UNSTARTED for part in parts.values()):
        part = next(p for p in parts.values() if p.state in parts_room.UNSTARTED)
        part = place_part(part, "c" * 64) if part.state == "planned" else part
        while part.state not in ("shipped", *parts_room.LOST):
            ways = parts_room.MOVES[part.state]
            lossy: list[PartState] = [state for state in ways if state in parts_room.LOST]
            forward: list[PartState] = [state for state in ways if state in ROAD]
            lose = bool(lossy) and losses < 6 and data.draw(st.booleans())
            losses += lose
            part = move_part(part, data.draw(st.sampled_from(lossy)) if lose else forward[0])
        parts[part.id] = part
        new = replacements(parts.values())
        assert new == replacements(parts.values())
        parts |= {piece.id: piece for piece in new}
        assert replacements(parts.values()) == ()
    shipped = [part for part in parts.values() if part.state == "shipped"]
    assert sorted(part.index for part in shipped) == list(range(quantity))
    assert len(parts) == quantity + losses
    assert order_state(order, parts.values()) == "shipped"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60), st.sets(st.integers(0, 90), max_size=20))
def test_working_days_are_counted(start: date, days: int, closed: set[int]):
    holidays = {start + timedelta(days=n) for n in closed}
    end = working_days_after(start, days, holidays)
    open_days = [
        day
        for day in (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        if day.weekday() < 5 and day not in holidays
    ]
    assert end.weekday() < 5
    assert end not in holidays
    if days:
        assert len(open_days) == days
    else:
        assert len(open_days) <= 1
