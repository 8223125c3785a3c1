"""Machines over HTTP: seen, enrolled, and worked at. Docs: docs/guides/fleet.md."""

from typing import Annotated

from fastapi import Body, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from layerworks.app.hub.enrolling import enrol_all, look_at, renew
from layerworks.app.hub.enrolment import enrolling_all, enrolling_of
from layerworks.app.hub.wearing import known_part
from layerworks.errors import Conflict
from layerworks.fleet.commands import Cancel, Pause, Resume
from layerworks.web import everywhere
from layerworks.web.answers import DONE, answer
from layerworks.web.loading import loaded_of
from layerworks.web.problems import bad
from layerworks.web.routing import hub_of, router, who_of
from layerworks.web.shapes import machines as shapes
from layerworks.web.shapes.base import NO_REASON, Done, Reasons
from layerworks.web.streams import while_let_in
from layerworks.words import say
from layerworks.workshop.equipment import MaterialUnloaded, PartChanged, PutIntoService, PutOutOfService

routes = router("machines")
WISHES = {"pause": Pause, "resume": Resume, "cancel": Cancel}
REFITS = {"unload": MaterialUnloaded, "out-of-service": PutOutOfService, "in-service": PutIntoService}
EVENTS = {"text/event-stream": {"schema": {"type": "string"}, "example": 'id: 7\nevent: machines\ndata: {"v1":{}}\n\n'}}


@routes.get("/api/v1/machines", response_model=shapes.Machines)
async def machines(request: Request) -> Response:
    """Every machine as it is now, with the revision that `events` goes on from."""
    hub = hub_of(request)
    return answer({"revision": hub.board.revision, "machines": hub.states()})


@routes.get("/api/v1/machines/{machine}", response_model=shapes.MachineState)
async def machine(request: Request, machine: str) -> Response:
    """One machine as it is now."""
    hub = hub_of(request)
    return answer(hub.state(hub.enrolled(machine)))


@routes.get("/api/v1/events", response_class=StreamingResponse, responses={200: {"content": EVENTS}})
async def events(
    request: Request,
    since: Annotated[str, Query(description="A revision to go on from")] = "0",
    last_event_id: Annotated[str | None, Header(description="The same, as browsers tell it")] = None,
) -> Response:
    """Changes as server-sent events: the fields that are different, by machine. `Last-Event-ID` goes on from there."""
    asked = last_event_id or since
    seen = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
    news = while_let_in(request.app.state.bulletin.follow(seen), "viewer", request.scope["ask_again"])
    return StreamingResponse(news, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


@routes.post("/api/v1/machines", status_code=201, response_model=shapes.EnrolledMachines)
async def add_machines(request: Request, body: shapes.ToEnrol) -> Response:
    """Probe and enrol one machine (an object) or many (`machines`: a list of them)."""
    if isinstance(body, shapes.ManyToEnrol):
        rows = [(row.model_dump(exclude_unset=True), f"{place}: ") for place, row in enumerate(body.machines, 1)]
    else:
        rows = [(body.model_dump(exclude_unset=True, exclude={"why"}), "")]
    asked = enrolling_all(rows)
    one = isinstance(body, shapes.OneToEnrol)
    return answer(
        {"enrolled": await enrol_all(hub_of(request), asked, who_of(request), body.why, must_answer=one)}, 201
    )


@routes.post("/api/v1/probe", response_model=shapes.Found)
async def probe(request: Request, body: shapes.ToProbe) -> Response:
    """Say what answers at an address and what it may do, without enrolling it."""
    return answer(await look_at(body.address, body.key))


@routes.delete("/api/v1/machines/{machine}", response_model=Done)
async def dismiss(request: Request, machine: str, body: Reasons = NO_REASON) -> Response:
    """Let a machine go."""
    hub_of(request).dismiss(machine, who_of(request), body.why)
    return answer(DONE)


@routes.put("/api/v1/machines/{machine}/access", response_model=shapes.Found)
async def renew_access(
    request: Request, machine: str, body: Annotated[shapes.ToRenew, Body()] = shapes.WHATEVER_IT_SHOWS
) -> Response:
    """Take the certificate that a machine shows now for its own, and a new `key` if one is named."""
    return answer(await renew(hub_of(request), machine, body.key, body.fingerprint, who_of(request), body.why))


@routes.post("/api/v1/machines/{machine}/heat", response_model=Done)
async def heat(request: Request, machine: str, body: shapes.ToHeat) -> Response:
    """Set a heater, within what the machine allows."""
    hub = hub_of(request)
    hub.heat(hub.known(machine), body.heater, body.target_c, who_of(request), body.why)
    hub.wake()
    return answer(DONE)


@routes.post("/api/v1/machines/{machine}/skip", response_model=Done)
async def skip(request: Request, machine: str, body: shapes.ToSkip) -> Response:
    """Leave a part of the present print out."""
    hub = hub_of(request)
    hub.skip(hub.known(machine), body.part, who_of(request), body.why)
    hub.wake()
    return answer(DONE)


@routes.post("/api/v1/machines/{machine}/changed", response_model=Done)
async def changed(request: Request, machine: str, body: shapes.Changed) -> Response:
    """Say that a part that wears was changed."""
    hub = hub_of(request)
    name, event = hub.known(machine), PartChanged(known_part(body.part))
    hub.floor.refit(name, event, hub.now(), who_of(request), body.why)
    hub.wake()
    return answer(DONE)


@routes.post("/api/v1/machines/{machine}/load", response_model=Done)
async def load(request: Request, machine: str, body: shapes.Loaded) -> Response:
    """Say what was put into a machine."""
    hub = hub_of(request)
    hub.load(hub.known(machine), loaded_of(body), who_of(request), body.why)
    hub.wake()
    return answer(DONE)


@routes.post("/api/v1/machines/{machine}/{act}", response_model=Done)
async def act(request: Request, machine: str, act: shapes.Act, body: Reasons = NO_REASON) -> Response:
    """Say that the bed is clear, pause, resume, cancel, stop at once, or say what changed at a machine."""
    hub, who = hub_of(request), who_of(request)
    name, now = hub.known(machine), hub.now()
    if act == "clear":
        hub.floor.clear(name, now, who, body.why)
    elif act == "stop":
        hub.stop(name, who, body.why)
    elif act in WISHES:
        hub.floor.wish(name, WISHES[act], now, who, body.why)
    else:
        hub.floor.refit(name, REFITS[act](), now, who, body.why)
    hub.wake()
    return answer(DONE)


@routes.post("/api/v1/stop-all", response_model=shapes.Unreached)
async def stop_all(request: Request, body: Reasons = NO_REASON) -> Response:
    """Stop every machine at once; say which could not be told."""
    return answer({"unreached": await everywhere.stop_all(request, hub_of(request), who_of(request), body.why)})


@routes.post("/api/v1/claims", response_model=shapes.Code)
async def make_claim(request: Request, body: Reasons = NO_REASON) -> Response:
    """Make a code with which one machine may enrol itself: good once, for an hour."""
    hub = hub_of(request)
    return answer({"code": hub.admission.make_claim(hub.now(), who_of(request), body.why)})


@routes.post("/api/v1/claim", status_code=201, response_model=shapes.EnrolledMachines, openapi_extra={"security": []})
async def claim(request: Request, body: shapes.ByCode) -> Response:
    """Enrol a machine by a claim code: open to everybody, a few times a minute."""
    hub, asked = hub_of(request), enrolling_of(body.model_dump(exclude_unset=True, exclude={"code"}))
    if asked.at_the_hub:  # nobody from outside names what lies on the hub's own computer
        raise bad(asked.address)
    hub.admission.expect_claim(body.code, hub.now())  # before a stranger is told which machines there are
    if asked.name in hub.machines:
        raise Conflict(say("app.hub_name_taken", name=asked.name), say("app.hub_name_taken_remedy"))
    hub.admission.take_claim(body.code, hub.now())
    return answer({"enrolled": await enrol_all(hub, [asked], "claim", "claimed", must_answer=True)}, 201)
