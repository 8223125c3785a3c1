"""People: their accounts, and where they are signed in."""

from pydantic import Field

from layerworks.web.shapes.base import Asked, Because, Shown

MOST = 4096  # characters of what a password is taken from


class ToSignIn(Asked):
    """Who wants in."""

    name: str = Field(max_length=64, examples=["mei"])
    password: str = Field(max_length=MOST, examples=["a long sentence of yours"])
    code: str = Field(default="", max_length=20, description="Of the second factor, where there is one")


class ToJoin(Asked):
    """Somebody who was invited, or the owner with the code that the hub showed."""

    code: str = Field(max_length=64, examples=["1f2e3-4d5c6-b7a89-0f1e2"])
    name: str = Field(default="", max_length=64, description="Where the code does not say it: the first account")
    password: str = Field(max_length=MOST)


class ToRenewPassword(Asked):
    """Another password."""

    old: str = Field(max_length=MOST)
    new: str = Field(max_length=MOST)


class ToConfirm(Asked):
    """A code of the app."""

    code: str = Field(max_length=20, examples=["755224"])


class ToDrop(Asked):
    """The password, to want no second factor any more."""

    password: str = Field(max_length=MOST)


class SecondFactor(Shown):
    """What an authenticator app is told, this once."""

    secret: str
    address: str = Field(description="The same for a QR code", examples=["otpauth://totp/layerworks:mei?secret=…"])


class ToInvite(Because):
    """Somebody who is to have an account, or forgot the password of the one there is."""

    name: str = Field(examples=["mei"])
    right: str = Field(default="viewer", description="all, planner, operator or viewer")
    machines: str = Field(default="", description="Where it may write; empty: everywhere", examples=["hall2-*"])


class ToChange(Because):
    """What an account is good for from now on."""

    right: str = Field(description="all, planner, operator or viewer", examples=["operator"])
    machines: str = ""


class Person(Shown):
    """Somebody, and what for."""

    name: str
    right: str
    machines: str


class Me(Person):
    """Who asks. session: the id of the browser's session, null for a token."""

    session: str | None
    second_factor: bool


class Invited(Person):
    """Somebody who has no account yet. until: when the code ends."""

    until: str


class People(Shown):
    """Everybody who has an account, and who is invited."""

    accounts: list[Person]
    invited: list[Invited]


class MadeInvitation(Invited):
    """A code with which somebody makes an account, shown this once."""

    code: str


class SessionShown(Shown):
    """A device on which somebody is signed in."""

    id: str
    device: str = Field(description="What the browser calls itself")
    begun_at: str
    until: str
    here: bool = Field(description="Whether it is the one that asks")


class Sessions(Shown):
    """Where somebody is signed in."""

    sessions: list[SessionShown]
