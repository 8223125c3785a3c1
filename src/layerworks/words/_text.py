"""A sentence before it has a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Value = "str | int | float | Text"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence as a code and its values; `render` gives it a language.

    code: `room.key`, the key of a sentence in `words/<language>/<room>.toml`.
    values: named values for the placeholders, sorted by name; a value may itself be a `Text`.
    """

    code: str
    values: tuple[tuple[str, "str | int | float | Text"], ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the text as plain data for JSON: `{"code": …, "values": {…}}`."""
        return {
            "code": self.code,
            "values": {k: v.as_dict() if isinstance(v, Text) else v for k, v in self.values},
        }


def say(code: str, /, **values: "str | int | float | Text") -> Text:
    """Return the sentence `code` with its values."""
    return Text(code, tuple(sorted(values.items())))


def text_of(value: Mapping[str, Any]) -> Text:
    """Return the text that plain data tells of, as `Text.as_dict` made it."""
    values: dict[str, Any] = value["values"]
    return say(value["code"], **{k: text_of(v) if isinstance(v, dict) else v for k, v in values.items()})
