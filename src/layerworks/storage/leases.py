"""Leases beside the journal, timed by the clock of their database. In PostgreSQL all hubs share them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Double, bindparam, case, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from layerworks.storage.session import Session
from layerworks.storage.tables import lease
from layerworks.workshop.leases import Lease

NOBODY = ""
_CLOCKS: Mapping[str, str] = {  # seconds since 1970
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch FROM clock_timestamp())::double precision",
}
_OURS = (lease.c.machine == bindparam("of"), lease.c.holder == bindparam("by"), lease.c.epoch == bindparam("since"))
_GIVE_BACK = update(lease).where(*_OURS).values(holder=NOBODY, until_s=0.0)
_STANDS = select(lease.c.machine).where(*_OURS)


class SqlLeases:
    """The workshop's `Leases`. To be used by one thread at a time."""

    def __init__(self, session: Session, *, clock: str = "") -> None:
        """Ask a session of the database. clock: what else tells the time, as SQL, in seconds since 1970."""
        self._session, engine = session, session.engine.dialect.name
        now_s = literal_column(clock or _CLOCKS[engine], Double)
        until_s = now_s + bindparam("for_s", type_=Double)
        insert: Any = sqlite.insert if engine == "sqlite" else postgresql.insert
        wish = insert(lease).values(machine=bindparam("of"), holder=bindparam("by"), epoch=1, until_s=until_s)
        self._take = wish.on_conflict_do_update(
            index_elements=[lease.c.machine],
            set_={
                "holder": wish.excluded.holder,
                "until_s": wish.excluded.until_s,
                "epoch": lease.c.epoch + case((lease.c.holder == wish.excluded.holder, 0), else_=1),
            },
            where=or_(lease.c.holder == wish.excluded.holder, lease.c.until_s <= now_s),
        ).returning(lease.c.epoch)
        self._renew = (
            update(lease)
            .where(lease.c.holder == bindparam("by"))
            .values(until_s=until_s)
            .returning(lease.c.machine, lease.c.epoch)
        )
        self._held = select(lease.c.machine, lease.c.holder).where(lease.c.holder != NOBODY, lease.c.until_s > now_s)
        self._holder = self._held.where(lease.c.machine == bindparam("of"))

    def take(self, machine: str, holder: str, for_s: float) -> Lease | None:
        """Take a machine, or keep one that is held, for some seconds from now; None while somebody else has it."""
        rows = self._session.ask(self._take, of=machine, by=holder, for_s=for_s)
        return Lease(machine, holder, int(rows[0][0])) if rows else None

    def give_back(self, held: Lease) -> None:
        """Let go of a machine at once; nothing happens when somebody else has it."""
        self._session.change(_GIVE_BACK, of=held.machine, by=held.holder, since=held.epoch)

    def stands(self, held: Lease) -> bool:
        """Tell whether nobody has taken the machine since, whatever the time."""
        return bool(self._session.ask(_STANDS, of=held.machine, by=held.holder, since=held.epoch))

    def renew(self, holder: str, for_s: float) -> dict[str, Lease]:
        """Keep everything that a holder has for some seconds from now and return it."""
        rows = self._session.ask(self._renew, by=holder, for_s=for_s)
        return {machine: Lease(machine, holder, int(epoch)) for machine, epoch in rows}

    def held(self) -> dict[str, str]:
        """Return who has what whose time is not over, by machine."""
        return dict(self._session.ask(self._held))

    def holder_of(self, machine: str) -> str | None:
        """Return who has a machine; None for nobody."""
        rows = self._session.ask(self._holder, of=machine)
        return rows[0][1] if rows else None
