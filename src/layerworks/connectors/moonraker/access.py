"""How to reach a Moonraker and be let in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from layerworks.connectors._secret import Secret


@dataclass(frozen=True, slots=True)
class Access:
    """url: `http://host:7125` or `https://…`. key: its API key, None where our address is trusted.

    one_shot: fetch a token for each connection with the key, for proxies that let no other header or key through.
    fingerprint: SHA-256 of the certificate in hexadecimal; with it that certificate and no other is accepted.
    """

    url: str
    key: Secret | None = None
    one_shot: bool = False
    fingerprint: str = ""

    def http(self, path: str) -> str:
        """Return the address of an HTTP endpoint."""
        return self.url.rstrip("/") + path

    @property
    def site(self) -> str:
        """Where the machine's web pages are: the same host, at the usual port."""
        return f"http://{urlsplit(self.url).hostname}/"

    def headers(self) -> dict[str, str]:
        """Return what proves us in a request."""
        return {"X-Api-Key": self.key.reveal()} if self.key else {}
