"""The thread of a quote or an order: all messages and files in one place, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from layerworks.centre.customers.events import CustomerEvent, FileNamed, MessageWritten, Side
from layerworks.centre.happened import Happened
from layerworks.errors import Rejected
from layerworks.words import say

LONGEST = 20_000  # characters of a message
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A message. number: from 1 in its thread. internal: for the shop's eyes only."""

    number: int
    at: datetime
    who: str
    side: Side
    text: str
    files: tuple[FileNamed, ...]
    internal: bool


def write(
    side: Side, text: str, files: tuple[FileNamed, ...] = (), *, internal: bool = False
) -> tuple[CustomerEvent, ...]:
    """Write a message. Raises Rejected for one that is empty or too long, and for a customer who writes internally."""
    sound = (text.strip() or files) and len(text) <= LONGEST and len(files) <= MOST_FILES
    if not sound or (internal and side == "customer"):
        raise Rejected(say("centre.bad_message", longest=LONGEST, files=MOST_FILES), say("centre.bad_message_remedy"))
    return (MessageWritten(side, text.strip(), files, internal),)


def messages(history: Iterable[Happened[CustomerEvent]]) -> tuple[Message, ...]:
    """Return the messages that a history tells of, oldest first."""
    return tuple(
        Message(number, told.at, told.who, told.event.side, told.event.text, told.event.files, told.event.internal)
        for number, told in enumerate(history, 1)
        if isinstance(told.event, MessageWritten)
    )
