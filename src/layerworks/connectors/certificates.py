"""The certificate of the other side: read it, pin it, know it again.

Machines make their own certificates, or have one of their maker's authority that no system knows. Such a machine is
known by the certificate seen when it was enrolled, and by no other.
"""

import asyncio
import contextlib
import hashlib
import ssl
from dataclasses import dataclass

DIAL_S = 10.0


class AnotherCertificate(OSError):
    """Who answers has another certificate than the one that was pinned."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the other side showed. fingerprint: SHA-256 in hexadecimal. name: the common name of its subject."""

    fingerprint: str
    name: str


def fingerprint_of(der: bytes) -> str:
    """Return the SHA-256 of a certificate in hexadecimal."""
    return hashlib.sha256(der).hexdigest()


def same(one: str, other: str) -> bool:
    """Tell whether two fingerprints are one, however they are written."""
    return _plain(one) == _plain(other)


def unbelieving() -> ssl.SSLContext:
    """Return a context that believes nobody by itself: who it is must be looked at before anything is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def check(shown: bytes | None, fingerprint: str) -> None:
    """Raise AnotherCertificate unless the certificate shown is the pinned one. An empty pin fits none."""
    if shown is None or not fingerprint or not same(fingerprint_of(shown), fingerprint):
        raise AnotherCertificate("another certificate")


async def shown_at(host: str, port: int, name: str = "") -> Certificate:
    """Return the certificate shown at an address; nothing is said there. Raises OSError, TimeoutError."""
    async with asyncio.timeout(DIAL_S):
        _, writer = await asyncio.open_connection(host, port, ssl=unbelieving(), server_hostname=name or host)
    try:
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        await hang_up(writer)
    return Certificate(fingerprint_of(der), _common_name(der))


async def vouched_for(host: str, port: int) -> bool:
    """Tell whether an authority of this system vouches for who answers. Raises OSError, TimeoutError."""
    try:
        async with asyncio.timeout(DIAL_S):
            _, writer = await asyncio.open_connection(
                host, port, ssl=ssl.create_default_context(), server_hostname=host
            )
    except ssl.SSLCertVerificationError:
        return False
    await hang_up(writer)
    return True


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Break a connection and wait until it is gone."""
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _common_name(der: bytes) -> str:
    from cryptography import x509  # only enrolments read names
    from cryptography.x509.oid import NameOID

    try:
        names = x509.load_der_x509_certificate(der).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError:  # machines write odd certificates; such a one can still be pinned
        return ""
    return str(names[0].value) if names else ""


def _plain(fingerprint: str) -> str:
    return fingerprint.replace(":", "").lower()
