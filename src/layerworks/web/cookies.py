"""Sessions of browsers: the cookie, and whether a request comes from a page of ours.

Source: Fetch Metadata Request Headers (W3C); RFC 6265bis for the cookie. `SameSite=Lax` alone does not keep out other
programs at the same host, so every request that changes something is looked at.
"""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from layerworks.app.hub.accounts import SIGNED_IN_FOR

NAME = "layerworks_session"
_PREFIX = f"{NAME}=".encode()


def session_shown(scope: Scope) -> str:
    """Return what a browser shows of its session, nothing where there is none."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            for part in value.split(b";"):
                if part.strip().startswith(_PREFIX):
                    return part.strip().removeprefix(_PREFIX).decode("latin-1")
    return ""


def from_our_page(scope: Scope, *, must_say: bool) -> bool:
    """Tell whether a request comes from a page of this hub. must_say: one that says nothing does not."""
    told = {name: value.decode("latin-1") for name, value in scope["headers"] if name in _TELLING}
    if (site := told.get(b"sec-fetch-site")) is not None and site not in ("same-origin", "none"):
        return False
    if (origin := told.get(b"origin")) is not None:
        return urlsplit(origin).netloc == told.get(b"host", "")
    return site is not None or not must_say


_TELLING = (b"sec-fetch-site", b"origin", b"host")


def remember(request: Request, answer: Response, shown: str) -> None:
    """Let a browser keep its session."""
    secure = request.url.scheme == "https" or request.headers.get("Origin", "").startswith("https:")  # or a proxy's
    most_s = int(SIGNED_IN_FOR.total_seconds())
    answer.set_cookie(NAME, shown, max_age=most_s, path="/", secure=secure, httponly=True, samesite="lax")


def forget(answer: Response) -> None:
    """Let a browser forget its session."""
    answer.delete_cookie(NAME, path="/", httponly=True, samesite="lax")
