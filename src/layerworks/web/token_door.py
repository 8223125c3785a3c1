"""Tokens over HTTP: made, listed, withdrawn. Docs: docs/guides/outward.md."""

from fastapi import Request
from starlette.responses import Response

from layerworks.app.hub.tokens import make_token, right_of, withdraw_token
from layerworks.web.account_door import accounts_of
from layerworks.web.answers import DONE, answer
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import people as shapes
from layerworks.web.shapes.base import NO_REASON, Done, Reasons

routes = router("tokens")


@routes.get("/api/v1/tokens", response_model=shapes.Tokens)
async def tokens(request: Request) -> Response:
    """Who has a token, and what for."""
    bearers = hub_of(request).admission.bearers()
    return answer({"tokens": [{"name": b.name, "right": b.right, "machines": b.machines} for b in bearers]})


@routes.post("/api/v1/tokens", status_code=201, response_model=shapes.MadeToken)
async def add_token(request: Request, body: shapes.ToMakeToken) -> Response:
    """Make a token: `name`, `right` (one of `RIGHTS`), `machines`, `why`. It is told this once."""
    right = right_of(body.right)
    accounts_of(request).expect_free(body.name, for_token=True)
    token = make_token(hub_of(request), body.name, right, who_of(request), body.why, body.machines)
    return answer({"name": body.name, "right": right, "machines": body.machines, "token": token}, 201)


@routes.delete("/api/v1/tokens/{name}", response_model=Done)
async def remove_token(request: Request, name: str, body: Reasons = NO_REASON) -> Response:
    """Make a token good for nothing."""
    withdraw_token(hub_of(request), name, who_of(request), body.why)
    return answer(DONE)
