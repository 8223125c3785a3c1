"""Codes of a second factor that change every thirty seconds. Pure.

Source: RFC 6238 (TOTP) with HMAC-SHA-1, six digits and 30 s, which is what every authenticator app speaks; RFC 4226.
"""

import base64
import hmac
import struct
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20


def secret_text(secret: bytes) -> str:
    """Return a secret as apps want it typed."""
    return base64.b32encode(secret).decode()


def address(secret: bytes, name: str, issuer: str = "layerworks") -> str:
    """Return what a QR code for an app says."""
    asked = urlencode({"secret": secret_text(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_S})
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{asked}"


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step, of which there is one every thirty seconds since 1970."""
    told = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", told, told[-1] & 0x0F)
    return str((number & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, time_s: float, after: int = -1) -> int | None:
    """Return the step that a code is of, None for none near now. after: codes of this step and before are used up.

    Clocks may be apart by a step. Every step is looked at, so that the time it takes tells nothing.
    """
    now = int(time_s) // STEP_S
    typed = "".join(c for c in code if c.isdecimal()).encode()
    found = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(secret, step).encode(), typed)]
    return next((step for step in found if step > after), None)
