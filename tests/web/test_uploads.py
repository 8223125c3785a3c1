"""Uploads in pieces: what came stays, nothing is written where nobody said, every refusal names the remedy."""

import asyncio
import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from layerworks.app.incoming import Incoming, append, arrived, begin, content_of
from layerworks.errors import Conflict, Missing, Rejected
from layerworks.web.problems import tell_problems
from layerworks.web.upload_door import PIECES, upload_door

TOKEN = "0123456789abcdef" * 2


@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=8))
def test_pieces_become_the_file(tmp_path_factory, pieces):
    folder = tmp_path_factory.mktemp("in")
    whole = b"".join(pieces)
    begin(folder, TOKEN, "part.stl", len(whole), 1000)
    for piece in pieces:
        got = arrived(folder, TOKEN).got_bytes
        with pytest.raises(Conflict):
            append(folder, TOKEN, got + 1, piece)
        assert append(folder, TOKEN, got, piece).got_bytes == got + len(piece)
    assert content_of(folder, TOKEN).read_bytes() == whole
    with pytest.raises(Rejected):
        append(folder, TOKEN, len(whole), b"x")


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_size_nobody_wants_is_refused(tmp_path, size):
    with pytest.raises(Rejected):
        begin(tmp_path, TOKEN, "part.stl", size, 1000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("token", ["", "../secret", TOKEN.upper(), TOKEN + "0", TOKEN])
def test_a_token_nobody_gave_is_missing(tmp_path, token):
    with pytest.raises(Missing):
        arrived(tmp_path / "in", token)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def call(app: FastAPI, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    """Ask an application without a socket between."""
    sent: list[dict[str, Any]] = []
    coded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": coded, "query_string": b"", "client": None}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))


def asked(tmp_path: Path, *requests: tuple[str, dict[str, str], bytes]) -> tuple[list[Answer], list[Incoming]]:
    """Return the answers, and the files that were told to be whole."""
    told: list[Incoming] = []
    app = FastAPI()
    tell_problems(app)
    app.include_router(upload_door(tmp_path / "in", "/uploads", told.append, most_bytes=1000))

    async def ask() -> list[Answer]:
        answers: list[Answer] = []
        for method, headers, body in requests:
            path = "/uploads" if method == "POST" else answers[0].headers["location"]
            answers.append(await call(app, method, path, headers, body))
        return answers

    return asyncio.run(ask()), told


def announced(size: object, name: bytes = "零件.stl".encode()) -> tuple[str, dict[str, str], bytes]:
    metadata = f"kind x, filename {base64.b64encode(name).decode()}"
    return "POST", {"Upload-Length": str(size), "Upload-Metadata": metadata}, b""


def piece(at: int, body: bytes, kind: str = PIECES) -> tuple[str, dict[str, str], bytes]:
    return "PATCH", {"Upload-Offset": str(at), "Content-Type": kind}, body


def test_a_file_arrives_over_http(tmp_path):
    answers, told = asked(
        tmp_path, announced(5), piece(0, b"abc"), ("HEAD", {}, b""), piece(0, b"abc"), piece(3, b"de"), piece(5, b"")
    )
    assert [a.status for a in answers] == [201, 204, 200, 409, 204, 204]
    assert answers[2].headers["upload-offset"] == "3"
    assert answers[2].headers["tus-resumable"] == "1.0.0"
    assert [(f.name, f.got_bytes) for f in told] == [("零件.stl", 5)]
    assert content_of(tmp_path / "in", told[0].token).read_bytes() == b"abcde"


def test_a_name_is_shown_and_leads_nowhere(tmp_path):
    _, told = asked(tmp_path, announced(1, b"../../etc/passwd\n\x00"), piece(0, b"x"))
    assert told[0].name == "../../etc/passwd"
    assert {file.parent for file in tmp_path.rglob("*") if file.is_file()} == {tmp_path / "in"}


@pytest.mark.parametrize(
    "request_",
    [announced("-1"), announced("1e3"), announced(1001), announced(5, b""), announced(5, b"\xff")],
    ids=["negative", "not whole", "too large", "no name", "no text"],
)
def test_what_cannot_be_meant_is_refused_with_a_remedy(tmp_path, request_):
    (answer,), _ = asked(tmp_path, request_)
    assert answer.status == 400
    assert json.loads(answer.body)["remedy"]


def test_a_piece_of_another_kind_is_refused(tmp_path):
    answers, told = asked(tmp_path, announced(3), piece(0, b"abc", "text/plain"), piece(0, b"abcd"))
    assert [a.status for a in answers] == [201, 400, 400]
    assert told == []
