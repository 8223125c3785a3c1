"""The hub over HTTP: handlers parse, call `app`, shape. Docs: docs/guides/fleet.md."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from layerworks.app.hub.board import course_shown
from layerworks.app.hub.enrolling import enrol_all, look_at, renew
from layerworks.app.hub.enrolment import enrolling_of
from layerworks.app.hub.house import Hub
from layerworks.app.hub.ordering import Refused, Wanted, order
from layerworks.app.hub.outward import SHUT, Outward
from layerworks.app.hub.wearing import known_part
from layerworks.errors import Conflict
from layerworks.fleet.commands import Cancel, Pause, Resume
from layerworks.web import attention_door, audit_door, bulk_door, limits_door, notices_door, record_door, token_door
from layerworks.web.bulletin import BULLETIN, Bulletin
from layerworks.web.loading import loaded_of
from layerworks.web.outward_doors import open_doors
from layerworks.web.receiving import LARGEST_PROGRAM, spooled, take_in
from layerworks.web.rim import HUB, WHO, bad, body_of, number_of, refused, rim, told
from layerworks.words import say
from layerworks.workshop.equipment import MaterialUnloaded, PartChanged, PutIntoService, PutOutOfService
from layerworks.workshop.queued import Held, QueuedJob, Released, Withdrawn

LARGEST_BODY = 16 * 1024 * 1024  # of what is read whole; programs are not
LONGEST_ORIGIN = 80
WISHES = {"pause": Pause, "resume": Resume, "cancel": Cancel}
ALIVE_S = 15.0  # between two signs of life to a watcher
routes = web.RouteTableDef()


def hub_door(hub: Hub, outward: Outward = SHUT) -> web.Application:
    """Return the hub's HTTP application, with the doors to programs of others that are open."""
    app = web.Application(middlewares=[rim(hub.admission)], client_max_size=LARGEST_BODY)
    app[HUB] = hub
    app[BULLETIN] = Bulletin(hub.board)
    app.add_routes(routes)
    app.add_routes(attention_door.routes)
    app.add_routes(audit_door.routes)
    app.add_routes(bulk_door.routes)
    app.add_routes(limits_door.routes)
    app.add_routes(record_door.routes)
    app.add_routes(notices_door.routes)
    app.add_routes(token_door.routes)
    open_doors(app, hub, outward)
    return app


@routes.get("/api/v1/machines")
async def machines(request: web.Request) -> web.Response:
    """Every machine as it is now, with the revision that `events` goes on from."""
    hub = request.app[HUB]
    return web.json_response({"revision": hub.board.revision, "machines": hub.states()})


@routes.get("/api/v1/machines/{machine}")
async def machine(request: web.Request) -> web.Response:
    """One machine as it is now."""
    hub = request.app[HUB]
    return web.json_response(hub.state(hub.known(request.match_info["machine"])))


@routes.get("/api/v1/events")
async def events(request: web.Request) -> web.StreamResponse:
    """Changes as server-sent events: the fields that are different, by machine. `Last-Event-ID` goes on from there."""
    hub = request.app[HUB]
    asked = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
    seen = int(asked) if asked.isdecimal() else 0
    seen = seen if seen <= hub.board.revision else 0  # of an earlier process
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await answer.prepare(request)
    with contextlib.suppress(ConnectionResetError):  # a watcher may go at any time
        while True:
            event, seen = request.app[BULLETIN].since(seen)
            if event:
                await answer.write(event)
            try:
                await asyncio.wait_for(hub.newer_than(seen), ALIVE_S)
            except TimeoutError:
                await answer.write(b": alive\n\n")
    return answer


@routes.post("/api/v1/machines")
async def add_machines(request: web.Request) -> web.Response:
    """Probe and enrol one machine (an object) or many (`machines`: a list of them)."""
    hub, body = request.app[HUB], await body_of(request)
    why, rows = str(body.pop("why", "")), body.get("machines", None)
    listed = rows if isinstance(rows, list) else [body]
    asked = [enrolling_of(row, f"{place}: " if rows is not None else "") for place, row in enumerate(listed, 1)]
    found = await enrol_all(hub, asked, request[WHO], why, must_answer=rows is None)
    return web.json_response({"enrolled": found}, status=201)


@routes.post("/api/v1/probe")
async def probe(request: web.Request) -> web.Response:
    """Say what answers at an address and what it may do, without enrolling it."""
    body = await body_of(request)
    return web.json_response(await look_at(str(body.get("address", "")), str(body.get("key", ""))))


@routes.delete("/api/v1/machines/{machine}")
async def dismiss(request: web.Request) -> web.Response:
    """Let a machine go."""
    body = await body_of(request)
    request.app[HUB].dismiss(request.match_info["machine"], request[WHO], str(body.get("why", "")))
    return web.json_response({"ok": True})


@routes.put("/api/v1/machines/{machine}/access")
async def renew_access(request: web.Request) -> web.Response:
    """Take the certificate that a machine shows now for its own, and a new `key` if one is named."""
    hub, body = request.app[HUB], await body_of(request)
    key, fingerprint, why = (str(body.get(field, "")) for field in ("key", "fingerprint", "why"))
    return web.json_response(await renew(hub, request.match_info["machine"], key, fingerprint, request[WHO], why))


@routes.post("/api/v1/machines/{machine}/{act}")
async def act(request: web.Request) -> web.Response:
    """Do something at a machine: clear, pause, resume, cancel, heat, skip (a part), stop, load, changed (a part), …"""
    hub, body = request.app[HUB], await body_of(request)
    name, wanted = hub.known(request.match_info["machine"]), request.match_info["act"]
    why, now, who = str(body.get("why", "")), hub.now(), request[WHO]
    if wanted == "clear":
        hub.floor.clear(name, now, who, why)
    elif wanted in WISHES:
        hub.floor.wish(name, WISHES[wanted], now, who, why)
    elif wanted == "heat":
        hub.heat(name, str(body.get("heater", "")), number_of(body, "target_c"), who, why)
    elif wanted == "skip":
        hub.skip(name, str(body.get("part", "")), who, why)
    elif wanted == "stop":
        hub.stop(name, who, why)
    elif wanted == "changed":
        hub.floor.refit(name, PartChanged(known_part(str(body.get("part", "")))), now, who, why)
    elif wanted == "load":
        hub.load(name, loaded_of(body), who, why)
    elif wanted == "unload":
        hub.floor.refit(name, MaterialUnloaded(), now, who, why)
    elif wanted in ("out-of-service", "in-service"):
        hub.floor.refit(name, PutIntoService() if wanted == "in-service" else PutOutOfService(), now, who, why)
    else:
        raise bad(wanted)
    hub.wake()
    return web.json_response({"ok": True})


@routes.post("/api/v1/stop-all")
async def stop_all(request: web.Request) -> web.Response:
    """Stop every machine at once; say which could not be told."""
    hub, body = request.app[HUB], await body_of(request)
    return web.json_response({"unreached": hub.floor.stop_all(hub.now(), request[WHO], str(body.get("why", "")))})


@routes.get("/api/v1/queue")
async def queue(request: web.Request) -> web.Response:
    """The open jobs, and of each what keeps it."""
    hub = request.app[HUB]
    return web.json_response({"jobs": [_job(hub, job) for job in hub.floor.queue]})


@routes.get("/api/v1/queue/{job}")
async def why(request: web.Request) -> web.Response:
    """One open job, and why it does not start: the machine nearest to taking it first."""
    hub, job = request.app[HUB], request.match_info["job"]
    floor = hub.floor
    reasons = [told(request, w.told()) | {"machine": w.machine, "obstacle": w.obstacle} for w in floor.why(job)]
    return web.json_response(_job(hub, floor.queue[job]) | {"why": reasons})


@routes.post("/api/v1/queue")
async def add_jobs(request: web.Request) -> web.Response:
    """Queue a program, the body; what is wanted of it stands in the query."""
    asked = request.query
    try:
        due = datetime.fromisoformat(asked["due"]) if asked.get("due") else None
        wanted = Wanted(
            asked.get("name", "job"),
            asked["machine_type"],
            asked["material"],
            float(asked["nozzle_mm"]) if asked.get("nozzle_mm") else None,
            int(asked.get("copies", "1")),
            int(asked.get("urgency", "0")),
            due.astimezone(UTC) if due else None,
            tuple(asked.getall("only_on", [])),
            asked.get("origin", "")[:LONGEST_ORIGIN],
        )
    except (KeyError, ValueError) as error:
        raise bad(str(error)) from None
    async with spooled() as program:
        await take_in(request.content, program, LARGEST_PROGRAM)
        jobs = await order(request.app[HUB], program.path, wanted, request[WHO], asked.get("why", ""))
    return (
        refused(request, jobs.complaints)
        if isinstance(jobs, Refused)
        else web.json_response({"jobs": jobs}, status=201)
    )


@routes.post("/api/v1/queue/{job}/{act}")
async def change_job(request: web.Request) -> web.Response:
    """Start next, cancel, hold or release a job; one that is printed has its print cancelled."""
    hub, body = request.app[HUB], await body_of(request)
    job, wanted = hub.floor.queue[request.match_info["job"]], request.match_info["act"]
    why, now, who = str(body.get("why", "")), hub.now(), request[WHO]
    changes = {"cancel": Withdrawn(), "hold": Held("asked"), "release": Released()}
    if wanted == "start":
        hub.start(job.job, str(body.get("machine", "")), who, why)
        return web.json_response({"ok": True})
    if wanted not in changes:
        raise bad(wanted)
    if job.state == "running" and wanted == "cancel":
        hub.floor.wish(job.machine, Cancel, now, who, why)
    else:
        hub.floor.queue.change(job.job, changes[wanted], now, who, why)
    hub.wake()
    return web.json_response({"ok": True})


@routes.post("/api/v1/claims")
async def make_claim(request: web.Request) -> web.Response:
    """Make a code with which one machine may enrol itself: good once, for an hour."""
    hub, body = request.app[HUB], await body_of(request)
    return web.json_response({"code": hub.admission.make_claim(hub.now(), request[WHO], str(body.get("why", "")))})


@routes.post("/api/v1/claim")
async def claim(request: web.Request) -> web.Response:
    """Enrol a machine by a claim code: open to everybody, a few times a minute."""
    hub, body = request.app[HUB], await body_of(request)
    code, asked = str(body.pop("code", "")), enrolling_of(body)
    if asked.at_the_hub:  # nobody from outside names what lies on the hub's own computer
        raise bad(asked.address)
    if asked.name in hub.floor.posts:
        raise Conflict(say("app.hub_name_taken", name=asked.name), say("app.hub_name_taken_remedy"))
    hub.admission.take_claim(code, hub.now())
    found = await enrol_all(hub, [asked], "claim", "claimed", must_answer=True)
    return web.json_response({"enrolled": found}, status=201)


def _job(hub: Hub, job: QueuedJob) -> dict[str, Any]:
    course = hub.attention.courses.of(job.machine) if job.state == "running" else None
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
        **course_shown(course),
    }
