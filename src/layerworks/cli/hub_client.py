"""Speaking to a hub: one request, one answer, its troubles told like our own."""

import json
import os
from typing import Annotated, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import typer

from layerworks.cli import speech
from layerworks.cli.exit_code import OK
from layerworks.cli.speech import word
from layerworks.errors import Conflict, Missing, Rejected, Trouble, Unreachable
from layerworks.words import say

PATIENCE_S = 660.0
TROUBLES: dict[int, type[Trouble]] = {400: Rejected, 403: Rejected, 404: Missing, 409: Conflict, 422: Rejected}
HubOption = Annotated[
    str, typer.Option("--hub", metavar="URL", envvar="LAYERWORKS_HUB", help=word("help_hub"), show_default=False)
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help=word("help_why"))]
DEFAULT_HUB = "http://127.0.0.1:7250"


def ask(hub: str, method: str, path: str, body: dict[str, Any] | bytes | None = None) -> dict[str, Any]:
    """Return the hub's answer. The token comes from the environment. Raises Trouble."""
    headers = {
        "Authorization": f"Bearer {os.environ.get('LAYERWORKS_TOKEN', '')}",
        "Accept-Language": speech.language(),
        "Content-Type": "text/x.gcode" if isinstance(body, bytes) else "application/json",
    }
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = Request(f"{hub.rstrip('/')}/api/v1/{path}", data=data, headers=headers, method=method)
    try:
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)
    except HTTPError as error:
        raise _trouble(hub, error) from None
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise Unreachable(
            say("app.hub_silent", address=hub, detail=str(reason)), say("app.hub_silent_remedy")
        ) from None


def settled(told: dict[str, Any], *, json: bool) -> int:
    """Answer what was done, for programs alone; return the exit code."""
    if json:
        speech.answer_json(told)
    return OK


def named(name: str) -> str:
    """Return a name as part of a path."""
    return quote(name, safe="")


def _trouble(hub: str, error: HTTPError) -> Trouble:
    try:
        told = json.load(error)
        text, remedy = told["detail"], told["remedy"]
    except (ValueError, KeyError, TypeError):
        return Unreachable(say("app.hub_silent", address=hub, detail=str(error.code)), say("app.hub_silent_remedy"))
    more = "".join(f"\n  {c['text']}" for c in told.get("complaints", [])[1:])
    kind = TROUBLES.get(error.code, Unreachable)
    return kind(say("cli.hub_says", text=text + more), say("cli.hub_says", text=remedy) if remedy else None)
