"""A command that the worker runs: its words, folder, environment and open ends go over, its exit code comes back."""

import contextlib
import json
import os
import signal
import socket
import sys
from typing import BinaryIO

from layerworks.cli.exit_code import FAILED
from layerworks.cli.resident import meeting

WISH = "LAYERWORKS_WORKER"  # off: never ask one; start: start one where there is none, for the commands that follow
LENGTH_BYTES = 4
_NOT_THERE = ("worker", "--help", "-h", "--version", "--install-completion", "--show-completion")


def answered(arguments: list[str]) -> int | None:
    """Return the exit code of a command that the worker ran, None where it is to run here."""
    wish = os.environ.get(WISH, "")
    if not meeting.POSSIBLE or wish == "off" or not arguments or arguments[0] in _NOT_THERE:
        return None
    connection = _connected() if meeting.is_private(meeting.folder()) else None
    if connection is None:
        if wish == "start":
            start_worker()
        return None
    with connection:
        try:
            _send(connection, arguments)
            reply = connection.makefile("rb")
            child = int(reply.readline())
        except (OSError, ValueError):  # nothing has begun
            return None
        return _code_of(reply, child)


def start_worker() -> None:
    """Start a worker that outlives this command."""
    import subprocess

    subprocess.Popen(
        [sys.executable, "-c", "from layerworks.cli import main; main()", "worker", "--quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/",
    )  # fmt: skip


def _connected() -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(os.fspath(meeting.socket_file()))
        if meeting.same_user(connection):
            return connection
    except OSError:
        pass
    connection.close()
    return None


def _send(connection: socket.socket, arguments: list[str]) -> None:
    job = {
        "arguments": arguments,
        "folder": os.getcwd(),  # noqa: PTH109 – a string is what goes over
        "environment": dict(os.environ),
        "encoding": sys.stdout.encoding,
    }
    text = json.dumps(job).encode()
    socket.send_fds(connection, [len(text).to_bytes(LENGTH_BYTES, "little")], [0, 1, 2])
    connection.sendall(text)


def _code_of(reply: BinaryIO, child: int) -> int:
    while True:
        try:
            told = reply.readline()
            return int(told) if told else FAILED  # the worker was ended
        except KeyboardInterrupt:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGINT)
