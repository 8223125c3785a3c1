"""How to reach a machine over HTTP and be let in."""

from dataclasses import dataclass

from layerworks.connectors._secret import Secret


@dataclass(frozen=True, slots=True)
class HttpAccess:
    """url: `http://host:port` or `https://…`. key: its API key. user, password: where the machine wants those instead.

    fingerprint: SHA-256 of the certificate in hexadecimal; with it that certificate and no other is accepted.
    """

    url: str
    key: Secret | None = None
    user: str = ""
    password: Secret | None = None
    fingerprint: str = ""

    def http(self, path: str) -> str:
        """Return the address of an endpoint."""
        return self.url.rstrip("/") + path

    def headers(self) -> dict[str, str]:
        """Return what proves us in a request, where that is a key."""
        return {"X-Api-Key": self.key.reveal()} if self.key else {}
