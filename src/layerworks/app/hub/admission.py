"""Who may speak to the hub: tokens and claim codes. Only their digests are kept, in the journal.

A token is 256 bits of chance, so a plain SHA-256 of it is as good as any slow hash. A claim code is used once: taking
it is an entry at a place of the history, and a place is given once.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from layerworks.digest import digest_bytes
from layerworks.errors import Rejected
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal

SUBJECT = "admission"
CLAIM_S = 3600.0


@dataclass(frozen=True, slots=True)
class Admission:
    """Tokens and claims as the journal tells them."""

    journal: Journal

    def has_owner(self) -> bool:
        """Tell whether a token was ever made."""
        return any(e.what == "token.made" for e in self.journal.about(SUBJECT))

    def make_token(self, name: str, now: datetime, who: str) -> str:
        """Return a new token of somebody: to be shown once."""
        token = f"lw_{secrets.token_urlsafe(32)}"
        body = {"name": name, "digest": digest_bytes(token.encode())}
        self.journal.append(Entry(now, who, "token.made", "asked", SUBJECT, body))
        return token

    def owner_of(self, token: str) -> str | None:
        """Return whose token this is, None for nobody's."""
        digest, found = digest_bytes(token.encode()), None
        for entry in self.journal.about(SUBJECT):
            if entry.what == "token.made" and hmac.compare_digest(entry.body["digest"], digest):
                found = str(entry.body["name"])
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
            if not hmac.compare_digest(str(entry.body["digest"]), digest):
                continue
            until = datetime.fromisoformat(entry.body["until"]) if entry.what == "claim.made" else None
        if until is None or now > until:
            raise Rejected(say("app.hub_bad_claim"), say("app.hub_claim_remedy"))
        used = Entry(now, "claim", "claim.used", "enrolling", SUBJECT, {"digest": digest}, len(history) + 1)
        self.journal.append(used)
