"""Which machines are enrolled; what they are, the journal tells."""

from collections.abc import Mapping

from sqlalchemy import Column, Table, bindparam, delete, insert, select

from layerworks.storage._transaction import Transaction
from layerworks.storage.projections.projection import Projection
from layerworks.storage.tables import Words, metadata
from layerworks.workshop.journal import Entry

enrolment = Table("enrolment", metadata, Column("machine", Words, primary_key=True), sqlite_strict=True)
TABLES = (enrolment,)

_KNOWN = select(enrolment.c.machine).where(enrolment.c.machine == bindparam("machine"))
_ENROL = insert(enrolment)
_DISMISS = delete(enrolment).where(enrolment.c.machine == bindparam("machine"))


def _enrolled(transaction: Transaction, number: int, entry: Entry) -> None:
    if transaction.first(_KNOWN, machine=entry.subject) is None:
        transaction.change(_ENROL, machine=entry.subject)


def _dismissed(transaction: Transaction, number: int, entry: Entry) -> None:
    transaction.change(_DISMISS, machine=entry.subject)


PROJECTIONS: Mapping[str, Projection] = {"machine.enrolled": _enrolled, "machine.dismissed": _dismissed}
