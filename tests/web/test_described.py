"""The description of the API, and the hub asked whatever it allows: nothing may fail, and answers are as described."""

import json
from itertools import cycle
from urllib.request import urlopen

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import settings
from schemathesis.checks import CHECKS, load_all_checks

from layerworks.web.description_door import described
from layerworks.web.hub_door import ROUTES

GOES_OUT = ("/api/v1/probe", "/api/v1/machines")  # asked by POST these speak to addresses that are made up
WITHOUT_END = ("/api/v1/events",)
EXAMPLES = 8


def description():
    app = FastAPI(openapi_url=None)
    for routes in ROUTES:
        app.router.routes.extend(routes.routes)
    return described(app)


API = schemathesis.openapi.from_dict(description())
API.config.generation.update(with_security_parameters=False)
ASKED = API.exclude(path=list(GOES_OUT), method="POST").exclude(path=list(WITHOUT_END))
load_all_checks()
HOLDS = CHECKS.get_by_names(["response_schema_conformance", "content_type_conformance", "response_headers_conformance"])


@pytest.fixture(scope="module")
def hub(house):
    hub = house.hub()
    row = {"address": "http://127.0.0.1:9", "brand": "moonraker", "machine_type": "voron-2-4-350"}
    hub.do("POST", "machines", {"machines": [row | {"name": name} for name in ("v1", "v2")]})
    tokens = [hub.do("POST", "tokens", {"name": f"t{n}", "right": "all"})["token"] for n in range(20)]
    hub.tokens = cycle(tokens)  # one would soon be told to wait
    return hub


@ASKED.parametrize()
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_is_asked_is_answered_as_described(case, hub):
    if case.operation.label == "POST /api/v1/queue" and "machine_type" in (case.query or {}):
        case.query["machine_type"] = "no-such"  # the gate is a process, and has tests of its own
    answer = case.call(base_url=hub.url, headers={"Authorization": f"Bearer {next(hub.tokens)}"}, timeout=60)
    assert answer.status_code != 500, answer.text
    assert answer.status_code not in (401, 429) or case.path == "/api/v1/me/session", answer.text
    case.validate_response(answer, checks=HOLDS)


def test_the_description_is_open_and_whole(hub):
    with urlopen(f"{hub.url}/api/openapi.json", timeout=30) as answer:
        told = json.load(answer)
    assert told == json.loads(json.dumps(description()))
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], (method, path)
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            assert ("x-rights" in operation) != (operation.get("security") == [])


@pytest.mark.parametrize(
    ("language", "title", "remedy"),
    [("en", "There is no such thing", "See GET"), ("zh-CN,zh", "没有这样的对象", "可用")],
)
def test_unknown_paths_are_problems_in_the_callers_language(hub, language, title, remedy):
    for path, status in (("/nothing", 404), ("/api/v1/queue/", 404), ("/api/v2", 404)):
        told = hub.open("GET", path, {"Accept-Language": language})
        assert (told.status, told.headers["Content-Type"]) == (status, "application/problem+json")
        body = json.load(told)
        assert (body["status"], body["title"]) == (status, title)
        assert body["remedy"].startswith(remedy)
        assert told.headers["Content-Language"] == language[:2]
        assert told.headers["X-Content-Type-Options"] == "nosniff"
    told = hub.open("PATCH", "/api/v1/queue", {})
    assert (told.status, told.headers["Allow"]) == (405, "GET")
