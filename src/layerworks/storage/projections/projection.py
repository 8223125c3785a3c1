"""What a projection is."""

from collections.abc import Callable

from layerworks.storage._transaction import Transaction
from layerworks.workshop.journal import Entry

Projection = Callable[[Transaction, int, Entry], None]  # given the number of the entry; raises Conflict to refuse it
