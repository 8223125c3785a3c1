"""The machines of the other hubs on our board, and ours on theirs."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from layerworks.app.hub.board import Board
from layerworks.app.hub.cluster.member import Member
from layerworks.cluster.messages import Sights
from layerworks.cluster.peers import Peers, State
from layerworks.cluster.teller import Teller
from layerworks.workshop.post import Post

BEATS = 80  # in which every machine is told whole: see `cluster.streams`


class Neighbours:
    """posts: what we tend. enrolled: the machines of the shop. clock_s: of this process, monotonic."""

    def __init__(
        self,
        member: Member,
        board: Board,
        posts: Mapping[str, Post],
        enrolled: Callable[[], Collection[str]],
        clock_s: Callable[[], float],
    ) -> None:
        self._member, self._board, self._posts, self._enrolled = member, board, posts, enrolled
        self._clock_s = clock_s
        self._teller, self._peers = Teller(member.name, member.holder, BEATS), Peers(member.holder)
        self._ours: dict[str, int] = {}  # epochs of machines that the board shows as ours
        self._told = 0

    def beat(self, anew: bool) -> Iterable[Sights]:
        """Yield what the others are to be told now; anew: nobody has heard anything."""
        if anew:
            self._teller.begin_anew()
        changed, self._told = self._board.since(self._told), self._board.revision
        return self._teller.beat(self._ours, changed, self._board.of)

    def hear(self, sights: Sights) -> bool:
        """Take in what another hub tells; tell whether the board changed."""
        return self._show(self._peers.take(sights, self._clock_s()))

    def look(self) -> bool:
        """Mark the machines of hubs that are not heard any more; tell whether the board changed."""
        return self._show(self._peers.fall_silent(self._clock_s()))

    def as_ours(self, states: Mapping[str, State | None]) -> dict[str, State | None]:
        """Return states of our floor as the board shows them. None: we tend it no more, and another may."""
        shown: dict[str, State | None] = {}
        for name, state in states.items():
            post = self._posts.get(name)
            if state is not None and post is not None and post.hold is not None:
                self._ours[name] = post.hold.lease.epoch
                shown[name] = state | {"hub": self._member.name}
            else:
                epoch = self._ours.pop(name, 0)
                left = self._peers.let_go(name, epoch, self._board.of(name)) if name in self._enrolled() else None
                shown[name] = left or None
        return shown

    def only_enrolled(self) -> bool:
        """Forget machines that have left the shop; tell whether the board changed."""
        gone = self._peers.keep_only(self._enrolled())
        return self._board.show({name: None for name in gone if name not in self._posts})

    def state(self, machine: str) -> State | None:
        """Return what is known of a machine that another hub tends."""
        return self._peers.state(machine)

    def states(self) -> dict[str, dict[str, Any]]:
        """Return what is known of all machines that other hubs tend."""
        return {name: state for name, state in self._peers.states().items() if name not in self._posts}

    def _show(self, states: Mapping[str, State]) -> bool:
        enrolled = self._enrolled()
        others = {n: state for n, state in states.items() if n not in self._ours and n in enrolled}
        return self._board.show(others) if others else False
