"""Tables of settings: ours on the left, an engine's on the right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["number", "percent", "share", "flag"]


# settings whose values are already among the temperatures that the start sequence is filled with
TEMPERATURES = frozenset(
    {
        "nozzle_temperature_c",
        "first_layer_nozzle_temperature_c",
        "bed_temperature_c",
        "first_layer_bed_temperature_c",
        "chamber_temperature_c",
    }
)


@dataclass(frozen=True, slots=True)
class Same:
    """A setting of ours and those of an engine that mean the same.

    form: how the engine writes it: a number as it is, a share 0…1 of ours as a number of percent or with a percent
    sign, a truth as 1 or 0.
    """

    ours: str
    theirs: tuple[str, ...]
    form: Form = "number"


def same(ours: str, *theirs: str, form: Form = "number") -> Same:
    """Return a row of a table."""
    return Same(ours, theirs, form)


def written(table: Iterable[Same], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an engine's settings for our values."""
    return {theirs: _form(row.form, values[row.ours]) for row in table for theirs in row.theirs}


def _form(form: Form, value: Any) -> Any:
    match form:
        case "percent":
            return round(100.0 * value, 4)
        case "share":
            return f"{round(100.0 * value, 4):g}%"
        case "flag":
            return int(bool(value))
        case _:
            return value
