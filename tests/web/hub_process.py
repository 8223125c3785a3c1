"""A real hub, started and killed at will, and somebody who speaks to it over HTTP."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from web import virtual_printers

TESTS = Path(__file__).parents[1]
KEY = "a-key-of-a-machine"
HUB = "from layerworks.cli import main; main()"


def until(done: Callable[[], bool], limit_s: float = 60.0) -> None:
    """Look until it is so; what takes longer than any machine needs is a failure."""
    begun = time.monotonic()
    while not done():
        assert time.monotonic() - begun < limit_s, "it never comes true"
        time.sleep(0.05)


class Printers:
    """The process with the virtual printers."""

    def __init__(self, count: int):
        path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
        self.process = subprocess.Popen(
            [sys.executable, virtual_printers.__file__, str(count), KEY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        self.names = [f"m{i}" for i in range(count)]
        self.port = self._hear()

    def ask(self, line: str) -> Any:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._hear()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()
        self.process.wait()

    def _hear(self) -> Any:
        return json.loads(self.process.stdout.readline())


class HubProcess:
    """`layerworks serve` as a process."""

    def __init__(self, folder: Path, *options: str):
        self.folder, self.options, self.token = folder, options, ""
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.log = folder.with_name("hub.log")
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", HUB, "--lang", "en", "serve", str(self.folder), "--port", "0", *self.options],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUNBUFFERED": "1"},
            )
        for line in self.process.stdout:
            if "lw_" in line:
                self.token = line.split()[-1]
            if "://" in line:
                self.url = line.split()[-1]
                return
        self.kill()
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def open(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> HTTPResponse:
        """Return an answer of any kind with its head, as the owner."""
        connection = HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        connection.request(
            method, path, body, {"Authorization": f"Bearer {self.token}", "Connection": "close", **headers}
        )
        return connection.getresponse()

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        try:
            with urlopen(Request(f"{self.url}/api/v1/{path}", data, headers, method=method), timeout=60) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def do(self, method: str, path: str, body: Any = None) -> Any:
        status, told = self.ask(method, path, body)
        assert status < 300, told
        return told

    def enrol(self, printers: Printers) -> None:
        rows = [
            {"name": name, "address": printers.url(name), "machine_type": "voron-2-4-350", "key": KEY}
            for name in printers.names
        ]
        self.do("POST", "machines", {"machines": rows, "why": "new"})
        for name in printers.names:
            self.do("POST", f"machines/{name}/load", {"material": "pla", "nozzle_mm": 0.4})
            self.do("POST", f"machines/{name}/clear", {"why": "new"})

    def queue(self, program: bytes, copies: int) -> list[str]:
        query = f"machine_type=voron-2-4-350&material=pla&copies={copies}&name=piece&why=ordered"
        return self.do("POST", f"queue?{query}", program)["jobs"]
