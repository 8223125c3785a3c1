"""Passwords: what is taken for one, and how it is kept: as Argon2id (RFC 9106), in another thread, two at a time.

Source: NIST SP 800-63B-4 (length counts, not kinds of characters; Unicode in NFKC before it is hashed).
"""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from layerworks.errors import Rejected
from layerworks.words import say

LEAST, MOST = 10, 256
AT_ONCE = 2  # each takes 64 MiB and some 50 ms of a core
_hasher = PasswordHasher()


class Passwords:
    """Seals passwords and looks at them. A name that nobody has costs as much time as one that somebody has."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._nobodys = _hasher.hash("nobody's")

    async def seal(self, password: str, name: str) -> str:
        """Return the hash of a new password. Raises Rejected for one that is too short, too long or the name."""
        told = unicodedata.normalize("NFKC", password)
        if not LEAST <= len(told) <= MOST:
            raise Rejected(say("accounts.password_length", least=LEAST, most=MOST), say("accounts.password_remedy"))
        if name.lower() in told.lower() and len(told) < len(name) + LEAST:
            raise Rejected(say("accounts.password_name"), say("accounts.password_remedy"))
        async with self._free:
            return await asyncio.to_thread(_hasher.hash, told)

    async def right(self, password: str, sealed: str | None) -> bool:
        """Tell whether a password is the one that was sealed; None for nobody's."""
        told = unicodedata.normalize("NFKC", password[: 2 * MOST])
        async with self._free:
            return await asyncio.to_thread(_matches, sealed or self._nobodys, told) and sealed is not None


def _matches(sealed: str, told: str) -> bool:
    try:
        return _hasher.verify(sealed, told)
    except (VerificationError, InvalidHashError):
        return False
