"""Orders: states that are computed, prints taken in once, money to the cent, cancelling while it is possible."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centre.orders_at_work import Shop, quote_line
from centre.price_requests import CARD
from layerworks.centre import ShopCalendar, working_days_after
from layerworks.centre.orders import billing, cancelling, finishing, placing, producing
from layerworks.centre.orders import part_instance as parts_room
from layerworks.centre.orders.delivery import Address
from layerworks.centre.orders.invoice import TaxData, charge, invoice_line
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.part_instance import PartInstance, PartState, moved, placed, replacement_of
from layerworks.centre.orders.producing import AttemptSeen, JobSeen
from layerworks.centre.orders.progress import order_state, worth
from layerworks.centre.orders.reordering import lines_again
from layerworks.centre.orders.timeline import steps_reached, timeline
from layerworks.centre.writing import order_subject
from layerworks.errors import Conflict, Missing, Rejected

HOME = Address("Li Lei", "1 Nanjing Road", "Shanghai")
BUYER = TaxData("Li Lei")


@pytest.fixture
def shop() -> Shop:
    return Shop()


def on_a_job(shop: Shop, order: Order) -> tuple[Order, str]:
    """Put the first batch on a job whose parts are `part 0`, `part 1`, …"""
    batch, job = producing.batches(order)[0], producing.next_job(order)
    names = tuple(f"part {n}" for n in range(len(batch.pieces)))
    return shop.do(order.id, *producing.place(order, batch, "f" * 64, names)), job


def states(order: Order) -> list[PartState]:
    return [part.state for part in order.pieces]


@pytest.mark.parametrize("now", get_args(PartState))
@pytest.mark.parametrize("to", sorted(set(get_args(PartState)) - {"placed"}))
def test_a_piece_moves_only_as_the_table_says(now: PartState, to: PartState):
    part = PartInstance("p", "line", 0, now, job="job", number=2)
    if to in parts_room.MOVES[now]:
        after = moved(part, to)
        assert (after.state, after.job) == (to, None if to == "planned" else "job")
        return
    with pytest.raises(Conflict):
        moved(part, to)


def test_a_replacement_of_a_replacement_has_a_name_of_its_own():
    first = PartInstance("O-1-r-3", "O-1-r", 2)
    chain = [first, replacement_of(first), replacement_of(replacement_of(first))]
    assert [part.id for part in chain] == ["O-1-r-3", "O-1-r-3-r1", "O-1-r-3-r2"]
    assert chain[2].parent == chain[1].id
    assert replacement_of(placed(chain[1], "job", 1)).job is None


def test_a_quote_makes_one_order_with_its_days(shop: Shop):
    quote = shop.accepted(shop.quoted(quote_line(1)))
    (made,) = placing.place_order(quote, shop.now)
    assert placing.place_order(quote, shop.now) == (made,)
    order = shop.do(placing.order_id(quote), made)
    assert order_state(order) == "draft"
    assert order.lines[0].due == date(2025, 12, 2)  # five working days after a Tuesday
    assert producing.batches(order) == ()
    with pytest.raises(Conflict, match="has not been accepted"):
        placing.place_order(shop.quoted(quote_line(2)), shop.now)


def test_the_order_follows_its_pieces_to_the_last_cent(shop: Shop):
    order = shop.ordered(2, 1, per_plate=1)
    seen = [order_state(order)]
    order = shop.print_all(order)
    seen.append(order_state(order))
    order = shop.do(order.id, *finishing.inspect(order, tuple(part.id for part in order.pieces), {}))
    first, *rest = finishing.ready(order)
    order = shop.do(order.id, *finishing.deliver(order, (first,), HOME))
    seen.append(order_state(order))
    order = shop.do(order.id, *billing.invoice(order, BUYER))
    with pytest.raises(Conflict, match="has been billed"):
        billing.invoice(order, BUYER)
    order = shop.do(order.id, *finishing.deliver(order, tuple(rest), HOME, "SF", "SF123"))
    seen.append(order_state(order))
    order = shop.do(order.id, *billing.invoice(order, BUYER))
    seen.append(order_state(order))
    order = shop.do(order.id, *billing.pay(order, worth(order).open, "bank 1"))
    assert billing.pay(order, worth(order).paid, "bank 1") == ()
    assert [*seen, order_state(order)] == [
        "confirmed", "in_production", "partly_shipped", "shipped", "invoiced", "closed",
    ]  # fmt: skip
    assert worth(order).paid == sum(line.price.total for line in order.lines)
    assert [d.id for d in order.deliveries] == [f"{order.id}-D1", f"{order.id}-D2"]


@given(
    unit=st.decimals("0.01", "99", places=2),
    rate=st.decimals("0", "0.25", places=3),
    cuts=st.lists(st.integers(0, 40), min_size=1, max_size=8),
)
def test_invoices_in_however_many_parts_come_to_the_same(unit: Decimal, rate: Decimal, cuts: list[int]):
    price = replace(quote_line(1).price, unit_net=unit, tax_rate=rate)
    stops = [0, *cuts]
    lines = [invoice_line("1", "p", price, owed, billed) for billed, owed in pairwise(stops)]
    assert sum(line.total for line in lines) == charge(price, cuts[-1]).total
    assert all(line.total == line.net + line.tax for line in lines)
    assert all(abs(line.tax - line.net * rate) <= Decimal("0.01") for line in lines)


def test_a_skipped_part_alone_is_made_again(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(3, per_plate=3))
    ended = AttemptSeen(f"{job}-1", True, "completed", frozenset({"part 1"}))
    order = shop.do(order.id, *producing.follow(order, JobSeen(job, "done", (ended,))))
    assert states(order) == ["printed", "planned", "printed"]
    assert producing.batches(order)[0].pieces == (order.pieces[1].id,)
    assert order.pieces[0].record == f"{job}-1/1"


def test_a_failed_print_is_tried_again_with_new_pieces_on_the_same_job(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(2, per_plate=2))
    unheard = order
    first = AttemptSeen(f"{job}-1", True, "failed", cause="stall")
    order = shop.do(order.id, *producing.follow(order, JobSeen(job, "open", (first,))))
    assert states(order) == ["placed", "placed"]
    assert [part.parent for part in order.pieces] == [f"{order.lines[0].id}-1", f"{order.lines[0].id}-2"]
    assert {part.cause for part in order.parts.values() if part.state == "failed_in_print"} == {"stall"}
    both = JobSeen(job, "done", (first, AttemptSeen(f"{job}-2", True, "completed")))
    assert producing.follow(unheard, both)[-1:] == producing.follow(order, both)[-1:]
    order = shop.do(order.id, *producing.follow(order, both))
    assert states(order) == ["printed", "printed"]
    assert producing.follow(order, both) == ()


def test_an_attempt_that_never_began_cost_no_piece(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(1))
    seen = JobSeen(job, "open", (AttemptSeen(f"{job}-1", False, "failed", cause="not_ready"),))
    assert producing.follow(order, seen) == ()


def test_a_print_whose_end_nobody_knows_waits_for_a_person(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(2, per_plate=2))
    lost = AttemptSeen(f"{job}-1", True, "lost")
    order = shop.do(order.id, *producing.follow(order, JobSeen(job, "open", (lost,))))
    assert states(order) == ["printing", "printing"]
    found = shop.do(order.id, *producing.found_printed(order, (order.pieces[0].id,)))
    found = shop.do(order.id, *producing.follow(found, JobSeen(job, "withdrawn", (lost,))))
    assert states(found) == ["printed", "planned"]


def test_what_is_printed_again_after_a_lost_print_takes_its_place(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(1))
    lost = AttemptSeen(f"{job}-1", True, "lost")
    order = shop.do(order.id, *producing.follow(order, JobSeen(job, "open", (lost,))))
    again = JobSeen(job, "done", (lost, AttemptSeen(f"{job}-2", True, "completed")))
    order = shop.do(order.id, *producing.follow(order, again))
    assert [(part.state, part.attempt) for part in order.parts.values()] == [
        ("failed_in_print", f"{job}-1"),
        ("printed", f"{job}-2"),
    ]


def test_nothing_is_placed_while_the_order_is_held(shop: Shop):
    order = shop.ordered(1)
    batch = producing.batches(order)[0]
    order = shop.do(order.id, *placing.hold(order, "drawing unclear"))
    assert producing.batches(order) == ()
    with pytest.raises(Conflict):
        producing.place(order, batch, "f" * 64, ("part",))
    assert order_state(order) == "confirmed"
    order = shop.do(order.id, *placing.free(order))
    assert producing.batches(order) == (batch,)


def test_what_has_begun_is_finished_and_the_rest_costs_nothing(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(6, per_plate=2))
    order = shop.do(order.id, *producing.follow(order, JobSeen(job, "open", (AttemptSeen(f"{job}-1", True),))))
    with pytest.raises(Conflict, match="Only 4 of the 5"):
        cancelling.cancel_pieces(order, order.lines[0].id, 5)
    order = shop.do(order.id, *cancelling.cancel_order(order))
    assert states(order) == ["printing", "printing", *["cancelled"] * 4]
    ended = AttemptSeen(f"{job}-1", True, "completed", frozenset({"part 0"}))
    order = shop.do(order.id, *producing.follow(order, JobSeen(job, "done", (ended,))))
    assert states(order) == ["cancelled", "printed", *["cancelled"] * 4]  # the one that failed is not made again
    order = shop.do(order.id, *finishing.inspect(order, (order.pieces[1].id,), {}))
    order = shop.do(order.id, *finishing.deliver(order, finishing.ready(order), HOME))
    order = shop.do(order.id, *billing.invoice(order, BUYER))
    assert worth(order).invoiced == worth(order).standing == charge(order.lines[0].price, 1).total


def test_a_plate_that_loses_a_piece_is_not_printed(shop: Shop):
    order, job = on_a_job(shop, shop.ordered(3, per_plate=3))
    order = shop.do(order.id, *cancelling.cancel_pieces(order, order.lines[0].id, 1))
    assert states(order) == ["planned", "planned", "cancelled"]
    assert producing.unwanted_jobs(order) == (job,)
    assert producing.follow(order, JobSeen(job, "withdrawn")) == ()


def test_all_of_a_draft_can_be_cancelled_and_is_not_confirmed_then(shop: Shop):
    quote = shop.accepted(shop.quoted(quote_line(1)))
    order = shop.do(placing.order_id(quote), *placing.place_order(quote, shop.now))
    order = shop.do(order.id, *cancelling.cancel_order(order))
    assert order_state(order) == "cancelled"
    with pytest.raises(Conflict):
        placing.confirm(order)


def test_what_comes_back_is_made_again_and_billed_once_and_credited_when_cancelled(shop: Shop):
    order = shop.print_all(shop.ordered(2, per_plate=2))
    order = shop.do(order.id, *finishing.inspect(order, tuple(p.id for p in order.pieces), {}))
    order = shop.do(order.id, *finishing.deliver(order, finishing.ready(order), HOME))
    order = shop.do(order.id, *billing.invoice(order, BUYER))
    order = shop.do(order.id, *billing.pay(order, worth(order).open, "bank 1"))
    with pytest.raises(Rejected, match="reason is missing"):
        finishing.move(order, (order.pieces[0].id,), "returned")
    order = shop.do(order.id, *finishing.move(order, (order.pieces[0].id,), "returned", "cracked"))
    assert order_state(order) == "partly_shipped"
    with pytest.raises(Conflict, match="has been billed"):
        billing.invoice(order, BUYER)
    order = shop.do(order.id, *cancelling.cancel_order(order))
    order = shop.do(order.id, *billing.invoice(order, BUYER))
    assert order.invoices[-1].kind == "credit_note"
    assert worth(order).open < 0
    order = shop.do(order.id, *billing.pay(order, worth(order).open, "back 1"))
    assert order_state(order) == "closed"
    with pytest.raises(Conflict):
        billing.pay(order, Decimal(-1000), "back 2")


def test_rejected_pieces_are_made_again(shop: Shop):
    order = shop.print_all(shop.ordered(2, per_plate=2))
    first, second = (part.id for part in order.pieces)
    order = shop.do(order.id, *finishing.inspect(order, (first,), {second: "warped"}))
    assert states(order) == ["accepted", "planned"]
    assert order.parts[second].cause == "warped"
    with pytest.raises(Missing):
        finishing.move(order, ("no such piece",), "packed")
    with pytest.raises(Conflict):
        finishing.deliver(order, (order.pieces[1].id,), HOME)


def test_the_timeline_tells_what_happened_and_how_far_it_is(shop: Shop):
    order = shop.print_all(shop.ordered(3, per_plate=2))
    order = shop.do(order.id, *finishing.inspect(order, (order.pieces[0].id,), {}))
    told = timeline(shop.history(order_subject(order.id)))
    assert [(entry.milestone, entry.count) for entry in told] == [
        ("ordered", 3), ("confirmed", 0), ("printing", 2), ("printed", 2), ("printing", 1), ("printed", 1),
        ("accepted", 1),
    ]  # fmt: skip
    assert [(step.step, step.reached, step.of) for step in steps_reached(order)] == [
        ("planned", 3, 3), ("printing", 3, 3), ("printed", 3, 3), ("accepted", 1, 3), ("shipped", 0, 3),
    ]  # fmt: skip


def test_the_same_can_be_ordered_again_at_todays_prices(shop: Shop):
    order = shop.ordered(3, 2)
    order = shop.do(order.id, *cancelling.cancel_pieces(order, order.lines[0].id, 1))
    order = shop.do(order.id, *cancelling.cancel_lines(order, [order.lines[1].id]))
    dearer = replace(CARD, version="dearer", minimum_order=Decimal(5000))
    (line,) = lines_again(order, dearer)
    assert (line.price.quantity, line.price.net, line.program_digest) == (2, Decimal(5000), f"{1:064x}")


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


def test_a_day_worked_for_a_holiday_counts_and_so_does_the_hour_of_the_order():
    calendar = ShopCalendar(frozenset({date(2025, 10, 8)}), frozenset({date(2025, 10, 11)}), cut_off_hour=20)
    tuesday_evening = datetime(2025, 10, 7, 11, 59, tzinfo=UTC)  # 19:59 in China
    assert calendar.due(tuesday_evening, 1) == date(2025, 10, 9)
    assert calendar.due(tuesday_evening + timedelta(minutes=1), 1) == date(2025, 10, 9)  # Wednesday is a holiday anyway
    assert calendar.due(tuesday_evening, 3) == date(2025, 10, 11)  # a Saturday that is worked
    assert calendar.due(datetime(2025, 10, 9, 12, 0, tzinfo=UTC), 1) == date(2025, 10, 11)


def test_promises_are_moved_and_payments_are_held_to_the_cent(shop: Shop):
    order = shop.ordered(1)
    line = order.lines[0].id
    order = shop.do(order.id, *placing.move_due(order, line, date(2026, 1, 5)))
    assert order.lines[0].due == date(2026, 1, 5)
    assert placing.move_due(order, line, date(2026, 1, 5)) == ()
    for amount in (Decimal(0), Decimal("0.001")):
        with pytest.raises(Rejected):
            billing.pay(order, amount, "bank 1")
    order = shop.do(order.id, *billing.pay(order, Decimal(10), "bank 1"))
    with pytest.raises(Conflict):
        billing.pay(order, Decimal(11), "bank 1")
