"""The hub over HTTP: one application, from the way in to the routes. Docs: docs/adr/0018-web.md.

A request passes, in this order: `Rim` (who asks, how often, how much), the routes of `ROUTES` (each behind the table of
rights, `duties`; what another hub tends is handed on there, `handing_on`), a handler, which parses, calls `app` and
shapes the answer.
"""

from functools import partial

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from layerworks import __version__
from layerworks.app.hub.accounts import Accounts
from layerworks.app.hub.house import Hub
from layerworks.app.hub.outward import SHUT, Outward
from layerworks.app.showroom import kept_exhibit
from layerworks.web import (
    account_door,
    account_pages,
    attention_door,
    audit_door,
    bulk_door,
    description_door,
    limits_door,
    machine_door,
    notices_door,
    queue_door,
    record_door,
    token_door,
)
from layerworks.web.bulletin import Bulletin
from layerworks.web.handing_on import HubCaller
from layerworks.web.outward_doors import open_doors
from layerworks.web.problems import tell_problems
from layerworks.web.rim import Rim
from layerworks.web.showroom_door import showroom_door
from layerworks.web.signing_in import Desk
from layerworks.web.streams import Streams

ROUTES: tuple[APIRouter, ...] = (
    machine_door.routes,
    bulk_door.routes,
    queue_door.routes,
    attention_door.routes,
    limits_door.routes,
    audit_door.routes,
    record_door.routes,
    notices_door.routes,
    token_door.routes,
    account_door.routes,
    account_pages.routes,
    description_door.routes,
)


def hub_door(hub: Hub, outward: Outward = SHUT) -> FastAPI:
    """Return the hub's HTTP application, with the doors to programs of others that are open."""
    streams, accounts = Streams(), Accounts(hub.journal, hub.vault, hub.admission)
    app = FastAPI(
        title="layerworks",
        version=__version__,
        openapi_url=None,  # see `description_door`
        redirect_slashes=False,
        lifespan=streams.kept,
        middleware=[Middleware(Rim, admission=hub.admission, accounts=accounts, now=hub.now)],
    )
    app.state.hub = hub
    app.state.streams = streams
    app.state.accounts = accounts
    if hub.cluster is not None:
        hub.cluster.listen(accounts.hear)
    app.state.desk = Desk(accounts)
    app.state.bulletin = bulletin = Bulletin(hub.board)
    streams.add(lambda: bulletin.keep(hub.newer_than), bulletin.close)
    app.state.caller = caller = HubCaller(hub)
    streams.add(caller.keep, lambda: None)
    tell_problems(app)
    for routes in ROUTES:
        app.router.routes.extend(routes.routes)  # what `include_router` adds to each request costs a third of it
    app.router.routes.extend(showroom_door(partial(kept_exhibit, hub.telemetry.parent / "showroom")).routes)
    open_doors(app, hub, outward, streams)
    return app
