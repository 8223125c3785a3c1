"""Whatever chance makes of an order, the tables that follow its journal say what the order says."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings

from centre.orders_at_random import OrdersAtRandom
from centre.orders_at_work import NOW
from layerworks.centre.orders.progress import order_state, worth
from layerworks.centre.writing import quote_subject
from layerworks.storage import open_journal, verify
from layerworks.storage.centre_lists import order_rows, piece_rows
from layerworks.workshop import Entry


class TablesAtRandom(OrdersAtRandom):
    """The same, and then all of it written down once more in a real journal, half-way and to its end."""

    def teardown(self) -> None:
        """Hold the tables against the order as chance left it, and again when it was brought to its end."""
        if not hasattr(self, "order"):
            return
        with TemporaryDirectory() as folder, open_journal(Path(folder) / "j.sqlite", NOW, synced=False) as journal:
            written = 0
            for finish in (False, True):
                if finish:
                    super().teardown()
                subjects = sorted(self.shop.journal, key=lambda subject: not subject.startswith(quote_subject("")))
                told = [
                    Entry(at, who, what, why, subject, body, place)
                    for subject in subjects
                    for place, (at, who, what, why, body) in enumerate(self.shop.journal[subject], 1)
                ]
                journal.append(*told[written:])
                written = len(told)
                self._agree(journal.location)
            assert verify(journal.location).ok  # tables made anew from the journal are the same

    def _agree(self, where) -> None:
        (row,) = order_rows(where)
        money = worth(self.order)
        assert row.state == order_state(self.order)
        assert (row.total, row.invoiced, row.paid) == (money.ordered, money.invoiced, money.paid)
        told = {piece.id: (piece.state, piece.parent, piece.job, piece.delivery) for piece in piece_rows(where, row.id)}
        assert told == {p.id: (p.state, p.parent, p.job, p.delivery) for p in self.order.parts.values()}


TablesAtRandom.TestCase.settings = settings(
    max_examples=8, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTablesAtRandom = TablesAtRandom.TestCase
