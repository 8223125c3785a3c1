"""Tokens, receivers of notices, and what people did."""

from typing import Any

from pydantic import Field

from layerworks.web.shapes.base import Because, Shown


class ToMakeToken(Because):
    """A token to be made."""

    name: str = Field(default="", examples=["mes"])
    right: str = Field(default="", description="all, planner, operator, viewer, queue or read", examples=["viewer"])
    machines: str = Field(default="", description="Where it may write; empty: everywhere", examples=["hall2-*"])


class Token(Shown):
    """Who has a token, and what for."""

    name: str
    right: str
    machines: str


class MadeToken(Token):
    """A new token, shown this once."""

    token: str = Field(examples=["lw_hUuXr0…"])


class Tokens(Shown):
    """Everybody who has a token."""

    tokens: list[Token]


class ToReceive(Because):
    """Somebody who is to be told of alarms."""

    name: str = Field(default="", examples=["erp"])
    address: str = Field(default="", examples=["https://erp.example/hooks/layerworks"])
    webhook: bool = Field(default=False, description="A signed webhook; else a service such as mail or a chat")
    least: str | None = Field(default=None, description="low, medium, high or urgent", examples=["high"])
    machines: list[str] | None = None
    quiet: str | None = Field(default=None, examples=["22:00-07:00"])
    time_zone: str | None = Field(default=None, examples=["Europe/Berlin"])
    language: str | None = Field(default=None, examples=["en"])


class Receiver(Shown):
    """Somebody who is told of alarms."""

    name: str
    way: str = Field(description="service or webhook")
    address: str
    least: str
    machines: list[str]
    quiet: str
    time_zone: str
    language: str


class MadeReceiver(Receiver):
    """A new receiver. secret: what its notices are signed with, shown this once."""

    secret: str | None = None


class ReceiverNow(Receiver):
    """A receiver, and why the last notice was not taken."""

    trouble: str | None


class Receivers(Shown):
    """Everybody who is told of alarms."""

    receivers: list[ReceiverNow]


class Entry(Shown):
    """What somebody did."""

    number: int
    time: str
    who: str
    what: str = Field(examples=["machine.enrolled"])
    subject: str
    why: str
    with_: dict[str, Any] = Field(alias="with")


class Entries(Shown):
    """What was done, the latest first."""

    entries: list[Entry]


class Records(Shown):
    """Part records, oldest first."""

    records: list[dict[str, Any]]
