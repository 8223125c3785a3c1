"""The seal of a program that another engine made: what it was made of, and that nothing was changed since."""

import shutil
from pathlib import Path

from layerworks.digest import digest_bytes

_MARK = b"; layerworks seal "


def sealed(text: bytes, key: str) -> bytes:
    """Return a program with a last line that names what it was made of and the digest of all before it."""
    whole = text if text.endswith(b"\n") else text + b"\n"
    return whole + _seal(whole, key)


def holds(text: bytes, key: str) -> bool:
    """Tell whether a program bears the seal of a key and is as it was sealed."""
    at = text.rfind(_MARK)
    return at > 0 and text[at:] == _seal(text[:at], key)


def program_identity(names: tuple[str, ...]) -> str:
    """Return the digest of the installed program that is found first under some names; "" when there is none."""
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return digest_bytes(Path(path).read_bytes())
    return ""


def _seal(text: bytes, key: str) -> bytes:
    return _MARK + f"{key} {digest_bytes(text)}\n".encode("ascii")
