"""A shop's records moved to the database that hubs share, or back into its folder."""

from datetime import datetime
from pathlib import Path

from layerworks.app.shop import Shop
from layerworks.errors import Misused
from layerworks.storage import Location, Verification, open_journal
from layerworks.storage.copying import copy_journal
from layerworks.storage.opening import open_session
from layerworks.storage.sealed import SealedFiles, SealedRows
from layerworks.words import say


def copy_records(folder: Path, url: str, now: datetime, *, back: bool) -> Verification:
    """Copy the journal of a folder into an empty database, or back, with the sealed keys of its enrolled machines.

    Returns what verifying the copy found; the source stays as it was. Raises Missing, Conflict when the source is not
    sound or the target holds a journal, Unreachable, Misused for a URL that is none of a server's database.
    """
    if not url.startswith("postgresql://"):
        raise Misused(say("storage.no_such_database"), say("storage.database_remedy"))
    here, there = Shop(folder).journal, Location(url, folder / "records.anchor")
    source, target = (there, here) if back else (here, there)
    found = copy_journal(source, target, now)
    session = open_session(url)
    files, rows = SealedFiles(folder / "credentials"), SealedRows(session)
    try:
        with open_journal(target, now) as journal:
            for machine in journal.enrolled():
                sealed = (rows if back else files).get(machine)
                if sealed is not None:
                    (files if back else rows).put(machine, sealed)
    finally:
        session.close()
    return found
