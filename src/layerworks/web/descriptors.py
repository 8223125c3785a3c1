"""How many files and sockets this process may have open at once, and which share of them is for whoever calls."""

import contextlib
import sys

ENOUGH = 2**17
MOST_CONNECTIONS = 8192


def make_room() -> None:
    """Let this process open as many files as its system lets it."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with contextlib.suppress(ValueError, OSError):  # some systems have another bound that they do not tell
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def most_connections() -> int:
    """Return how many connections there may be: half of what may be open, since machines and records want the rest."""
    if sys.platform != "win32":
        import resource

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY:
            return min(MOST_CONNECTIONS, soft // 2)
    return MOST_CONNECTIONS
