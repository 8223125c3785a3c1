"""`python -m layerworks.outward.opcua.process ADDRESS FOLDER`: serves what its standard input tells, until that ends.

A line is a JSON object: `machines`, by name what `sight.plain` makes of one and its nameplate, or null; `tokens`, by
SHA-256 whose they are. The folder keeps the server's certificate and key, made at the first start.
"""

import asyncio
import hashlib
import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from asyncua import ua
from asyncua.crypto.cert_gen import setup_self_signed_certificate
from asyncua.crypto.permission_rules import SimpleRoleRuleset, User, UserRole
from asyncua.server.server import Server
from asyncua.server.user_managers import UserManager
from cryptography.x509.oid import ExtendedKeyUsageOID

from layerworks.outward.opcua.space import Nameplate, Space, open_space
from layerworks.outward.sight import sight_from

NAME = "layerworks"
POLICIES = [
    ua.SecurityPolicyType.Aes128Sha256RsaOaep_SignAndEncrypt,
    ua.SecurityPolicyType.Aes256Sha256RsaPss_SignAndEncrypt,
    ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt,
]
LONGEST_LINE = 256 * 1024 * 1024
READY = "ready"


class TokenUsers(UserManager):
    """Lets in whoever has a token for a password; nobody may do more than read."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self.tokens: Mapping[str, str] = {}

    def get_user(
        self, iserver: Any, username: str | None = None, password: str | None = None, certificate: Any = None
    ) -> User | None:
        """Return who has this password, None for nobody."""
        name = self.tokens.get(hashlib.sha256((password or "").encode()).hexdigest())
        return User(UserRole.User, name) if name else None


async def serve(address: str, folder: Path) -> None:
    """Serve until standard input ends."""
    users = TokenUsers()
    server = Server(user_manager=users)
    await server.init()
    server.set_endpoint(address)
    server.set_server_name(NAME)
    uri = f"urn:{socket.gethostname()}:{NAME}"
    await server.set_application_uri(uri)
    key, certificate = folder / "key.pem", folder / "certificate.der"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    await setup_self_signed_certificate(
        key, certificate, uri, socket.gethostname(), [ExtendedKeyUsageOID.SERVER_AUTH], {"commonName": NAME}
    )
    await server.load_certificate(certificate)
    await server.load_private_key(key)
    server.set_security_policy(POLICIES, SimpleRoleRuleset())
    server.set_identity_tokens([ua.UserNameIdentityToken])
    space = await open_space(server)
    lines = await _standard_input()
    async with server:
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        while line := await lines.readline():
            told = json.loads(line)
            users.tokens = told.get("tokens", users.tokens)
            for machine, news in told.get("machines", {}).items():
                await _show(space, machine, news)


async def _show(space: Space, machine: str, news: dict[str, Any] | None) -> None:
    if news is None:
        await space.show(machine, None, Nameplate("", "", ""))
    else:
        await space.show(machine, sight_from(news["sight"]), Nameplate(*cast("list[str]", news["nameplate"])))


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


if __name__ == "__main__":
    os.umask(0o077)  # nobody else reads the key
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
