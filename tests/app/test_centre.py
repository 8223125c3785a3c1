"""The service centre over a real journal: what the tables say is what the order says, whatever happened to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from centre.orders_at_work import quote_line
from centre.price_requests import BRACKET, CARD
from layerworks.app.centre import dealing, ordering, quoting
from layerworks.app.centre.estimating import firm_line
from layerworks.app.centre.producing import Produced, produce
from layerworks.app.centre.workshop_seen import put_on_a_print, queued_job
from layerworks.app.preparing import Prepared, prepare
from layerworks.app.wish import Wish
from layerworks.centre.customers.events import CustomerSaid, OrganisationSaid, Terms
from layerworks.centre.orders import billing, cancelling, finishing, placing, producing
from layerworks.centre.orders.delivery import Address
from layerworks.centre.orders.invoice import TaxData
from layerworks.centre.orders.order import Order
from layerworks.centre.orders.progress import order_state
from layerworks.centre.quotes import deciding
from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing
from layerworks.storage import Location, SqlJournal, open_journal, verify
from layerworks.storage.centre_lists import (
    Owner,
    order_rows,
    orders_of_part,
    piece_rows,
    pieces_from_lot,
    pieces_in_state,
    quote_rows,
)
from layerworks.workshop import events as happened
from layerworks.workshop import find_attempt
from layerworks.workshop.events import AttemptEvent, entry_of
from layerworks.workshop.part_record import Making, keep_record, part_record
from layerworks.workshop.queued import Done, Given, Queued, Returned, job_entry

NOW = datetime(2025, 11, 25, 1, 0, tzinfo=UTC)
HOME = Address("李雷", "南京路 1", "上海")
BUYER = TaxData("李雷")
BRACKET_STL = Path(__file__).parents[2] / "examples" / "bracket.stl"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlJournal]:
    where = tmp_path / "records.sqlite"
    if request.param == "postgresql":
        where = Location(request.getfixturevalue("new_postgres")(), tmp_path / "journal.anchor")
    with open_journal(where, NOW, synced=False) as opened:
        yield opened


def ordered(journal: SqlJournal, *quantities: int, customer: str = "li") -> Order:
    quote = quoting.start_quote(journal, customer, NOW, customer, "web")
    requests = [replace(BRACKET, quantity=n, pieces_per_plate=2) for n in quantities]
    lines = tuple(quote_line(n, request) for n, request in enumerate(requests, 1))
    book = quoting.price_book(journal, NOW).last
    quoting.change_quote(journal, quote.id, lambda q: deciding.revise(q, lines, book, NOW), NOW, customer)
    quote = quoting.change_quote(journal, quote.id, deciding.send, NOW, "staff")
    return quoting.accept_quote(journal, quote.id, quote.last.digest, frozenset(), NOW, customer, confirmed=True)


def on_prints(journal: SqlJournal, order: Order) -> list[str]:
    jobs: list[str] = []
    while batches := producing.batches(order):
        names = tuple(f"part {n}" for n in range(len(batches[0].pieces)))
        event = Queued("f" * 64, 1, names, 60.0, "prusa-mk4s", "pla", 0.4, 10.0)
        jobs.append(put_on_a_print(journal, order, batches[0], event, NOW, "staff"))
        order = ordering.read_order(journal, order.id)
    return jobs


def printed(journal: SqlJournal, job: str, number: int, outcome: happened.Outcome, *skipped: str) -> None:
    """Let the workshop print a job once, as it writes it down."""
    attempt, machine = f"{job}-{number}", f"machine-{job}"
    place = len(journal.about(f"job:{job}"))
    journal.append(entry_of(happened.BedTurned(machine, "clear"), machine, NOW, "p", "x"))
    journal.append(job_entry(Given(attempt, machine), job, NOW, "hub", "x", place + 1))
    steps: list[AttemptEvent] = [
        happened.Reserved(job, machine, "f" * 64, 1, 60.0),
        happened.Stored("a.gcode"),
        happened.StartIntended("a.gcode", ""),
        happened.Started("a.gcode", NOW),
        *(happened.PartSkipped(name) for name in skipped),
        happened.Ended(outcome, "printed" if outcome == "completed" else "stall", ended_at=LATER),
    ]
    journal.append(*(entry_of(step, attempt, NOW, "hub", "x", n) for n, step in enumerate(steps, 1)))
    end = Done(attempt) if outcome == "completed" else Returned(attempt, outcome, "stall")
    journal.append(job_entry(end, job, LATER, "hub", "x", place + 2))
    found = find_attempt(journal, attempt)
    assert found is not None
    making = Making("m", "", "", "", "f" * 64, "", "prusa-mk4s", "pla", "LOT-7", {}, {})
    for n in (1, 2):
        keep_record(journal, part_record(f"{attempt}/{n}", f"part {n - 1}", making, found), LATER, "hub")


def _turned(folder: Path) -> Path:
    """Write the bracket once more with a byte changed that does not matter to its shape, but to its digest."""
    other = folder / "bracket.stl"
    data = bytearray(BRACKET_STL.read_bytes())
    data[84 + 12 + 2] ^= 1  # of a corner's coordinate, below what anybody sees
    other.write_bytes(bytes(data))
    return other


def agrees(journal: SqlJournal, id: str) -> Order:
    """Hold the tables against the order that the journal tells of."""
    order = ordering.read_order(journal, id)
    (row,) = [row for row in order_rows(journal.location) if row.id == id]
    assert row.state == order_state(order)
    assert (row.invoiced, row.paid, row.held) == (order.invoiced, order.paid, order.hold)
    assert row.due == max(line.due for line in order.lines).isoformat()
    told = {piece.id: (piece.state, piece.record, piece.job) for piece in piece_rows(journal.location, id)}
    assert told == {part.id: (part.state, _record(order, part.id), part.job) for part in order.parts.values()}
    return order


def _record(order: Order, id: str) -> str | None:
    part = order.parts[id]
    return part.record or (f"/{part.number}" if part.job else None)


def test_an_order_goes_from_quote_to_the_last_cent_and_the_tables_follow(journal: SqlJournal):
    order = ordered(journal, 3, 1)
    assert quote_rows(journal.location, state="accepted")[0].total == sum(x.price.total for x in order.lines)
    first, second, third = on_prints(journal, agrees(journal, order.id))
    printed(journal, first, 1, "failed")
    order = ordering.bring_up_to_date(journal, order.id, LATER, "hub")
    assert ordering.bring_up_to_date(journal, order.id, LATER, "hub") == order
    agrees(journal, order.id)
    printed(journal, first, 2, "completed", "part 1")
    printed(journal, third, 1, "completed")
    order = ordering.change_order(journal, order.id, lambda o: cancelling.cancel_lines(o, [o.lines[0].id]), LATER, "li")
    assert [part.state for part in agrees(journal, order.id).pieces] == ["printed", "cancelled", "cancelled", "printed"]
    assert second not in journal.open_jobs()  # what nobody waits for is not printed
    good = tuple(part.id for part in order.pieces if part.state == "printed")
    assert {p.id for p in pieces_in_state(journal.location, "printed")} == set(good)
    for decide in (
        lambda o: finishing.inspect(o, good, {}),
        lambda o: finishing.deliver(o, finishing.ready(o)[:1], HOME),
        lambda o: billing.invoice(o, BUYER),
        lambda o: finishing.move(o, (good[0],), "returned", "cracked"),
        lambda o: finishing.deliver(o, finishing.ready(o), HOME),
        lambda o: billing.invoice(o, BUYER),
        lambda o: billing.pay(o, o.invoiced, "bank 1"),
    ):
        ordering.change_order(journal, order.id, decide, LATER, "staff")
        agrees(journal, order.id)
    order = ordering.read_order(journal, order.id)
    assert order_state(order) == "closed"
    assert verify(journal.location).ok
    assert ordering.course_of(journal, order.id)[-1].milestone == "paid"


def test_the_way_back_from_a_lot_to_its_pieces_and_from_a_piece_to_its_record(journal: SqlJournal):
    order = ordered(journal, 2)
    (job,) = on_prints(journal, order)
    printed(journal, job, 1, "completed")
    order = ordering.bring_up_to_date(journal, order.id, LATER, "hub")
    assert [piece.id for piece in pieces_from_lot(journal.location, "LOT-7")] == [part.id for part in order.pieces]
    assert pieces_from_lot(journal.location, "LOT-8") == ()
    assert orders_of_part(journal.location, order.lines[0].mesh_digest) == (order.id,)
    assert [part.record for part in order.pieces] == [f"{job}-1/1", f"{job}-1/2"]


def test_accepting_twice_makes_one_order(journal: SqlJournal):
    order = ordered(journal, 1)
    quote = quoting.read_quote(journal, order.quote)
    again = quoting.accept_quote(journal, quote.id, quote.last.digest, frozenset(), LATER, "li")
    assert again == order
    assert len(order_rows(journal.location)) == 1


def test_two_who_decide_at_once_do_not_both_get_their_way(journal: SqlJournal):
    order = ordered(journal, 2)

    def while_another_holds_it(seen: Order):
        ordering.change_order(journal, order.id, lambda o: placing.hold(o, "drawing unclear"), LATER, "boss")
        return placing.move_due(seen, seen.lines[0].id, seen.lines[0].due + timedelta(days=1))

    with pytest.raises(Conflict):
        ordering.change_order(journal, order.id, while_another_holds_it, LATER, "staff")
    assert agrees(journal, order.id).hold == "drawing unclear"


def test_a_print_and_the_order_know_of_each_other_or_neither(journal: SqlJournal):
    order = ordered(journal, 2)
    (batch,) = producing.batches(order)
    on_prints(journal, order)
    event = Queued("f" * 64, 1, ("a", "b"), 60.0, "prusa-mk4s", "pla", 0.4, 10.0)
    with pytest.raises(Conflict):
        put_on_a_print(journal, order, batch, event, NOW, "somebody slower")
    assert len(journal.open_jobs()) == 1


def test_lists_show_a_customer_his_own_and_his_organisations(journal: SqlJournal):
    for id, organisation in (("li", "acme"), ("han", "acme"), ("mei", None)):
        dealing.keep_customer(journal, id, CustomerSaid(id, f"{id}@example.com", organisation=organisation), NOW, id)
    orders = {customer: ordered(journal, 1, customer=customer).id for customer in ("li", "han", "mei")}
    assert [row.id for row in order_rows(journal.location)] == [orders[c] for c in ("mei", "han", "li")]
    assert {row.id for row in order_rows(journal.location, Owner("li", "acme"))} == {orders["li"], orders["han"]}
    assert [row.id for row in order_rows(journal.location, Owner("mei"))] == [orders["mei"]]
    latest = order_rows(journal.location, most=1)
    assert [row.id for row in order_rows(journal.location, before=latest[0].number)] == [orders["han"], orders["li"]]
    assert [row.id for row in quote_rows(journal.location, Owner("mei"), state="accepted")]
    assert quote_rows(journal.location, Owner("nobody")) == ()


def test_customers_terms_messages_and_prices_are_kept(journal: SqlJournal):
    said = OrganisationSaid("星火精密", TaxData("星火精密有限公司", "91110000600037341L"))
    assert dealing.keep_organisation(journal, "acme", said, NOW, "staff").said == said
    assert dealing.keep_organisation(journal, "acme", said, LATER, "staff").place == 1
    assert dealing.agree_terms(journal, "acme", Terms(Decimal("0.1")), NOW, "staff", "frame contract").terms.discount
    dealing.write_message(journal, "O-1", "customer", "When?", NOW, "li")
    assert [m.text for m in dealing.write_message(journal, "O-1", "shop", "Now", NOW, "staff")] == ["When?", "Now"]
    dearer = replace(CARD, version="2026-1", minimum_order=Decimal(80))
    book = quoting.publish_prices(journal, dearer, NOW, "boss", "energy is dearer")
    assert (book.last.number, book.last.author, book.last.reason) == (1, "boss", "energy is dearer")
    assert quoting.publish_prices(journal, dearer, LATER, "boss", "again").last == book.last
    for missing in (quoting.read_quote, ordering.read_order, dealing.read_customer, dealing.read_organisation):
        with pytest.raises(Missing):
            missing(journal, "nobody")


def test_an_order_is_sliced_and_put_on_prints_once(tmp_path: Path):
    """With a real model: as many pieces on a plate as the quote reckoned with, each known by its name there."""
    wish = Wish(BRACKET_STL, "prusa-mk4s", "pla", "draft", 3)
    prepared = prepare(wish)
    assert isinstance(prepared, Prepared)
    line = firm_line(prepared, CARD, "standard")
    line = replace(line, request=replace(line.request, pieces_per_plate=2))
    kept: dict[str, bytes] = {}

    def keep(text: bytes) -> str:
        kept[digest_bytes(text)] = text
        return digest_bytes(text)

    with open_journal(tmp_path / "records.sqlite", NOW, synced=False) as journal:
        quote = quoting.start_quote(journal, "li", NOW, "li", "")
        book = quoting.price_book(journal, NOW).last
        quoting.change_quote(journal, quote.id, lambda q: deciding.revise(q, (line,), book, NOW), NOW, "li")
        quote = quoting.change_quote(journal, quote.id, deciding.send, NOW, "staff")
        order = quoting.accept_quote(journal, quote.id, quote.last.digest, frozenset(), NOW, "li", confirmed=True)
        with pytest.raises(Conflict, match="not the one that was quoted"):
            produce(journal, order.id, lambda _: _turned(tmp_path), keep, NOW, "staff")
        made = produce(journal, order.id, lambda _: BRACKET_STL, keep, NOW, "staff")
        assert produce(journal, order.id, lambda _: BRACKET_STL, keep, NOW, "staff") == Produced(())
        assert journal.open_jobs() == made.jobs
        jobs = [queued_job(journal, id) for id in made.jobs]
        assert [len(job.parts) for job in jobs if job] == [2, 1]
        assert {job.digest for job in jobs if job} == set(kept)
        names = [stand.name for job in agrees(journal, order.id).jobs.values() for stand in job.stands]
        assert names == [name for job in jobs if job for name in job.parts]
