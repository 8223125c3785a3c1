"""Where people sign in: how often they may try, and what they have to show."""

from datetime import datetime

from layerworks.app.hub.accounts import Accounts, Session
from layerworks.app.hub.admission import Bearer
from layerworks.app.hub.passwords import Passwords
from layerworks.app.hub.tokens import expect_name
from layerworks.errors import Rejected
from layerworks.web.guarding import Buckets
from layerworks.words import say

TRIES_PER_S, TRIES_AT_ONCE = 1.0 / 60.0, 10.0  # for one name, from wherever; the rim counts by address as well


class Desk:
    """Looks at names and passwords."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts, self._passwords = accounts, Passwords()
        self._tries = Buckets(TRIES_PER_S, TRIES_AT_ONCE)

    def wait_s(self, name: str) -> float:
        """Count a try; return how long it has to wait, 0 where it need not."""
        return 0.0 if self._tries.take(name) else self._tries.wait_s(name)

    async def known(self, name: str, password: str) -> Bearer | None:
        """Return whose name and password these are, None for nobody's."""
        right = await self._passwords.right(password, self._accounts.sealed(name))
        return self._accounts.account(name) if right else None

    async def join(self, code: str, name: str, password: str, now: datetime) -> Bearer:
        """Use a code up for an account with this password. Raises Rejected, Conflict."""
        invitation = self._accounts.invitation(code, now)
        chosen = invitation.bearer.name if invitation is not None else name
        expect_name(chosen)
        sealed = await self._passwords.seal(password, chosen)
        return self._accounts.join(code, chosen, sealed, now)

    async def renew(self, name: str, old: str, new: str, keep: Session | None, now: datetime) -> None:
        """Take another password for one that is shown. Raises Rejected, Missing."""
        self._accounts.account(name)
        if self.wait_s(name) > 0.0 or await self.known(name, old) is None:
            raise Rejected(say("accounts.wrong"), say("accounts.wrong_remedy"))
        self._accounts.renew(name, await self._passwords.seal(new, name), keep, now)
