"""Sending: what blocks, in threads of its own. Nothing here writes an address anywhere.

Services go through apprise (BSD-2), which speaks to mail, DingTalk, Feishu, WeCom and a hundred others.
"""

import http.client
import json
import logging
import secrets
import ssl
from base64 import b64encode
from datetime import UTC, datetime
from typing import Protocol, cast
from urllib.parse import urlsplit

from layerworks.app.hub.notices.message import Message, signed
from layerworks.app.hub.notices.receiver import Receiver
from layerworks.errors import Rejected, Unreachable
from layerworks.words import Text, say

PATIENCE_S = 15.0


class _Service(Protocol):
    """What we use of apprise."""

    def __bool__(self) -> bool: ...
    def notify(self, body: str, title: str) -> bool | None: ...


def new_secret() -> str:
    """Return a key to sign webhooks with."""
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def credentials_of(receiver: Receiver, address: str) -> tuple[str, str]:
    """Return what to seal, and the secret to show once: that of a webhook, nothing for a service.

    Raises Rejected for an address that no service understands, Unreachable when the library is not there.
    """
    if receiver.way == "webhook":
        secret = new_secret()
        return json.dumps({"address": address, "secret": secret}), secret
    if not _service(address):
        raise Rejected(say("notices.bad_address"), say("notices.address_remedy"))
    return json.dumps({"address": address, "secret": ""}), ""


def send(receiver: Receiver, credentials: str, message: Message) -> None:
    """Send a message. Raises Unreachable when it was not taken."""
    sealed = json.loads(credentials)
    if receiver.way == "webhook":
        _post(sealed["address"], *signed(message, sealed["secret"], datetime.now(UTC)))
    elif not (_service(sealed["address"]).notify(title=message.title, body=message.body)):
        raise _not_taken(say("notices.service_refused"))


def _service(address: str) -> _Service:
    try:
        import apprise  # pyright: ignore[reportMissingTypeStubs]
    except ModuleNotFoundError:
        raise Unreachable(say("notices.no_library"), say("notices.library_remedy")) from None
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it may name addresses
    service = apprise.Apprise()
    service.add(address)
    return cast("_Service", service)


def _post(address: str, body: bytes, headers: dict[str, str]) -> None:
    """Post, following nobody elsewhere: a redirect is no answer."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    line = (
        http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=ssl.create_default_context())
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
    )
    try:
        line.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
        status = line.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise _not_taken(say("notices.no_answer", kind=type(error).__name__)) from None
    finally:
        line.close()
    if not 200 <= status < 300:
        raise _not_taken(say("notices.status", status=status))


def _not_taken(why: Text) -> Unreachable:
    return Unreachable(say("notices.not_taken", why=why), say("notices.not_taken_remedy"))
