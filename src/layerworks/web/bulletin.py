"""What changed on the board as watchers are sent it: put into bytes once, however many of them there are."""

import msgspec
from aiohttp import web

from layerworks.app.hub.board import Board

MOST_KEPT = 8  # watchers that keep up want the newest; those who fell behind are few


class Bulletin:
    """Events of a board for `text/event-stream`."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._kept: dict[tuple[int, int], bytes] = {}

    def since(self, revision: int) -> tuple[bytes, int]:
        """Return an event with all that is newer than a revision, empty for nothing, and the revision it leads to."""
        now = self._board.revision
        event = self._kept.get((revision, now))
        if event is None:
            changes = self._board.since(revision)
            body = msgspec.json.encode(changes)
            event = b"id: %d\nevent: machines\ndata: %s\n\n" % (now, body) if changes else b""
            self._kept[revision, now] = event
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return event, now


BULLETIN = web.AppKey("bulletin", Bulletin)
