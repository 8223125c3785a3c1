"""The description of the API (OpenAPI 3.1), made once from its routes; open to everybody."""

from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import Response

from layerworks import __version__
from layerworks.web.cookies import NAME
from layerworks.web.duties import DUTIES
from layerworks.web.routing import router
from layerworks.web.shapes.problem import Problem

routes = router("description")
SUMMARY = "The hub of a shop: machines, the queue, and what needs a person."
PROSE = """Programs show a token: `Authorization: Bearer lw_…`, made by `layerworks tokens add` with a right of its own.
Units stand in names (`_mm`, `_s`, `_g`, `_c`); times are ISO 8601. What goes wrong is told by
`application/problem+json` (RFC 9457) in the language of `Accept-Language` (`en`, `zh`), with the remedy."""


@routes.get("/api/openapi.json", response_model=dict[str, Any], openapi_extra={"security": []})
async def description(request: Request) -> Response:
    """This description."""
    app: FastAPI = request.app
    if not hasattr(app.state, "description"):
        app.state.description = msgspec.json.encode(described(app))
    return Response(app.state.description, media_type="application/json")


def described(app: FastAPI) -> dict[str, Any]:
    """Return the description of an application's routes."""
    told = get_openapi(
        title="layerworks", version=__version__, summary=SUMMARY, description=PROSE, routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    parts: dict[str, Any] = told.setdefault("components", {})
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.setdefault("schemas", {}).update({**shape.pop("$defs", {}), "Problem": shape})
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "`layerworks tokens add`"},
        "session": {"type": "apiKey", "in": "cookie", "name": NAME, "description": "`POST /api/v1/me/session`"},
    }
    told["security"] = [{"token": []}, {"session": []}]
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            if "security" not in operation:
                rights = sorted(DUTIES.get((method.upper(), path), ()))
                operation["x-rights"] = [*rights, "all"]
    return told
