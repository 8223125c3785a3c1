"""A sentence before it has a language."""

from dataclasses import dataclass

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
