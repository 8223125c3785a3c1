"""Watchers are sent what the board tells, put into bytes once."""

import json

from layerworks.app.hub.board import Board
from layerworks.web.bulletin import Bulletin


def test_an_event_tells_what_is_newer_and_is_made_once():
    board = Board()
    bulletin = Bulletin(board)
    assert bulletin.since(0) == (b"", 0)
    board.show({"m": {"bed": "clear", "why": "Grüße"}})
    event, seen = bulletin.since(0)
    assert seen == 1
    assert event.startswith(b"id: 1\nevent: machines\ndata: ")
    assert event.endswith(b"\n\n")
    assert json.loads(event.partition(b"data: ")[2]) == {"m": {"bed": "clear", "why": "Grüße"}}
    assert bulletin.since(0)[0] is event
    for bed in range(20):
        board.show({"m": {"bed": bed}})
        event, seen = bulletin.since(seen)
        assert json.loads(event.partition(b"data: ")[2]) == {"m": {"bed": bed}}
