"""What all shapes have in common."""

from typing import Annotated, Any

from fastapi import Body
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Reason = Annotated[str, Field(max_length=2000, description="Why, for the journal", examples=["plate changed"])]
OrNothing = BeforeValidator(lambda told: None if told == "" else told)  # `?due=` says as much as nothing


class Asked(BaseModel):
    """A body of a request: what we do not know is refused rather than forgotten."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Shown(BaseModel):
    """An answer. It is described by this, and made without it."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Because(Asked):
    """Nothing but a reason."""

    why: Reason = ""


Reasons = Annotated[Because, Body()]
NO_REASON = Because()


class Done(Shown):
    """It was done."""

    ok: bool = True


class Told(Shown):
    """A sentence in the reader's language, with its code."""

    code: str = Field(examples=["alarms.too_hot"])
    text: str = Field(examples=["The nozzle of v1 is at 291 °C."])


def example(**values: Any) -> ConfigDict:
    """Return the configuration of a shape with one whole example."""
    return ConfigDict(json_schema_extra={"examples": [values]})
