"""Who may speak to the hub, and what for: tokens and claim codes. Only their digests are kept, in the journal.

A token is 256 bits of chance, so a plain SHA-256 of it is as good as any slow hash. A claim code is used once: taking
it is an entry at a place of the history, and a place is given once.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Literal

from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal

SUBJECT = "admission"
CLAIM_S = 3600.0
Right = Literal[
    "all",  # whatever the hub can do: the owner's
    "planner",  # look, and decide what is printed when
    "operator",  # look, and work at the machines
    "viewer",  # look
    "queue",  # send programs to the queue through the doors of slicers, and nothing else
    "read",  # look at machines through the doors that only tell
]
GRANTS: Mapping[Right, frozenset[Right]] = MappingProxyType(
    {
        "all": frozenset({"all", "planner", "operator", "viewer", "queue", "read"}),
        "planner": frozenset({"planner", "viewer", "queue", "read"}),
        "operator": frozenset({"operator", "viewer", "read"}),
        "viewer": frozenset({"viewer", "read"}),
        "queue": frozenset({"queue"}),
        "read": frozenset({"read"}),
    }
)
RIGHTS: tuple[Right, ...] = tuple(GRANTS)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token it is, and what it is good for. machines: a pattern such as `hall2-*`; empty for all of them."""

    name: str
    right: Right
    machines: str = ""

    def may(self, right: Right) -> bool:
        """Tell whether the token is good for this."""
        return right in GRANTS[self.right]

    def minds(self, machine: str) -> bool:
        """Tell whether the token is good for this machine, empty for what is of no machine in particular."""
        return not self.machines or (machine != "" and fnmatchcase(machine, self.machines))


class Admission:
    """Tokens and claims as the journal tells them. What is good is held, so that no request has to read the journal."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._good: dict[str, Bearer] | None = None  # by digest of the token

    def read_again(self) -> None:
        """Take it that somebody else has written about tokens."""
        self._good = None

    def has_owner(self) -> bool:
        """Tell whether a token was ever made."""
        return any(e.what == "token.made" for e in self.journal.about(SUBJECT))

    def make_token(
        self, name: str, now: datetime, who: str, right: Right = "all", why: str = "asked", machines: str = ""
    ) -> str:
        """Return a new token of somebody: to be shown once. machines: see `Bearer`.

        Raises Conflict when the name has one.
        """
        if name in (bearer.name for bearer in self.bearers()):
            raise Conflict(say("app.hub_token_taken", name=name), say("app.hub_token_taken_remedy"))
        token = f"lw_{secrets.token_urlsafe(32)}"
        body = {"name": name, "digest": digest_bytes(token.encode()), "right": right, "machines": machines}
        self.journal.append(Entry(now, who, "token.made", why, SUBJECT, body))
        self._good = None
        return token

    def withdraw_token(self, name: str, now: datetime, who: str, why: str) -> None:
        """Make somebody's token good for nothing. Raises Missing when there is none, Conflict for the last of all."""
        bearers = self.bearers()
        if name not in (bearer.name for bearer in bearers):
            raise Missing(say("app.hub_no_such_token", name=name), say("app.hub_list_tokens"))
        if not any(b.right == "all" and not b.machines and b.name != name for b in bearers):
            raise Conflict(say("app.hub_last_token", name=name), say("app.hub_last_token_remedy"))
        self.journal.append(Entry(now, who, "token.withdrawn", why, SUBJECT, {"name": name}))
        self._good = None

    def bearers(self) -> tuple[Bearer, ...]:
        """Return everybody who has a token, in the order of their tokens."""
        return tuple(self._tokens.values())

    def digests(self, right: Right) -> dict[str, str]:
        """Return the SHA-256 of every token that is good for this, with whose it is: for a door in another process."""
        return {digest: bearer.name for digest, bearer in self._tokens.items() if bearer.may(right)}

    def bearer_of(self, token: str) -> Bearer | None:
        """Return whose token this is, None for nobody's."""
        return self._tokens.get(digest_bytes(token.encode()))

    def make_claim(self, now: datetime, who: str, why: str, for_s: float = CLAIM_S) -> str:
        """Return a code that lets one machine enrol itself, once and not for long."""
        code = secrets.token_hex(10)
        until = (now + timedelta(seconds=for_s)).isoformat()
        body = {"digest": digest_bytes(code.encode()), "until": until}
        self.journal.append(Entry(now, who, "claim.made", why, SUBJECT, body))
        return code

    def expect_claim(self, code: str, now: datetime) -> int:
        """Return how much the journal told of admission when a code was good.

        Raises Rejected for one that is unknown, used or too old.
        """
        digest, until = digest_bytes(code.encode()), None
        history = self.journal.about(SUBJECT)
        for entry in history:
            if not hmac.compare_digest(str(entry.body.get("digest", "")), digest):
                continue
            until = datetime.fromisoformat(entry.body["until"]) if entry.what == "claim.made" else None
        if until is None or now > until:
            raise Rejected(say("app.hub_bad_claim"), say("app.hub_claim_remedy"))
        return len(history)

    def take_claim(self, code: str, now: datetime) -> None:
        """Use a code up. Raises Rejected for one that is not good, Conflict when two come at once."""
        place = self.expect_claim(code, now) + 1
        digest = digest_bytes(code.encode())
        self.journal.append(Entry(now, "claim", "claim.used", "enrolling", SUBJECT, {"digest": digest}, place))

    @property
    def _tokens(self) -> dict[str, Bearer]:
        """The tokens that are good, by digest: finding one by that tells nothing of those that are there."""
        if self._good is None:
            found: dict[str, tuple[str, Bearer]] = {}
            for entry in self.journal.about(SUBJECT):
                if entry.what == "token.made":
                    body = entry.body
                    bearer = Bearer(body["name"], body.get("right", "all"), body.get("machines", ""))
                    found[bearer.name] = body["digest"], bearer
                elif entry.what == "token.withdrawn":
                    found.pop(entry.body["name"], None)
            self._good = dict(found.values())
        return self._good
