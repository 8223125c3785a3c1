"""Where commands meet the worker: a socket in a folder that only its user may enter."""

import hashlib
import os
import socket
import stat
import struct
import sys
from pathlib import Path

POSSIBLE = hasattr(socket, "AF_UNIX") and hasattr(os, "fork") and hasattr(socket, "send_fds")
_PACKAGE = Path(__file__).parents[2]
_CREDENTIALS = struct.Struct("3i")  # process, user, group: unix(7)


def folder() -> Path:
    """Return the folder of sockets: the user's runtime folder, else one of the user's own among temporary files."""
    if asked := os.environ.get("XDG_RUNTIME_DIR"):
        return Path(asked) / "layerworks"
    from tempfile import gettempdir

    return Path(gettempdir()) / f"layerworks-{os.getuid()}"


def is_private(place: Path) -> bool:
    """Tell whether a folder is there, belongs to this user and is closed to all others."""
    try:
        found = place.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def socket_file() -> Path:
    """Return the socket of the worker for this program as it is now: changed code meets no old worker."""
    newest, files, waiting = 0, 0, [os.fspath(_PACKAGE)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting += [] if entry.name == "__pycache__" else [entry.path]
                else:
                    files, newest = files + 1, max(newest, entry.stat().st_mtime_ns)
    name = hashlib.sha256(f"{sys.executable}\n{sys.path}\n{_PACKAGE}\n{files}\n{newest}".encode()).hexdigest()
    return folder() / f"{name[:16]}.sock"


def same_user(connection: socket.socket) -> bool:
    """Tell whether the process at the other end runs for this user; else the folder must do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return _CREDENTIALS.unpack(told)[1] == os.geteuid()
