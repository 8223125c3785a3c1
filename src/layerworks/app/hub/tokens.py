"""Tokens of people and programs. Slicers that know no keys but user and password get in by the token's digest.

HTTP digest authentication (RFC 7616) needs MD5 of user, realm and password on our side. Whoever has it could log in, so
it is sealed like the machines' keys; and it is kept only for tokens that may do no more than queue.
"""

import hashlib
import re

from layerworks.app.hub.admission import RIGHTS, Bearer, Right
from layerworks.app.hub.house import Hub
from layerworks.errors import Rejected
from layerworks.words import say

REALM = "layerworks"
_PATTERN = re.compile(r"[A-Za-z0-9_*?\[\]-]{1,64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


def right_of(text: str) -> Right:
    """Return a right by its name. Raises Rejected."""
    for right in RIGHTS:
        if right == text:
            return right
    raise Rejected(say("app.hub_no_right", right=text), say("app.hub_rights"))


def expect_name(name: str) -> None:
    """Raise Rejected for what cannot be the name of a token or an account."""
    if not _NAME.fullmatch(name):
        raise Rejected(say("app.hub_token_name", name=name), say("app.hub_name_remedy"))


def expect_pattern(machines: str) -> None:
    """Raise Rejected for what is no pattern of machines; empty is one."""
    if machines and not _PATTERN.fullmatch(machines):
        raise Rejected(say("app.hub_token_machines", machines=machines), say("app.hub_token_machines_remedy"))


def make_token(hub: Hub, name: str, right: Right, who: str, why: str, machines: str = "") -> str:
    """Return a new token, to be shown once. machines: see `Bearer`.

    Raises Rejected for no proper name or pattern, Conflict for a name that has a token.
    """
    expect_pattern(machines)
    expect_name(name)
    token = hub.admission.make_token(name, hub.now(), who, right, why, machines)
    if right == "queue":
        hub.vault.put(_sealed_as(name), hashlib.md5(f"{name}:{REALM}:{token}".encode()).hexdigest())
    return token


def withdraw_token(hub: Hub, name: str, who: str, why: str) -> None:
    """Make a token good for nothing. Raises Missing, Conflict for the last that may do everything."""
    hub.admission.withdraw_token(name, hub.now(), who, why)
    hub.vault.forget(_sealed_as(name))


def sealed_digest(hub: Hub, name: str) -> tuple[Bearer, str] | None:
    """Return who has this name and the MD5 of name, realm and token; None where digests do not let in."""
    bearer = next((b for b in hub.admission.bearers() if b.name == name and b.right == "queue"), None)
    sealed = hub.vault.get(_sealed_as(name)) if bearer else None
    return (bearer, sealed) if bearer and sealed else None


def _sealed_as(name: str) -> str:
    return f"token:{name}"
