"""Where sealed credentials lie: in a folder of one hub, or in the database of several."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from layerworks.digest import digest_bytes
from layerworks.errors import Unreachable
from layerworks.storage._atomic import write_whole
from layerworks.storage.session import Session
from layerworks.storage.tables import credential
from layerworks.words import say

_GET = select(credential.c.sealed).where(credential.c.name == bindparam("of"))
_FORGET = delete(credential).where(credential.c.name == bindparam("of"))


class Sealed(Protocol):
    """Sealed credentials by name."""

    def put(self, name: str, sealed: bytes) -> None:
        """Keep one, replacing an earlier one. Raises Unreachable."""
        ...

    def get(self, name: str) -> bytes | None:
        """Return one, None where there is none. Raises Unreachable."""
        ...

    def forget(self, name: str) -> None:
        """Remove one, if there is one. Raises Unreachable."""
        ...


@dataclass(frozen=True, slots=True)
class SealedFiles:
    """A folder with a file each, named by digest."""

    folder: Path

    def put(self, name: str, sealed: bytes) -> None:
        """Keep one, replacing an earlier one. Raises Unreachable when the disk does not take it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._path(name), sealed)
        except OSError as error:
            raise Unreachable(say("storage.not_kept", detail=str(error)), say("storage.check_disk")) from error

    def get(self, name: str) -> bytes | None:
        """Return one, None where there is none."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, name: str) -> None:
        """Remove one, if there is one."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / digest_bytes(name.encode())[:32]


class SealedRows:
    """A table of a database. session: of this object alone. Safe on any thread."""

    def __init__(self, session: Session) -> None:
        self._session, self._lock = session, Lock()
        insert: Any = sqlite.insert if session.engine.dialect.name == "sqlite" else postgresql.insert
        wish = insert(credential).values(name=bindparam("of"), sealed=bindparam("as"))
        self._put = wish.on_conflict_do_update(
            index_elements=[credential.c.name], set_={"sealed": wish.excluded.sealed}
        )

    def put(self, name: str, sealed: bytes) -> None:
        """Keep one, replacing an earlier one. Raises Unreachable."""
        with self._lock:
            self._session.change(self._put, **{"of": name, "as": sealed})

    def get(self, name: str) -> bytes | None:
        """Return one, None where there is none. Raises Unreachable."""
        with self._lock:
            rows = self._session.ask(_GET, of=name)
        return bytes(rows[0][0]) if rows else None

    def forget(self, name: str) -> None:
        """Remove one, if there is one. Raises Unreachable."""
        with self._lock:
            self._session.change(_FORGET, of=name)
