"""What a probe of an address has found. Pure: each brand's `recognise` judges the answer to one question."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer over HTTP. headers: names as they came."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object, an empty one when it is none."""
        try:
            told: Any = json.loads(self.body)
        except ValueError:
            return {}
        return cast("dict[str, Any]", told) if isinstance(told, dict) else {}


@dataclass(frozen=True, slots=True)
class Found:
    """A machine of a brand. brand: as enrolments name it. version: of what answered, or nothing.

    name: what the machine calls itself. serial: its serial number, where it tells one. needs_key: it wants a key, code
    or password that it was not given. address: in full, where more is known of it than was asked with.
    fingerprint: of its certificate, where no authority of this system vouches for it.
    """

    brand: str
    version: str = ""
    name: str = ""
    serial: str = ""
    needs_key: bool = False
    address: str = ""
    fingerprint: str = ""
