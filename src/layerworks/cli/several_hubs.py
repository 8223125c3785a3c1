"""`layerworks serve` as one hub of several: where they meet, and who this one is."""

import re
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from layerworks.app.hub.house import Hub
from layerworks.errors import Misused, Unreachable
from layerworks.words import say
from layerworks.workshop.patience import PatienceSettings

PASSWORD = "LAYERWORKS_DATABASE_PASSWORD"
PASSWORD_FILE = "LAYERWORKS_DATABASE_PASSWORD_FILE"
OWN_COMPUTER = ("127.0.0.1", "::1", "localhost")


def open_one_of_several(
    folder: Path,
    environment: Mapping[str, str],
    circuits: Mapping[str, int],
    patience: PatienceSettings,
    database: str | None,
    events: str | None,
    name: str | None,
    address: str,
    authorities: Path | None,
    lease_s: float,
) -> Hub:
    """Open a folder of one hub of several. Raises Misused, Trouble."""
    try:
        from layerworks.app.hub.cluster.joining import open_shared_hub
    except ModuleNotFoundError as missing:
        raise Unreachable(say("cli.serve_lacks", module=missing.name or ""), say("cli.cluster_lacks_remedy")) from None
    from layerworks.app.hub.cluster.member import Member, hub_name
    from layerworks.app.hub.cluster.sharing import Sharing
    from layerworks.cluster.server import event_server_at

    if not database or not events:
        raise Misused(say("cluster.both_or_none"), say("cluster.both_or_none_remedy"))
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in OWN_COMPUTER:
        raise Misused(say("cluster.open_hub", address=address), say("cluster.open_hub_remedy"))
    member = Member(hub_name(name or _of_this_computer()), secrets.token_hex(4), address.rstrip("/"))
    url = with_password(database, _password(environment))
    sharing = Sharing(url, member, event_server_at(events, authorities), lease_s, authorities)
    return open_shared_hub(folder, environment, circuits, patience, sharing)


def free_port(host: str) -> int:
    """Return a port of this computer that is free: others are told where a hub is before it listens."""
    with socket.create_server((host, 0)) as found:
        return found.getsockname()[1]


def with_password(url: str, password: str) -> str:
    """Return the URL of a database with a password in it, where it has a user and no password yet."""
    parts = urlsplit(url)
    if not password or parts.password or not parts.username:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def _password(environment: Mapping[str, str]) -> str:
    if file := environment.get(PASSWORD_FILE):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            told = say("cli.no_password_file", file=file, detail=error.strerror or "")
            raise Unreachable(told, say("cli.no_password_file_remedy")) from None
    return environment.get(PASSWORD, "")


def _of_this_computer() -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", socket.gethostname()).strip("-_")[:32] or "hub"
