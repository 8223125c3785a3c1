"""Credentials of machines, encrypted at rest. Needs the extra `fleet`.

AES-256 in GCM (NIST SP 800-38D) with a fresh nonce each time; the machine's name is authenticated with the text, so one
machine's credential cannot be passed for another's. The key comes from the environment or from a file of its own that
only its owner can read: who copies the folder of a shop without it has nothing.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from layerworks.errors import Conflict
from layerworks.storage.sealed import Sealed, SealedFiles
from layerworks.words import say

KEY_BYTES = 32
NONCE_BYTES = 12
ENVIRONMENT = "LAYERWORKS_KEY"


@dataclass(frozen=True, slots=True)
class Vault:
    """Credentials, sealed. kept: where they lie."""

    kept: Sealed
    key: bytes = field(repr=False)

    def put(self, name: str, text: str) -> None:
        """Keep a credential, replacing an earlier one. Raises Unreachable when the disk does not take it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        self.kept.put(name, nonce + AESGCM(self.key).encrypt(nonce, text.encode(), name.encode()))

    def get(self, name: str) -> str | None:
        """Return a credential, None where there is none. Raises Conflict when it was sealed with another key."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        sealed = self.kept.get(name)
        if sealed is None:
            return None
        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], name.encode()).decode()
        except InvalidTag:
            raise Conflict(say("storage.bad_key"), say("storage.key_remedy")) from None

    def forget(self, name: str) -> None:
        """Remove a credential, if there is one."""
        self.kept.forget(name)


def open_vault(kept: Path | Sealed, key_file: Path, environment: Mapping[str, str]) -> Vault:
    """Open credentials with the key of the environment, else of a file, which is made at first. kept: a folder for
    files of their own.

    Raises Conflict for a key that is none.
    """
    told = environment.get(ENVIRONMENT) or _key_in(key_file)
    try:
        key = base64.urlsafe_b64decode(told)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Conflict(say("storage.bad_key"), say("storage.key_remedy"))
    return Vault(SealedFiles(kept) if isinstance(kept, Path) else kept, key)


def _key_in(file: Path) -> str:
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii").strip()
