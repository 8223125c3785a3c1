"""Who may speak to the hub, and what for: tokens and claim codes. Only their digests are kept, in the journal.

A token is 256 bits of chance, so a plain SHA-256 of it is as good as any slow hash. A claim code is used once: taking
it is an entry at a place of the history, and a place is given once.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal

SUBJECT = "admission"
CLAIM_S = 3600.0
Right = Literal[
    "all",  # whatever the hub can do
    "queue",  # send programs to the queue through the doors of slicers, and nothing else
    "read",  # look at machines through the doors that only tell
]
RIGHTS: tuple[Right, ...] = ("all", "queue", "read")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token it is, and what it is good for."""

    name: str
    right: Right

    def may(self, right: Right) -> bool:
        """Tell whether the token is good for this."""
        return self.right in ("all", right)


@dataclass(frozen=True, slots=True)
class Admission:
    """Tokens and claims as the journal tells them."""

    journal: Journal

    def has_owner(self) -> bool:
        """Tell whether a token was ever made."""
        return any(e.what == "token.made" for e in self.journal.about(SUBJECT))

    def make_token(self, name: str, now: datetime, who: str, right: Right = "all", why: str = "asked") -> str:
        """Return a new token of somebody: to be shown once. Raises Conflict when the name has one."""
        if name in (bearer.name for bearer in self.bearers()):
            raise Conflict(say("app.hub_token_taken", name=name), say("app.hub_token_taken_remedy"))
        token = f"lw_{secrets.token_urlsafe(32)}"
        body = {"name": name, "digest": digest_bytes(token.encode()), "right": right}
        self.journal.append(Entry(now, who, "token.made", why, SUBJECT, body))
        return token

    def withdraw_token(self, name: str, now: datetime, who: str, why: str) -> None:
        """Make somebody's token good for nothing. Raises Missing when there is none, Conflict for the last of all."""
        bearers = self.bearers()
        if name not in (bearer.name for bearer in bearers):
            raise Missing(say("app.hub_no_such_token", name=name), say("app.hub_list_tokens"))
        if not any(bearer.right == "all" and bearer.name != name for bearer in bearers):
            raise Conflict(say("app.hub_last_token", name=name), say("app.hub_last_token_remedy"))
        self.journal.append(Entry(now, who, "token.withdrawn", why, SUBJECT, {"name": name}))

    def bearers(self) -> tuple[Bearer, ...]:
        """Return everybody who has a token, in the order of their tokens."""
        return tuple(bearer for bearer, _ in self._tokens().values())

    def bearer_of(self, token: str) -> Bearer | None:
        """Return whose token this is, None for nobody's."""
        digest, found = digest_bytes(token.encode()), None
        for bearer, kept in self._tokens().values():
            if hmac.compare_digest(kept, digest):
                found = bearer
        return found

    def make_claim(self, now: datetime, who: str, why: str, for_s: float = CLAIM_S) -> str:
        """Return a code that lets one machine enrol itself, once and not for long."""
        code = secrets.token_hex(10)
        until = (now + timedelta(seconds=for_s)).isoformat()
        body = {"digest": digest_bytes(code.encode()), "until": until}
        self.journal.append(Entry(now, who, "claim.made", why, SUBJECT, body))
        return code

    def take_claim(self, code: str, now: datetime) -> None:
        """Use a code up. Raises Rejected for one that is unknown, used or too old, Conflict when two come at once."""
        digest, until = digest_bytes(code.encode()), None
        history = self.journal.about(SUBJECT)
        for entry in history:
            if not hmac.compare_digest(str(entry.body.get("digest", "")), digest):
                continue
            until = datetime.fromisoformat(entry.body["until"]) if entry.what == "claim.made" else None
        if until is None or now > until:
            raise Rejected(say("app.hub_bad_claim"), say("app.hub_claim_remedy"))
        used = Entry(now, "claim", "claim.used", "enrolling", SUBJECT, {"digest": digest}, len(history) + 1)
        self.journal.append(used)

    def _tokens(self) -> dict[str, tuple[Bearer, str]]:
        """Return the tokens that are good, each with its digest, by name."""
        found: dict[str, tuple[Bearer, str]] = {}
        for entry in self.journal.about(SUBJECT):
            if entry.what == "token.made":
                bearer = Bearer(entry.body["name"], entry.body.get("right", "all"))
                found[bearer.name] = bearer, entry.body["digest"]
            elif entry.what == "token.withdrawn":
                found.pop(entry.body["name"], None)
        return found
