"""The same done at many machines over HTTP. Docs: docs/guides/fleet.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from layerworks.app.hub.bulk import chosen, clear_all, refit_all
from layerworks.errors import Trouble
from layerworks.web import everywhere
from layerworks.web.answers import answer
from layerworks.web.handing_on import HANDED_ON
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
    refused = await refit_all(hub_of(request), machines.here, event, who_of(request), body.why)
    return await _shown(request, body, machines, refused)


@routes.post("/api/v1/bulk/{act}", response_model=shapes.DoneAtMachines)
async def bulk(request: Request, act: shapes.BulkAct, body: shapes.AtMachines) -> Response:
    """Do the same at `machines` (names and patterns), at those of `machine_type`, or at `all`.

    Answers `done`, and of each machine that it was refused for, why.
    """
    hub, who, machines = hub_of(request), who_of(request), _chosen(request, body)
    if act == "clear":
        refused = await clear_all(hub, machines.here, who, body.why)
    else:
        refused = await refit_all(hub, machines.here, REFITS[act](), who, body.why)
    return await _shown(request, body, machines, refused)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Machines that are meant: those that we tend, and those that others do."""

    here: tuple[str, ...]
    elsewhere: tuple[str, ...]


def _chosen(request: Request, body: shapes.AtMachines) -> _Chosen:
    hub = hub_of(request)
    names = chosen(hub, body.machines, body.machine_type, every=body.all)
    return _Chosen(tuple(n for n in names if n in hub.floor.posts), tuple(n for n in names if n not in hub.floor.posts))


async def _shown(
    request: Request, body: shapes.AtMachines, machines: _Chosen, refused: Mapping[str, Trouble]
) -> Response:
    done = [name for name in machines.here if name not in refused]
    rows = [{"machine": name, **told(request, trouble.text)} for name, trouble in refused.items()]
    if machines.elsewhere and HANDED_ON not in request.headers:
        others = await everywhere.bulk(request, body.model_dump(mode="json"), machines.elsewhere)
        done, rows = sorted(done + others.done), rows + others.refused
    return answer({"done": done, "refused": rows})
