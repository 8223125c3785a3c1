"""Which right each request needs: what stands here for a route is enough, and for what does not stand here only `all`.

Whoever adds a route and forgets this table has locked it, not opened it.
"""

from collections.abc import Mapping
from typing import Any

from layerworks.app.hub.admission import RIGHTS, Bearer, Right

EVERYBODY: frozenset[Right] = frozenset(RIGHTS)  # what is one's own
LOOKING: frozenset[Right] = frozenset({"viewer"})
TELLING: frozenset[Right] = frozenset({"viewer", "read"})
AT_MACHINES: frozenset[Right] = frozenset({"operator"})
IN_THE_QUEUE: frozenset[Right] = frozenset({"planner"})
ON_THE_FLOOR = AT_MACHINES | IN_THE_QUEUE
DUTIES: Mapping[tuple[str, str], frozenset[Right]] = {
    ("GET", "/api/v1/machines"): LOOKING,
    ("GET", "/api/v1/machines/{machine}"): LOOKING,
    ("GET", "/api/v1/events"): LOOKING,
    ("GET", "/api/v1/queue"): LOOKING,
    ("GET", "/api/v1/queue/{job}"): LOOKING,
    ("GET", "/api/v1/alarms"): LOOKING,
    ("GET", "/api/v1/limits"): LOOKING,
    ("GET", "/api/v1/machines/{machine}/wear"): LOOKING,
    ("GET", "/api/v1/telemetry"): LOOKING,
    ("GET", "/api/v1/records"): LOOKING,
    ("GET", "/metrics"): TELLING,
    ("GET", "/api/v1/audit"): ON_THE_FLOOR,
    ("POST", "/api/v1/machines/{machine}/heat"): AT_MACHINES,
    ("POST", "/api/v1/machines/{machine}/skip"): AT_MACHINES,
    ("POST", "/api/v1/machines/{machine}/changed"): AT_MACHINES,
    ("POST", "/api/v1/machines/{machine}/load"): AT_MACHINES,
    ("POST", "/api/v1/machines/{machine}/{act}"): AT_MACHINES,
    ("POST", "/api/v1/bulk/load"): AT_MACHINES,
    ("POST", "/api/v1/bulk/{act}"): AT_MACHINES,
    ("POST", "/api/v1/stop-all"): ON_THE_FLOOR,
    ("POST", "/api/v1/alarms/{machine}/{rule}/acknowledge"): ON_THE_FLOOR,
    ("POST", "/api/v1/alarms/{machine}/{rule}/shelve"): ON_THE_FLOOR,
    ("POST", "/api/v1/queue"): IN_THE_QUEUE,
    ("POST", "/api/v1/queue/{job}/start"): ON_THE_FLOOR,
    ("POST", "/api/v1/queue/{job}/{act}"): ON_THE_FLOOR,
    ("GET", "/api/v1/me"): EVERYBODY,
    ("GET", "/api/v1/me/sessions"): EVERYBODY,
    ("DELETE", "/api/v1/me/sessions/{id}"): EVERYBODY,
    ("POST", "/api/v1/me/password"): EVERYBODY,
    ("POST", "/api/v1/me/second-factor"): EVERYBODY,
    ("PUT", "/api/v1/me/second-factor"): EVERYBODY,
    ("DELETE", "/api/v1/me/second-factor"): EVERYBODY,
    ("POST", "/api/v1/me/session"): EVERYBODY,
    ("DELETE", "/api/v1/me/session"): EVERYBODY,
    ("POST", "/api/v1/join"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): EVERYBODY,
    ("GET", "/join"): EVERYBODY,
    ("POST", "/join"): EVERYBODY,
    ("GET", "/account"): EVERYBODY,
    ("POST", "/account/password"): EVERYBODY,
    ("POST", "/account/second-factor"): EVERYBODY,
    ("POST", "/account/second-factor/confirm"): EVERYBODY,
    ("POST", "/account/second-factor/drop"): EVERYBODY,
    ("POST", "/account/sessions/{id}/end"): EVERYBODY,
}


def allowed(bearer: Bearer, method: str, needed: frozenset[Right], path: Mapping[str, Any]) -> bool:
    """Tell whether a caller may do this. One that is bound to some machines writes only to those.

    needed: any of these rights is enough. path: what the path of the request names.
    """
    if needed is EVERYBODY:
        return True
    if not bearer.may("all") and not any(bearer.may(right) for right in needed):
        return False
    return method == "GET" or bearer.minds(path.get("machine", ""))
