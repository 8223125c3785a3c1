"""The same done at many machines over HTTP. Docs: docs/guides/fleet.md."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from starlette.responses import Response

from layerworks.app.hub.bulk import chosen, clear_all, refit_all
from layerworks.errors import Trouble
from layerworks.web.answers import answer
from layerworks.web.loading import loaded_of
from layerworks.web.machine_door import REFITS
from layerworks.web.problems import told
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import machines as shapes

routes = router("many machines")


@routes.post("/api/v1/bulk/load", response_model=shapes.DoneAtMachines)
async def load(request: Request, body: shapes.LoadedAtMachines) -> Response:
    """Say what was put into `machines` (names and patterns), those of `machine_type`, or `all`."""
    event, machines = loaded_of(body), _chosen(request, body)
    refused = await refit_all(hub_of(request), machines, event, who_of(request), body.why)
    return _shown(request, machines, refused)


@routes.post("/api/v1/bulk/{act}", response_model=shapes.DoneAtMachines)
async def bulk(request: Request, act: shapes.BulkAct, body: shapes.AtMachines) -> Response:
    """Do the same at `machines` (names and patterns), at those of `machine_type`, or at `all`.

    Answers `done`, and of each machine that it was refused for, why.
    """
    hub, who, machines = hub_of(request), who_of(request), _chosen(request, body)
    if act == "clear":
        refused = await clear_all(hub, machines, who, body.why)
    else:
        refused = await refit_all(hub, machines, REFITS[act](), who, body.why)
    return _shown(request, machines, refused)


def _chosen(request: Request, body: shapes.AtMachines) -> tuple[str, ...]:
    return chosen(hub_of(request), body.machines, body.machine_type, every=body.all)


def _shown(request: Request, machines: Sequence[str], refused: Mapping[str, Trouble]) -> Response:
    return answer(
        {
            "done": [name for name in machines if name not in refused],
            "refused": [{"machine": name, **told(request, trouble.text)} for name, trouble in refused.items()],
        }
    )
