"""Moving a journal from one database to another, row by row as it was written."""

from datetime import datetime

from sqlalchemy import insert

from layerworks.errors import Conflict
from layerworks.storage._anchor import Head, set_anchor
from layerworks.storage._chain import COLUMNS
from layerworks.storage.journal import entry_of
from layerworks.storage.location import Where, located
from layerworks.storage.opening import open_journal
from layerworks.storage.projections import project
from layerworks.storage.reading import reading, rows_of
from layerworks.storage.tables import journal
from layerworks.storage.verifying import Verification, verify
from layerworks.words import say

_KEEP = insert(journal)
_NAMES = COLUMNS.split(", ")


def copy_journal(source: Where, target: Where, now: datetime) -> Verification:
    """Copy a sound journal into an empty database, all of it or nothing, and return what verifying the copy found.

    Numbers and hashes stay as they are. Nobody should write the source meanwhile. Raises Missing when there is no
    source, Conflict when it is not sound or the target holds a journal already, Unreachable.
    """
    sound = verify(source)
    if not sound.ok:
        raise Conflict(sound.finding, say("storage.copy_sound_only"))
    with open_journal(target, now) as copy:
        if copy.head().number:
            raise Conflict(say("storage.not_empty"), say("storage.copy_to_empty"))
        head = Head(0, "")
        with reading(source) as connection, copy.session.transaction() as transaction:
            for row in rows_of(connection):
                transaction.change(_KEEP, **{name: getattr(row, name) for name in _NAMES})
                project(transaction, row.number, entry_of(row))
                head = Head(row.number, row.hash)
        set_anchor(located(target).anchor, head, synced=True)
    return verify(target)
