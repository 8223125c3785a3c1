"""Where people sign in: how often they may try, and what they have to show."""

import secrets
import time
from collections import OrderedDict
from datetime import datetime

from layerworks.app.hub.accounts import Accounts, Session
from layerworks.app.hub.admission import Bearer
from layerworks.app.hub.passwords import Passwords
from layerworks.app.hub.tokens import expect_name
from layerworks.app.hub.totp import SECRET_BYTES, step_of
from layerworks.errors import Conflict, Rejected
from layerworks.web.guarding import Buckets
from layerworks.words import say

TRIES_PER_S, TRIES_AT_ONCE = 1.0 / 60.0, 10.0  # for one name, from wherever; the rim counts by address as well
MOST_PENDING = 100  # second factors that are being set up


class Desk:
    """Looks at names and passwords."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts, self._passwords = accounts, Passwords()
        self._tries = Buckets(TRIES_PER_S, TRIES_AT_ONCE)
        self._used: dict[str, int] = {}  # the last step of whose second factor a code was taken: each is good once
        self._pending: OrderedDict[str, bytes] = OrderedDict()

    def wait_s(self, name: str) -> float:
        """Count a try; return how long it has to wait, 0 where it need not."""
        return 0.0 if self._tries.take(name) else self._tries.wait_s(name)

    async def known(self, name: str, password: str, code: str = "") -> Bearer | None:
        """Return whose name and password these are, None for nobody's. code: of the second factor.

        Raises Rejected where the password is right and the code is not.
        """
        if not await self._passwords.right(password, self._accounts.sealed(name)):
            return None
        secret = self._accounts.second_factor(name)
        if secret is not None and not self._takes(name, secret, code):
            raise Rejected(say("accounts.code_wanted"), say("accounts.code_wanted_remedy"))
        return self._accounts.account(name)

    def new_second_factor(self, name: str) -> bytes:
        """Return a secret for an app; it counts once a code of it is shown. Raises Conflict where there is one."""
        self._expect_none(name)
        self._pending[self._accounts.account(name).name] = secret = secrets.token_bytes(SECRET_BYTES)
        if len(self._pending) > MOST_PENDING:
            self._pending.popitem(last=False)
        return secret

    def pending_second_factor(self, name: str) -> bytes | None:
        """Return the secret that was shown to somebody and counts not yet."""
        return self._pending.get(name)

    def confirm_second_factor(self, name: str, code: str, now: datetime) -> None:
        """Want a second factor from now on.

        Raises Rejected for a code that is not of the new secret, Conflict where there is one.
        """
        self._expect_none(name)
        secret = self._pending.get(name)
        if secret is None or self.wait_s(name) > 0.0 or not self._takes(name, secret, code):
            raise Rejected(say("accounts.code_wrong"), say("accounts.code_wanted_remedy"))
        self._accounts.turn_second_factor(name, secret, now, "set up")
        del self._pending[name]

    async def drop_second_factor(self, name: str, password: str, now: datetime) -> None:
        """Want no second factor any more. Raises Rejected."""
        if self.wait_s(name) > 0.0 or not await self._passwords.right(password, self._accounts.sealed(name)):
            raise Rejected(say("accounts.wrong"), say("accounts.wrong_remedy"))
        self._accounts.turn_second_factor(name, None, now, "dropped")

    def _expect_none(self, name: str) -> None:
        """Raise Conflict where there is a second factor: a session alone, maybe a thief's, does not replace it."""
        if self._accounts.second_factor(name) is not None:
            raise Conflict(say("accounts.second_there"), say("accounts.second_there_remedy"))

    def _takes(self, name: str, secret: bytes, code: str) -> bool:
        step = step_of(secret, code, time.time(), self._used.get(name, -1))
        if step is not None:
            self._used[name] = step
        return step is not None

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
        if self.wait_s(name) > 0.0 or not await self._passwords.right(old, self._accounts.sealed(name)):
            raise Rejected(say("accounts.wrong"), say("accounts.wrong_remedy"))
        self._accounts.renew(name, await self._passwords.seal(new, name), keep, now)
