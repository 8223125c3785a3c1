"""How programs that are not ours hand over a token: as bearer, as API key, or as the password of HTTP Basic."""

import base64

from starlette.datastructures import Headers


def token_in(headers: Headers) -> str:
    """Return the token of a request, nothing where there is none."""
    scheme, _, told = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return told.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(told, validate=True).decode().partition(":")[2]
        except ValueError:
            return ""
    return headers.get("X-Api-Key", "").strip()
