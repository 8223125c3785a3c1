"""Lines on their way to a board: numbered, acknowledged one by one, sent again where asked. Pure.

A line counts as taken when the board has acknowledged it. One that gets lost is sent again under its own number, so
that the board takes it once whatever became of its answer.
"""

from collections import deque
from dataclasses import dataclass

from layerworks.connectors.marlin_serial.lines import Heard, numbered

RX_BYTES = 120  # what a board's receive buffer surely holds
PATIENCE_S = 6.0  # nothing heard for so long, busy neither: the line or its answer is lost
MOST_RESENDS = 12  # in a row, without one line taken
QUIET_S = 0.15  # after this time without another question, all have come
AFTER_RESEND_S = 0.5  # most boards say ok after asking; the others never do


@dataclass(frozen=True, slots=True)
class Sent:
    """A line under way. end: offset in the program after it, None for one that is not of the program."""

    number: int
    text: str
    end: int | None = None


class Sender:
    """The line to one board. stuck: it takes nothing any more."""

    def __init__(self) -> None:
        self._number = 0
        self._under_way: deque[Sent] = deque()
        self._again: deque[Sent] = deque()
        self._window = 1
        self._held_until_s: float | None = None
        self._heard_s = 0.0
        self._resends = 0

    @property
    def stuck(self) -> bool:
        """Whether the same is asked for again and again."""
        return self._resends > MOST_RESENDS

    @property
    def idle(self) -> bool:
        """Whether everything was taken."""
        return not self._under_way and not self._again

    def begin(self, now_s: float) -> str:
        """Start counting; return the line that says so."""
        self._number, self._window, self._resends = 0, 1, 0
        self._under_way.clear()
        self._again.clear()
        self._under_way.append(Sent(0, "M110 N0"))
        self._held_until_s, self._heard_s = None, now_s
        return numbered(0, "M110 N0")

    def room_for(self, text: str, now_s: float) -> bool:
        """Tell whether a new line may be sent now."""
        if self._again or self._held_until_s is not None or len(self._under_way) >= self._window:
            return False
        waiting = sum(len(numbered(s.number, s.text)) + 1 for s in self._under_way)
        return not self._under_way or waiting + len(text) + 12 <= RX_BYTES

    def send(self, text: str, now_s: float, end: int | None = None) -> str:
        """Take a new line under way; return it as it goes over the wire."""
        self._number += 1
        if not self._under_way:
            self._heard_s = now_s
        self._under_way.append(Sent(self._number, text, end))
        return numbered(self._number, text)

    def hear(self, said: Heard, now_s: float) -> tuple[Sent, ...]:
        """Take in a line of the board; return the lines that it has now taken."""
        if said.ok or said.busy or said.resend is not None:  # temperatures come of themselves, whatever got lost
            self._heard_s = now_s
        if said.resend is not None:
            return self._rewind(said.resend, now_s)
        if not said.ok:
            return ()
        if self._held_until_s is not None and said.line is None:  # it belongs to the question, not to a line
            # more lines than one were under way: each of them may be asked for, and is sent again once for all
            self._held_until_s = None if self._window == 1 else now_s + QUIET_S
            return ()
        if said.buffer is not None:
            self._window = max(1, min(said.buffer, 8))
        if not self._under_way:
            return ()
        self._resends = 0
        if said.line is None:
            return (self._under_way.popleft(),)
        return self._take_up_to(said.line)

    def due(self, now_s: float) -> tuple[str, ...]:
        """Return lines to be sent again now. Call often."""
        if self._held_until_s is not None:
            if now_s < self._held_until_s:
                return ()
            self._held_until_s = None
        if self._again:
            again = self._again.popleft()
            self._under_way.append(again)
            return (numbered(again.number, again.text),)
        if self._under_way and now_s - self._heard_s > PATIENCE_S:
            self._heard_s = now_s
            self._resends += 1
            first = self._under_way[0]
            return (numbered(first.number, first.text),)
        return ()

    def drop(self) -> None:
        """Forget what is under way: the board has gone."""
        self._under_way.clear()
        self._again.clear()
        self._held_until_s = None

    def _rewind(self, number: int, now_s: float) -> tuple[Sent, ...]:
        self._resends += 1
        ours = sorted((*self._under_way, *self._again), key=lambda sent: sent.number)
        self._again = deque(sent for sent in ours if sent.number >= number)
        self._under_way.clear()
        self._held_until_s = now_s + (AFTER_RESEND_S if self._window == 1 else QUIET_S)
        due = self._again[0].number if self._again else self._number + 1
        if due != number:  # what it wants we do not have
            self._resends = MOST_RESENDS + 1
        return tuple(sent for sent in ours if sent.number < number)

    def _take_up_to(self, number: int) -> tuple[Sent, ...]:
        taken: list[Sent] = []
        while self._under_way and self._under_way[0].number <= number:
            taken.append(self._under_way.popleft())
        return tuple(taken)
