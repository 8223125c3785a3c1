"""HTTP digest authentication, our side of it. Pure but for the hashing.

Source: RFC 7616 with MD5 and `qop="auth"`, which is what slicers speak; RFC 2069 without qop for the oldest of them.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field

GOOD_FOR_S = 300.0
_FIELD = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')


@dataclass(frozen=True, slots=True)
class Digests:
    """Makes challenges and looks at their answers. secret: of this process, so that nonces need not be kept."""

    realm: str
    secret: bytes = field(repr=False)

    def challenge(self, now_s: float, *, stale: bool = False) -> str:
        """Return the header `WWW-Authenticate`. stale: the answer was right and too old."""
        return (
            f'Digest realm="{self.realm}", nonce="{self._nonce(int(now_s))}", algorithm=MD5, qop="auth"'
            f"{', stale=true' if stale else ''}"
        )

    def fresh(self, answer: dict[str, str], now_s: float) -> bool:
        """Tell whether an answer is to a challenge of ours that is not too old."""
        made, _, _ = answer.get("nonce", "").partition(".")
        ours = made.isdecimal() and hmac.compare_digest(self._nonce(int(made)).encode(), answer["nonce"].encode())
        return ours and 0.0 <= now_s - int(made) + 1.0 <= GOOD_FOR_S

    def right(self, answer: dict[str, str], method: str, uri: str, sealed: str) -> bool:
        """Tell whether an answer is that of somebody with the password. sealed: MD5 of user, realm and password."""
        if answer.get("uri") != uri or answer.get("realm") != self.realm:
            return False
        asked = _md5(f"{method}:{uri}")
        middle = (answer.get("nonce", ""),)
        if "qop" in answer:
            middle += answer.get("nc", ""), answer.get("cnonce", ""), answer["qop"]
        wanted = _md5(":".join((sealed, *middle, asked)))
        return hmac.compare_digest(wanted.encode(), answer.get("response", "").encode())

    def _nonce(self, made_s: int) -> str:
        return f"{made_s}.{hmac.digest(self.secret, str(made_s).encode(), 'sha256').hex()[:32]}"


def answer_in(header: str) -> dict[str, str] | None:
    """Return the fields of a header `Authorization`, None for one of another scheme."""
    if not header.lower().startswith("digest "):
        return None
    return {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _FIELD.finditer(header)}


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
