"""Files by digest that several hubs share: kept in the folder of each that used them, and in their database for all.

A hub that dies leaves nothing behind that only it had: what a job needs is where the job is.
"""

from threading import Lock

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing
from layerworks.storage.artefacts import Artefacts
from layerworks.storage.session import Session
from layerworks.storage.tables import artefact
from layerworks.words import say

PART = 2**20  # bytes
_PARTS = select(artefact.c.part, artefact.c.parts).where(artefact.c.digest == bindparam("of")).order_by(artefact.c.part)
_PART = select(artefact.c.data).where(artefact.c.digest == bindparam("of"), artefact.c.part == bindparam("at"))


class SharedArtefacts:
    """session: of this object alone. Safe on any thread."""

    def __init__(self, here: Artefacts, session: Session) -> None:
        self._here, self._session, self._lock = here, session, Lock()
        insert = sqlite.insert if session.engine.dialect.name == "sqlite" else postgresql.insert
        values = {"digest": bindparam("of"), "part": bindparam("at"), "parts": bindparam("many")}
        self._keep = insert(artefact).values(**values, data=bindparam("data")).on_conflict_do_nothing()

    def keep(self, data: bytes | memoryview) -> str:
        """Keep data and return its digest; it is in the database on return. Raises Unreachable."""
        digest, whole = self._here.keep(data), memoryview(data)
        parts = max(1, -(-len(whole) // PART))
        with self._lock:
            there = {part for part, _ in self._session.ask(_PARTS, of=digest)}
            for part in range(parts):
                if part not in there:
                    some = bytes(whole[part * PART : (part + 1) * PART])
                    self._session.change(self._keep, of=digest, at=part, many=parts, data=some)
        return digest

    def read(self, digest: str) -> bytes:
        """Return an artefact. Raises Missing when it is nowhere, Conflict when it is not what it was, Unreachable."""
        try:
            return self._here.read(digest)
        except Missing as missing:
            data = self._fetched(digest)
            if data is None:
                raise missing from None
        if digest_bytes(data) != digest:
            raise Conflict(say("storage.artefact_damaged", digest=digest), say("storage.make_again"))
        self._here.keep(data)
        return data

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._session.close()

    def _fetched(self, digest: str) -> bytes | None:
        with self._lock:
            parts = self._session.ask(_PARTS, of=digest)
            if not parts or len(parts) < parts[0][1]:
                return None
            return b"".join(bytes(self._session.ask(_PART, of=digest, at=part)[0][0]) for part, _ in parts)
