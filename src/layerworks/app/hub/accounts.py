"""People of the hub: accounts, invitations to have one, and sessions on their devices.

What happens to them are entries of the journal, which holds no passwords and no hashes of any: these are sealed in the
vault. Codes and sessions are 80 to 256 bits of chance, of which the journal keeps SHA-256. An account has a right and,
where wanted, some machines, as a token has; no two of them share a name, since the journal says by name who did what.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from layerworks.app.hub.admission import Admission, Bearer, Right
from layerworks.digest import digest_bytes
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.storage.vault import Vault
from layerworks.words import say
from layerworks.workshop.journal import Entry, Journal

SUBJECT = "accounts"
INVITED_FOR = timedelta(days=7)
SIGNED_IN_FOR = timedelta(days=30)
LONGEST_DEVICE = 120


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may have an account, and what for. until: when it ends."""

    bearer: Bearer
    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A device on which somebody is signed in. id: to end it by, no secret. device: what the browser calls itself."""

    id: str
    name: str
    device: str
    begun_at: datetime
    until: datetime


@dataclass(slots=True, eq=False)
class _Known:
    """What the journal leaves. invitations, sessions: by the digest of what was shown once."""

    accounts: dict[str, Bearer] = field(default_factory=dict[str, Bearer])
    invitations: dict[str, Invitation] = field(default_factory=dict[str, Invitation])
    sessions: dict[str, Session] = field(default_factory=dict[str, Session])
    twofold: set[str] = field(default_factory=set[str])  # accounts with a second factor

    def end_sessions(self, name: str, but: str = "") -> None:
        self.sessions = {d: s for d, s in self.sessions.items() if s.name != name or s.id == but}

    def forget_invitations(self, name: str) -> None:
        self.invitations = {d: i for d, i in self.invitations.items() if i.bearer.name != name}

    def take(self, entry: Entry) -> None:
        """Follow the history by one entry."""
        body, name = entry.body, str(entry.body.get("name", ""))
        match entry.what:
            case "account.invited":
                until = datetime.fromisoformat(body["until"])
                self.forget_invitations(name)
                self.invitations[body["digest"]] = Invitation(Bearer(name, body["right"], body["machines"]), until)
            case "account.joined":
                self.forget_invitations(name)
                self.accounts[name] = Bearer(name, body["right"], body["machines"])
                self.twofold.discard(name)
                self.end_sessions(name)
            case "account.changed":
                self.accounts[name] = Bearer(name, body["right"], body["machines"])
            case "account.password":
                self.end_sessions(name, body["kept"])
            case "account.second_factor":
                (self.twofold.add if body["on"] else self.twofold.discard)(name)
            case "account.closed":
                self.accounts.pop(name, None)
                self.twofold.discard(name)
                self.forget_invitations(name)
                self.end_sessions(name)
            case "session.begun":
                until = datetime.fromisoformat(body["until"])
                self.sessions[body["digest"]] = Session(body["id"], name, body["device"], entry.time, until)
            case "session.ended":
                self.sessions = {d: s for d, s in self.sessions.items() if s.id != body["id"]}
            case _:
                pass


class Accounts:
    """Accounts as the journal tells them; held, so that no request has to read it."""

    def __init__(self, journal: Journal, vault: Vault, admission: Admission) -> None:
        self._journal, self._vault, self._admission = journal, vault, admission
        self._first = ""  # digest of the code for the owner's account
        self.read_again()

    def read_again(self) -> None:
        """Take in what stands in the journal, whoever wrote it."""
        history, self._known = self._journal.about(SUBJECT), _Known()
        self._places = len(history)
        for entry in history:
            self._known.take(entry)

    def hear(self, entries: Iterable[Entry]) -> None:
        """Take in what was written down of accounts, by whomever."""
        if any(entry.subject == SUBJECT for entry in entries):
            self.read_again()

    def first_code(self) -> str | None:
        """Return a code for the first account, the owner's, good until this process ends; None where there is one."""
        if self._known.accounts:
            return None
        code = _new_code()
        self._first = _digest_of(code)
        return code

    def people(self) -> tuple[Bearer, ...]:
        """Return everybody who has an account."""
        return tuple(self._known.accounts.values())

    def invited(self, now: datetime) -> tuple[Invitation, ...]:
        """Return the invitations that are good."""
        return tuple(i for i in self._known.invitations.values() if now <= i.until)

    def account(self, name: str) -> Bearer:
        """Return an account. Raises Missing."""
        found = self._known.accounts.get(name)
        if found is None:
            raise Missing(say("accounts.no_account", name=name), say("accounts.list_them"))
        return found

    def expect_free(self, name: str, *, for_token: bool = False) -> None:
        """Raise Conflict when an account has this name, or a token, which looks after its own names by itself."""
        tokens = () if for_token else self._admission.bearers()
        if name in self._known.accounts or any(bearer.name == name for bearer in tokens):
            raise Conflict(say("accounts.name_taken", name=name), say("accounts.name_taken_remedy"))

    def invite(self, name: str, right: Right, machines: str, now: datetime, who: str, why: str) -> str:
        """Return a code with which somebody makes an account, or chooses a new password for the one there is.

        It takes the place of one that somebody of this name was given before.
        """
        there = self._known.accounts.get(name)
        if there is None:
            self.expect_free(name)
        else:
            right, machines = there.right, there.machines
        code = _new_code()
        until = (now + INVITED_FOR).isoformat()
        body = {"name": name, "right": right, "machines": machines, "digest": _digest_of(code), "until": until}
        self._append(Entry(now, who, "account.invited", why, SUBJECT, body))
        return code

    def invitation(self, code: str, now: datetime) -> Invitation | None:
        """Return what a code is good for; None for one whose owner chooses the name. Raises Rejected."""
        digest = _digest_of(code)
        if digest == self._first and not self._known.accounts:
            return None
        found = self._known.invitations.get(digest)
        if found is None or now > found.until:
            raise Rejected(say("accounts.bad_code"), say("accounts.bad_code_remedy"))
        return found

    def join(self, code: str, name: str, sealed: str, now: datetime) -> Bearer:
        """Use a code up. name: where the code does not say it. sealed: hash of the password.

        Raises Rejected, Conflict.
        """
        found = self.invitation(code, now)
        bearer = found.bearer if found is not None else Bearer(name, "all")
        bearer = self._known.accounts.get(bearer.name, bearer)  # whose right may be another since the invitation
        if bearer.name not in self._known.accounts:
            self.expect_free(bearer.name)
        body = {"name": bearer.name, "right": bearer.right, "machines": bearer.machines, "digest": _digest_of(code)}
        self._vault.put(_sealed_as(bearer.name), sealed)
        self._append(Entry(now, bearer.name, "account.joined", "invited", SUBJECT, body, self._places + 1))
        self._first = ""
        return bearer

    def sealed(self, name: str) -> str | None:
        """Return the hash of somebody's password, None for nobody."""
        return self._vault.get(_sealed_as(name)) if name in self._known.accounts else None

    def second_factor(self, name: str) -> bytes | None:
        """Return the secret of somebody's second factor, None where there is none."""
        kept = self._vault.get(_second_of(name)) if name in self._known.twofold else None
        return bytes.fromhex(kept) if kept else None

    def turn_second_factor(self, name: str, secret: bytes | None, now: datetime, why: str) -> None:
        """Want a second factor from now on, or none any more. Raises Missing."""
        if secret is not None:
            self._vault.put(_second_of(self.account(name).name), secret.hex())
        self._append(Entry(now, name, "account.second_factor", why, SUBJECT, {"name": name, "on": secret is not None}))
        if secret is None:
            self._vault.forget(_second_of(name))

    def renew(self, name: str, sealed: str, keep: Session | None, now: datetime) -> None:
        """Take another password; other sessions end."""
        self._vault.put(_sealed_as(self.account(name).name), sealed)
        body = {"name": name, "kept": keep.id if keep else ""}
        self._append(Entry(now, name, "account.password", "changed", SUBJECT, body))

    def change(self, name: str, right: Right, machines: str, now: datetime, who: str, why: str) -> None:
        """Give an account another right. Raises Missing, Conflict for the last owner's."""
        self._expect_another_owner(self.account(name).name, unless=right == "all" and not machines)
        body = {"name": name, "right": right, "machines": machines}
        self._append(Entry(now, who, "account.changed", why, SUBJECT, body))

    def close(self, name: str, now: datetime, who: str, why: str) -> None:
        """Close an account, its sessions and invitations. Raises Missing, Conflict for the last owner's."""
        invited = any(i.bearer.name == name for i in self.invited(now))
        if not (invited and name not in self._known.accounts):
            self._expect_another_owner(self.account(name).name)
        self._append(Entry(now, who, "account.closed", why, SUBJECT, {"name": name}))
        self._vault.forget(_sealed_as(name))
        self._vault.forget(_second_of(name))

    def begin(self, name: str, device: str, now: datetime) -> str:
        """Begin a session; return what the device has to show from now on."""
        shown = secrets.token_urlsafe(32)
        body = {
            "name": self.account(name).name,
            "id": secrets.token_hex(8),
            "digest": _digest(shown),
            "device": "".join(c for c in device if c.isprintable())[:LONGEST_DEVICE],
            "until": (now + SIGNED_IN_FOR).isoformat(),
        }
        self._append(Entry(now, name, "session.begun", "signed in", SUBJECT, body))
        return shown

    def session(self, shown: str, now: datetime) -> tuple[Session, Bearer] | None:
        """Return whose session it is, None for nobody's or one that is over."""
        found = self._known.sessions.get(_digest(shown))
        if found is None or now > found.until:
            return None
        return found, self._known.accounts[found.name]

    def sessions_of(self, name: str, now: datetime) -> tuple[Session, ...]:
        """Return where somebody is signed in, the latest last."""
        return tuple(s for s in self._known.sessions.values() if s.name == name and now <= s.until)

    def end(self, name: str, id: str, now: datetime, who: str, why: str) -> None:
        """End one session of somebody. Raises Missing."""
        if not any(s.id == id for s in self.sessions_of(name, now)):
            raise Missing(say("accounts.no_session", id=id), say("accounts.list_sessions"))
        self._append(Entry(now, who, "session.ended", why, SUBJECT, {"name": name, "id": id}))

    def _expect_another_owner(self, name: str, *, unless: bool = False) -> None:
        owners = [b.name for b in self.people() if b.right == "all" and not b.machines]
        if owners == [name] and not unless:
            raise Conflict(say("accounts.last_owner", name=name), say("accounts.last_owner_remedy"))

    def _append(self, entry: Entry) -> None:
        self._journal.append(entry)
        self._known.take(entry)
        self._places += 1


def _new_code() -> str:
    """Return a code that people can type: 80 bits in groups."""
    text = secrets.token_hex(10)
    return "-".join(text[at : at + 5] for at in range(0, 20, 5))


def _digest(shown: str) -> str:
    return digest_bytes(shown.encode())


def _digest_of(code: str) -> str:
    """Return the digest of a code however it was typed."""
    return _digest("".join(c for c in code.lower() if c.isalnum()))


def _second_of(name: str) -> str:
    return f"second-factor:{name}"


def _sealed_as(name: str) -> str:
    return f"account:{name}"
