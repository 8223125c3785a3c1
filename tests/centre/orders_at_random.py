"""An order driven at random, by a shop and a workshop that do anything, with what must always hold.

Whatever comes, the good parts delivered are the parts ordered less those cancelled, money adds up to the cent, and the
journal alone gives everything back.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from centre.orders_at_work import Shop, quote_line
from centre.price_requests import BRACKET
from layerworks.centre.orders import billing, cancelling, finishing, placing, producing
from layerworks.centre.orders.delivery import Address
from layerworks.centre.orders.events import OrderEvent
from layerworks.centre.orders.invoice import TaxData, charge
from layerworks.centre.orders.order import Order, evolve
from layerworks.centre.orders.part_instance import LOST, UNSTARTED
from layerworks.centre.orders.producing import AttemptSeen, JobSeen
from layerworks.centre.orders.progress import billed_up, line_state, order_state, worth
from layerworks.centre.orders.timeline import steps_reached, timeline
from layerworks.centre.quotes import deciding
from layerworks.centre.writing import order_subject, quote_subject
from layerworks.errors import Conflict

HOME = Address("Li Lei", "1 Nanjing Road", "Shanghai")
rarely = st.integers(0, 5).map(lambda n: n == 5)
outcomes = st.sampled_from(["completed", "completed", "failed", "cancelled", "lost"])


class OrdersAtRandom(RuleBasedStateMachine):
    """One order, from its quote to the last cent, with a workshop that does anything a real one can."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop()
        self.jobs: dict[str, JobSeen] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.order: Order

    @initialize(
        quantities=st.lists(st.integers(1, 6), min_size=1, max_size=3),
        per_plate=st.integers(1, 3),
        by_hand=st.none() | st.decimals("0", "99", places=2),
        revisions=st.integers(0, 2),
        draft=rarely,
    )
    def accept_a_quote(
        self, quantities: list[int], per_plate: int, by_hand: Decimal | None, revisions: int, draft: bool
    ) -> None:
        requests = [replace(BRACKET, quantity=q, pieces_per_plate=per_plate) for q in quantities]
        lines = [quote_line(n, request, at_risk=n % 2) for n, request in enumerate(requests, 1)]
        quote = self.shop.quoted(*lines)
        for _ in range(revisions):
            net = Decimal("12.34") if by_hand is None else by_hand
            self.shop.write(
                quote_subject(quote.id), *deciding.set_price(quote, "1", net, "agreed", "boss", self.shop.now)
            )
            quote = self.shop.quote(quote.id)
        quote = self.shop.accepted(quote)
        self.id = placing.order_id(quote)
        self.order = self.shop.do(self.id, *placing.place_order(quote, self.shop.now))
        if not draft:
            self.confirm()
        assert worth(self.order).ordered == sum(line.price.total for line in quote.last.lines)

    def _do(self, *events: OrderEvent) -> None:
        if events:
            self.shop.write(order_subject(self.id), *events)
            self.order = evolve(self.order, *events, at=self.shop.now)

    def _any(self, *states: str) -> bool:
        return any(part.state in states for part in self.order.pieces)

    def _drawn(self, data: st.DataObject, *states: str) -> tuple[str, ...]:
        able = [part.id for part in self.order.pieces if part.state in states]
        return tuple(data.draw(st.lists(st.sampled_from(able), min_size=1, unique=True))) if able else ()

    @rule()
    @precondition(lambda self: self.order.confirmed_at is None)
    def confirm(self) -> None:
        if any(part.state != "cancelled" for part in self.order.pieces):
            self._do(*placing.confirm(self.order))

    @rule(held=rarely)
    @precondition(lambda self: self.order.hold is not None or self._any("planned"))
    def hold_or_free(self, held: bool) -> None:
        self._do(*(placing.hold(self.order, "drawing unclear") if held else placing.free(self.order)))

    @rule(data=st.data(), steps=st.integers(1, 12))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        """Do anything that brings the order nearer to its end: some steps at once, so that chance gets that far."""
        for _ in range(steps):
            ways: list[Callable[[st.DataObject], None]] = [
                *([self._send_to_the_workshop] if producing.batches(self.order) else []),
                *([self._print_something] if self._open_jobs() else []),
                *([self._hear_of_a_job] if self._unheard() else []),
                *([self._inspect] if self._any("printed", "in_operation", "awaiting_inspection") else []),
                *([self._deliver] if self._any("accepted", "packed") else []),
            ]
            if ways:
                data.draw(st.sampled_from(ways))(data)

    def _send_to_the_workshop(self, data: st.DataObject) -> None:
        batch = data.draw(st.sampled_from(producing.batches(self.order)))
        job = producing.next_job(self.order)
        assert job not in self.jobs
        self.names[job] = tuple(f"part {n}" for n in range(len(batch.pieces)))
        self._do(*producing.place(self.order, batch, "f" * 64, self.names[job]))
        self.jobs[job] = JobSeen(job, "open")

    def _open_jobs(self) -> list[JobSeen]:
        return [job for job in self.jobs.values() if job.fate == "open"]

    def _print_something(self, data: st.DataObject) -> None:
        """A job gets an attempt, or its last one ends; the order hears of it now or later."""
        seen = data.draw(st.sampled_from(self._open_jobs()))
        *before, last = (*seen.attempts, None) if not seen.attempts or seen.attempts[-1].outcome else seen.attempts
        started = data.draw(st.booleans()) or (last is not None and last.started)
        outcome = data.draw(st.none() | outcomes) if started else data.draw(st.sampled_from([None, "failed"]))
        good = outcome == "completed"
        skipped = data.draw(st.sets(st.sampled_from(self.names[seen.id]))) if good else set[str]()
        new = AttemptSeen(f"{seen.id}-{len(before) + 1}", started, outcome, frozenset(skipped), "stall")
        self.jobs[seen.id] = replace(seen, attempts=(*before, new), fate="done" if good else "open")

    def _unheard(self) -> list[JobSeen]:
        return [job for job in self.jobs.values() if producing.follow(self.order, job)]

    def _hear_of_a_job(self, data: st.DataObject) -> None:
        seen = data.draw(st.sampled_from(self._unheard()))
        self._do(*producing.follow(self.order, seen))
        assert producing.follow(self.order, seen) == ()

    def _inspect(self, data: st.DataObject) -> None:
        pieces = self._drawn(data, "printed", "in_operation", "awaiting_inspection")
        split = len(pieces) // 2 if data.draw(rarely) else len(pieces)
        self._do(*finishing.inspect(self.order, pieces[:split], dict.fromkeys(pieces[split:], "warped")))

    def _deliver(self, data: st.DataObject) -> None:
        self._do(*finishing.deliver(self.order, self._drawn(data, "accepted", "packed"), HOME))

    @rule(data=st.data(), really=rarely)
    @precondition(lambda self: self._open_jobs())
    def withdraw_a_job(self, data: st.DataObject, really: bool) -> None:
        idle = [job for job in self._open_jobs() if not job.attempts or job.attempts[-1].outcome]
        if really and idle:
            seen = data.draw(st.sampled_from(idle))
            self.jobs[seen.id] = replace(seen, fate="withdrawn")

    @rule(data=st.data())
    @precondition(lambda self: self._any("printing"))
    def find_a_lost_print(self, data: st.DataObject) -> None:
        last = {
            job.attempts[-1].id for job in self.jobs.values() if job.attempts and job.attempts[-1].outcome == "lost"
        }
        able = [p for p in self.order.pieces if p.state == "printing" and p.attempt in last and p.job]
        if able:
            part = data.draw(st.sampled_from(able))
            on_it = tuple(p.id for p in able if p.job == part.job)
            self._do(*producing.found_printed(self.order, on_it))
            self.jobs[part.job or ""] = replace(self.jobs[part.job or ""], fate="withdrawn")

    @rule(data=st.data(), to=st.sampled_from(["in_operation", "scrapped"]))
    @precondition(lambda self: self._any("printed", "in_operation"))
    def work_on_pieces(self, data: st.DataObject, to) -> None:
        if pieces := self._drawn(data, "printed", "in_operation"):
            self._do(*finishing.move(self.order, pieces, to, "broke off"))

    @rule(data=st.data(), really=rarely)
    @precondition(lambda self: self._any("shipped"))
    def take_back(self, data: st.DataObject, really: bool) -> None:
        if really and (pieces := self._drawn(data, "shipped")):
            self._do(*finishing.move(self.order, pieces, "returned", "cracked"))

    @rule(data=st.data(), count=st.integers(1, 2), really=rarely)
    @precondition(lambda self: self.jobs)
    def cancel_pieces(self, data: st.DataObject, count: int, really: bool) -> None:
        if not really:
            return
        line = data.draw(st.sampled_from(self.order.lines)).id
        can = len(cancelling.cancellable(self.order, line))
        try:
            self._do(*cancelling.cancel_pieces(self.order, line, count))
            assert count <= can
        except Conflict:
            assert count > can
        self._withdraw_unwanted()

    @rule(data=st.data(), really=rarely)
    @precondition(lambda self: self.jobs)
    def cancel_a_line(self, data: st.DataObject, really: bool) -> None:
        if not really:
            return
        self._do(*cancelling.cancel_lines(self.order, [data.draw(st.sampled_from(self.order.lines)).id]))
        self._withdraw_unwanted()

    def _withdraw_unwanted(self) -> None:
        for job in producing.unwanted_jobs(self.order):
            seen = self.jobs[job]
            if seen.fate == "open" and (not seen.attempts or seen.attempts[-1].outcome):
                self.jobs[job] = replace(seen, fate="withdrawn")

    @rule()
    @precondition(lambda self: not billed_up(self.order))
    def bill(self) -> None:
        try:
            self._do(*billing.invoice(self.order, TaxData("Li Lei")))
        except Conflict:
            assert billed_up(self.order)
        assert billed_up(self.order)

    @rule(share=st.sampled_from([Decimal("0.5"), Decimal(1)]))
    @precondition(lambda self: worth(self.order).open)
    def pay(self, share: Decimal) -> None:
        amount = (worth(self.order).open * share).quantize(Decimal("0.01"))
        if amount:
            self._do(*billing.pay(self.order, amount, f"bank {len(self.order.payments)}"))

    @rule()
    def restart(self) -> None:
        again = self.shop.order(self.id)
        assert again == replace(self.order, confirmed_at=again.confirmed_at)
        self.order = again

    @invariant()
    def every_place_is_filled_by_one_piece(self) -> None:
        for line in self.order.lines:
            own = [part for part in self.order.pieces if part.line == line.id]
            assert sorted(part.index for part in own) == list(range(line.quantity))
            assert not any(part.state in LOST for part in own)
        parents = Counter(part.parent for part in self.order.parts.values() if part.parent)
        assert all(count == 1 for count in parents.values())
        assert set(parents) == {part.id for part in self.order.parts.values() if part.state in LOST}

    @invariant()
    def nothing_more_is_begun_of_a_closed_line(self) -> None:
        closed = [part for part in self.order.pieces if part.line in self.order.closed_lines]
        assert not any(part.state in UNSTARTED for part in closed)

    @invariant()
    def no_piece_stands_on_two_jobs_and_no_attempt_makes_it_twice(self) -> None:
        made = Counter((p.attempt, p.number) for p in self.order.parts.values() if p.attempt)
        assert all(count == 1 for count in made.values())

    @invariant()
    def money_adds_up(self) -> None:
        money, billed = worth(self.order), Counter[str]()
        for invoice in self.order.invoices:
            assert invoice.total == invoice.net + invoice.tax
            assert all(line.total == line.net + line.tax for line in invoice.lines)
            billed.update({line.line: line.count for line in invoice.lines})
        assert all(0 <= billed[line.id] <= line.quantity for line in self.order.lines)
        assert money.invoiced == sum(charge(line.price, billed[line.id]).total for line in self.order.lines)
        assert money.standing <= money.ordered
        assert money.open == money.invoiced - money.paid

    @invariant()
    def every_state_has_its_event(self) -> None:
        subject = self.shop.journal[order_subject(self.id)]
        moved = {id for *_, body in subject for id in body.get("pieces", ())}
        moved |= {stand["piece"] for *_, body in subject for stand in body.get("stands", ())}
        moved |= {id for *_, body in subject for id in body.get("delivery", {}).get("pieces", ())}
        assert all(part.state == "planned" or part.id in moved for part in self.order.parts.values())
        assert order_state(self.order)
        assert all(step.reached <= step.of for step in steps_reached(self.order))

    def teardown(self) -> None:
        """From wherever chance led, the order can be brought to its end, and then all that was promised is there."""
        if not hasattr(self, "order"):
            return
        self._finish()
        shipped = Counter(part.line for part in self.order.pieces if part.state == "shipped")
        cancelled = Counter(part.line for part in self.order.pieces if part.state == "cancelled")
        for line in self.order.lines:
            assert shipped[line.id] == line.quantity - cancelled[line.id]
            assert line_state(line, self.order.pieces) in ("complete", "cancelled")
        money = worth(self.order)
        assert money.invoiced == money.standing == money.paid
        assert order_state(self.order) in ("closed", "cancelled")
        told = timeline(self.shop.history(order_subject(self.id)))
        assert [entry.at for entry in told] == sorted(entry.at for entry in told)
        assert self.shop.order(self.id).pieces == self.order.pieces

    def _finish(self) -> None:
        self.confirm()
        self._do(*placing.free(self.order))
        for job in self.jobs.values():
            self._do(*producing.follow(self.order, replace(job, fate="withdrawn" if job.fate == "open" else job.fate)))
        while any(part.state not in ("shipped", "cancelled") for part in self.order.pieces):
            if producing.batches(self.order):
                self.order = self.shop.print_all(self.order)
            printed = tuple(
                p.id for p in self.order.pieces if p.state in ("printed", "in_operation", "awaiting_inspection")
            )
            if printed:
                self._do(*finishing.inspect(self.order, printed, {}))
            self._do(*finishing.deliver(self.order, finishing.ready(self.order), HOME))
        self.bill()
        self.pay(Decimal(1))
