"""The worker: loads everything once, then runs each command in a fork of itself."""

import contextlib
import fcntl
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from layerworks.cli.resident import meeting
from layerworks.cli.resident.asking import LENGTH_BYTES
from layerworks.errors import Conflict, Unreachable
from layerworks.words import say

_LONGEST = 1 << 22  # bytes of a job: words and environment of a command
_PATIENCE_S = 5.0  # for a job to arrive whole

Run = Callable[[list[str]], int]  # a command line, to its exit code


def serve(run: Run, load: Callable[[], None], idle_s: float) -> None:
    """Run commands until none has come for a while. load: has everything ready.

    Raises Conflict where a worker runs already, Unreachable where there is no private place to meet.
    """
    if not meeting.POSSIBLE:
        raise Unreachable(say("cli.no_worker_here"), say("cli.no_worker_here_remedy"))
    place = meeting.socket_file()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not meeting.is_private(place.parent):
        raise Unreachable(say("cli.worker_folder", folder=str(place.parent)), say("cli.worker_folder_remedy"))
    with place.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(say("cli.worker_runs"), say("cli.worker_runs_remedy")) from None
        load()
        place.unlink(missing_ok=True)
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.bind(os.fspath(place))
                door.listen()
                gc.collect()
                gc.freeze()  # what is loaded stays shared with the forks
                _answer(door, run, idle_s)
        finally:
            place.unlink(missing_ok=True)


def _answer(door: socket.socket, run: Run, idle_s: float) -> None:
    """Fork for each job and pass on how each fork ended."""
    running: dict[int, socket.socket] = {}
    wake, woken = socket.socketpair()
    for end in (wake, woken):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, _noticed)  # a handler, so that the end of a fork wakes the loop
    signal.set_wakeup_fd(woken.fileno())
    with selectors.DefaultSelector() as waiting:
        waiting.register(door, selectors.EVENT_READ)
        waiting.register(wake, selectors.EVENT_READ)
        while True:
            events = waiting.select(None if running else idle_s)
            if not events and not running:
                return
            for key, _ in events:
                if key.fileobj is wake:
                    with contextlib.suppress(BlockingIOError):
                        wake.recv(4096)
                elif key.fileobj is door:
                    connection = door.accept()[0]
                    if (child := _begun(connection, run)) is None:
                        connection.close()
                    else:
                        running[child] = connection
                        waiting.register(connection, selectors.EVENT_READ, child)
                else:  # a command has nothing more to say: it is gone, and its job goes too
                    waiting.unregister(key.fileobj)
                    os.kill(key.data, signal.SIGTERM)
            for child, code in _ended(running):
                connection = running.pop(child)
                with contextlib.suppress(KeyError):
                    waiting.unregister(connection)
                with connection, contextlib.suppress(OSError):
                    connection.sendall(b"%d\n" % code)


def _noticed(number: int, frame: FrameType | None) -> None:
    """Do nothing about a signal."""


def _ended(running: dict[int, socket.socket]) -> list[tuple[int, int]]:
    ended: list[tuple[int, int]] = []
    for child in running:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            ended.append((child, code if code >= 0 else 128 - code))
    return ended


def _begun(connection: socket.socket, run: Run) -> int | None:
    """Read a job and fork for it; return the fork's number, None where there is no job of this user."""
    ends: list[int] = []
    try:
        connection.settimeout(_PATIENCE_S)
        if not meeting.same_user(connection):
            return None
        length, ends, _, _ = socket.recv_fds(connection, LENGTH_BYTES, 3)
        size = int.from_bytes(length, "little")
        if len(length) < LENGTH_BYTES or len(ends) < 3 or size > _LONGEST:
            return None
        job = json.loads(_whole(connection, size))
        child = os.fork()
        if child == 0:
            _become(job, ends, run)
        connection.sendall(b"%d\n" % child)
        return child
    except (OSError, ValueError):
        return None
    finally:
        for end in ends:
            os.close(end)


def _whole(connection: socket.socket, size: int) -> bytes:
    text = b""
    while len(text) < size:
        more = connection.recv(size - len(text))
        if not more:
            raise ValueError("a job cut short")
        text += more
    return text


def _become(job: dict[str, Any], ends: list[int], run: Run) -> None:
    """Be the command, and never come back."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, end in enumerate(ends):
            os.dup2(end, number)
        os.environ.clear()
        os.environ.update(job["environment"])
        os.chdir(Path(job["folder"]))
        sys.argv = ["layerworks", *job["arguments"]]
        sys.stdin = _opened(0, "r", job["encoding"], "strict")
        sys.stdout = _opened(1, "w", job["encoding"], "strict")
        sys.stderr = _opened(2, "w", job["encoding"], "backslashreplace")
        code = run(job["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _opened(number: int, mode: str, encoding: str, errors: str) -> Any:
    """Return the text of an end that stays open as long as the process."""
    return open(number, mode, buffering=1, encoding=encoding, errors=errors, closefd=False)
