"""Certificates as machines with an authority of their maker's have them: signed by nobody that a system knows."""

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from layerworks.connectors.certificates import fingerprint_of

AUTHORITY = "Virtual Device CA"
_FROM = datetime(2026, 1, 1, tzinfo=UTC)


def certified(name: str, kept: Path | None = None) -> tuple[ssl.SSLContext, str]:
    """Return a server's context with a certificate for a name, and its fingerprint.

    kept: file that the certificate and its key are kept in, so that they are the same the next time; None for new ones.
    """
    if kept is not None and kept.exists():
        pem = kept.read_bytes()
    else:
        pem = _made(name)
    if kept is not None and not kept.exists():
        kept.touch(mode=0o600)
        kept.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory(prefix="lw") as folder:
        file = Path(folder) / "both.pem"
        file.touch(mode=0o600)
        file.write_bytes(pem)
        context.load_cert_chain(file)
    shown = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    return context, fingerprint_of(shown)


def _made(name: str) -> bytes:
    """Return a new key and a certificate for it."""
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(_called(name))
        .issuer_name(_called(AUTHORITY))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_FROM + timedelta(days=3650))
        .sign(authority, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret + made.public_bytes(serialization.Encoding.PEM)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
