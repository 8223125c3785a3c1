"""Requests as slicers make them: written from how their clients build them, byte for byte where it matters."""

import json
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BOUNDARY = "------------------------a1b2c3d4e5f60718"
PRUSASLICER = "PrusaSlicer/2.7.4+win64"
ORCASLICER = "OrcaSlicer/2.1.1"
CURA = "cura/5.6.0 OctoPrintPlugin/3.7.3"
CURA_MOONRAKER = "Cura Plugin Moonraker"


def form(file_name: str, program: bytes, before: dict[str, str], after: dict[str, str] | None = None) -> bytes:
    """Return a multipart body: fields, the file, more fields."""

    def field(name: str, value: str) -> bytes:
        return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()

    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    fields, more = (b"".join(field(*item) for item in (some or {}).items()) for some in (before, after))
    return fields + head + program + b"\r\n" + more + f"--{BOUNDARY}--\r\n".encode()


class Slicer:
    """Somebody with an address, a key and a name of its own."""

    def __init__(self, address: str, key: str, agent: str):
        self.address, self.key, self.agent = address, key, agent

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any, Message]:
        """Return status, what was told (JSON where it is), and headers."""
        told = {"User-Agent": self.agent, "X-Api-Key": self.key} | (headers or {})
        request = Request(f"{self.address}/{path}", data=body, headers=told, method=method)
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, _read(answer), answer.headers
        except HTTPError as error:
            with error:
                return error.code, _read(error), error.headers

    def post(self, path: str, body: bytes) -> tuple[int, Any, Message]:
        """Send a form."""
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


def _read(answer: Any) -> Any:
    text = answer.read().decode()
    return json.loads(text) if answer.headers.get("Content-Type", "").startswith("application/json") else text
