"""The queue over HTTP. Docs: docs/guides/fleet.md."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Body, Query, Request
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from layerworks.app.hub.board import COURSE_FIELDS, course_shown
from layerworks.app.hub.house import Hub
from layerworks.app.hub.ordering import MOST_COPIES, Refused, Wanted, order
from layerworks.fleet.commands import Cancel
from layerworks.web.answers import DONE, answer
from layerworks.web.problems import refused, told
from layerworks.web.receiving import LARGEST_PROGRAM, LONGEST_S, spooled, take_in
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import queue as shapes
from layerworks.web.shapes.base import NO_REASON, Done, OrNothing, Reasons
from layerworks.workshop.queued import Held, QueuedJob, Released, Withdrawn

routes = router("queue")
LONGEST_ORIGIN = 80
Nozzle = Annotated[float, Field(gt=0.0, le=10.0, allow_inf_nan=False)]
CHANGES = {"cancel": Withdrawn(), "hold": Held("asked"), "release": Released()}
PROGRAM = {
    "requestBody": {
        "required": True,
        "description": "The program, as G-code",
        "content": {
            "text/x.gcode": {"schema": {"type": "string", "format": "binary"}, "example": "G28\nG1 X10 F3000\n"}
        },
    }
}


@routes.get("/api/v1/queue", response_model=shapes.Jobs)
async def queue(request: Request) -> Response:
    """The open jobs, and of each what keeps it."""
    hub = hub_of(request)
    return answer({"jobs": [_job(hub, job) for job in hub.floor.queue]})


@routes.get("/api/v1/queue/{job}", response_model=shapes.JobExplained)
async def why(request: Request, job: str) -> Response:
    """One open job, and why it does not start: the machine nearest to taking it first."""
    hub = hub_of(request)
    reasons = [told(request, w.told()) | {"machine": w.machine, "obstacle": w.obstacle} for w in hub.floor.why(job)]
    return answer(_job(hub, hub.floor.queue[job]) | {"why": reasons})


@routes.post("/api/v1/queue", status_code=201, response_model=shapes.Queued, openapi_extra=PROGRAM)
async def add_jobs(
    request: Request,
    machine_type: Annotated[str, Query(examples=["voron-2-4-350"])],
    material: Annotated[str, Query(examples=["pla"])],
    name: Annotated[str, Query(description="For people", max_length=500)] = "job",
    nozzle_mm: Annotated[Nozzle | None, OrNothing] = None,
    copies: Annotated[int, Query(description=f"1 to {MOST_COPIES}")] = 1,
    urgency: Annotated[int, Query(ge=-1000, le=1000)] = 0,
    due: Annotated[datetime | None, OrNothing, Query(examples=["2026-12-01T08:00+01:00"])] = None,
    only_on: Annotated[
        tuple[str, ...], Query(description="Machines that may print it; repeatable", max_length=1000)
    ] = (),
    origin: Annotated[str, Query(description="The program that made it", examples=["PrusaSlicer 2.7.4"])] = "",
    why: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Queue a program, the body; what is wanted of it stands in the query."""
    wanted = Wanted(
        name,
        machine_type,
        material,
        nozzle_mm,
        copies,
        urgency,
        due.astimezone(UTC) if due else None,
        only_on,
        origin[:LONGEST_ORIGIN],
    )
    hub, who = hub_of(request), who_of(request)
    async with hub.receiving.of(who), spooled() as program:
        try:
            async with asyncio.timeout(LONGEST_S):
                await take_in(request.stream(), program, LARGEST_PROGRAM)
        except TimeoutError:
            raise HTTPException(408) from None
        jobs = await order(hub, program.path, wanted, who, why)
    return refused(request, jobs.complaints) if isinstance(jobs, Refused) else answer({"jobs": jobs}, 201)


@routes.post("/api/v1/queue/{job}/start", response_model=Done)
async def start(request: Request, job: str, body: Annotated[shapes.ToStart, Body()] = shapes.ANYWHERE) -> Response:
    """Let a job be the next one, at a machine if one is named."""
    hub = hub_of(request)
    hub.start(hub.floor.queue[job].job, body.machine, who_of(request), body.why)
    return answer(DONE)


@routes.post("/api/v1/queue/{job}/{act}", response_model=Done)
async def change_job(request: Request, job: str, act: shapes.JobAct, body: Reasons = NO_REASON) -> Response:
    """Cancel, hold or release a job; one that is printed has its print cancelled."""
    hub, who = hub_of(request), who_of(request)
    found, now = hub.floor.queue[job], hub.now()
    if found.state == "running" and act == "cancel":
        hub.floor.wish(hub.known(found.machine), Cancel, now, who, body.why)
    else:
        hub.floor.queue.change(found.job, CHANGES[act], now, who, body.why)
    hub.wake()
    return answer(DONE)


def _job(hub: Hub, job: QueuedJob) -> dict[str, Any]:
    running = job.state == "running"
    if running and job.machine not in hub.floor.posts:  # another hub tends it, and tells
        state = hub.state(job.machine)
        course = {field: state.get(field) for field in ("left_s", *COURSE_FIELDS)}
    else:
        course = course_shown(hub.attention.courses.of(job.machine) if running else None)
    return {
        "job": job.job,
        "state": job.state,
        "held_for": job.held_for,
        "urgency": job.urgency,
        "due_at": job.due_at.isoformat() if job.due_at else None,
        "queued_at": job.queued_at.isoformat(timespec="seconds"),
        "machine": job.machine if job.state == "running" else None,
        "attempts": len(job.attempts),
        "machine_type": job.needs.machine_type,
        "material": job.needs.material,
        "predicted_s": round(job.predicted_s, 1),
        "mass_g": round(job.needs.mass_g, 2),
        "needed_mm": {str(tool): round(mm) for tool, mm in enumerate(job.needed_mm) if mm > 0.0},
        "origin": job.origin,
        "left_s": None,
        **course,
    }
