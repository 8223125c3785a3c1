"""Something that happened in the centre, with who, when and why: an entry of the journal, read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Event = TypeVar("Event", covariant=True)


@dataclass(frozen=True, slots=True)
class Happened(Generic[Event]):
    """An event. at: aware UTC. why: in a person's words, or a code where the program decided."""

    event: Event
    at: datetime
    who: str = ""
    why: str = ""
