"""What goes wrong, as it is told (RFC 9457)."""

from pydantic import Field

from layerworks.web.shapes.base import Shown, Told, example


class Problem(Shown):
    """What went wrong, and what to do about it, in the language of `Accept-Language`."""

    model_config = example(
        type="urn:layerworks:app.hub_no_machine",
        title="There is no such thing",
        status=404,
        detail="There is no machine v9 in this shop.",
        code="app.hub_no_machine",
        kind="missing",
        remedy="See `layerworks machines list`.",
    )

    type: str = Field(description="A name of this kind of trouble that does not change")
    title: str = Field(description="The kind of trouble, for people")
    status: int = Field(description="The status of the answer once more")
    detail: str = Field(description="What went wrong, for people")
    code: str = Field(description="The code of `detail`, for programs")
    kind: str = Field(
        description="rejected, unknown, forbidden, missing, conflict, refused, limited, unreachable or failed"
    )
    remedy: str | None = Field(description="What to do about it, for people")
    complaints: list[Told] = Field(default=[], description="Each reason by itself, where there are several")
