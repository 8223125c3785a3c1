"""The table of rights covers the door: every route is there on purpose, or is the owner's."""

from layerworks.app.hub.admission import Bearer
from layerworks.web.duties import DUTIES, EVERYBODY
from layerworks.web.guarding import Buckets
from layerworks.web.hub_door import ROUTES
from layerworks.web.rim import OPEN_PATHS, WRITING_COSTS

OWNERS = {
    ("POST", "/api/v1/machines"),
    ("DELETE", "/api/v1/machines/{machine}"),
    ("POST", "/api/v1/probe"),
    ("PUT", "/api/v1/machines/{machine}/access"),
    ("POST", "/api/v1/claims"),
}


def routes() -> set[tuple[str, str]]:
    return {(method, route.path) for door in ROUTES for route in door.routes for method in route.methods}


def test_every_route_is_told_or_the_owners():
    owned = {r for r in routes() if r not in DUTIES and r[1] not in OPEN_PATHS}
    told = {
        r
        for r in owned
        if not r[1].startswith(("/api/v1/tokens", "/api/v1/accounts", "/api/v1/notices", "/api/v1/limits", "/people"))
    }
    assert told <= OWNERS
    assert set(DUTIES) <= routes()


def test_nothing_is_changed_by_whoever_may_only_look():
    for (method, _), needed in DUTIES.items():
        for right in ("viewer", "queue", "read"):
            assert method == "GET" or needed is EVERYBODY or not any(Bearer("x", right).may(r) for r in needed)


def test_everybody_does_only_what_is_ones_own():
    own = {path for (_, path), needed in DUTIES.items() if needed is EVERYBODY}
    assert own - {"/api/v1/join", "/sign-in", "/join"} == {p for p in own if p.startswith(("/api/v1/me", "/account"))}


def test_writing_is_slowed_before_looking_is():
    now = [0.0]
    bucket = Buckets(50.0, 250.0, lambda: now[0])
    assert sum(bucket.take("mei", WRITING_COSTS) for _ in range(200)) == 100
    assert not bucket.take("mei")
    assert bucket.take("li")
    now[0] = 1.0
    assert sum(bucket.take("mei", WRITING_COSTS) for _ in range(200)) == 20
