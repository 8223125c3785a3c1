"""Moves between states: a table, and one refusal for every move that is not in it."""

from collections.abc import Mapping
from typing import TypeVar

from layerworks.errors import Conflict
from layerworks.words import say

State = TypeVar("State", bound=str)


def check_move(what: str, id: str, now: State, to: State, moves: Mapping[State, tuple[State, ...]]) -> None:
    """Raise Conflict unless the table lets `what` (quote, part, …) go from its state to another."""
    if to not in moves[now]:
        figures = {"what": say(f"centre.a_{what}"), "id": id}
        states = {"now": say(f"centre.{what}_{now}"), "to": say(f"centre.{what}_{to}")}
        raise Conflict(say("centre.no_such_move", **figures, **states), say("centre.no_such_move_remedy"))
