"""Forms with a program in them, read piece by piece: the program goes to the disk, the rest is short.

Source: RFC 7578 (“multipart/form-data”).
"""

from collections.abc import AsyncIterable
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from layerworks.web.problems import bad
from layerworks.web.receiving import Spooled, gathered

MOST_FIELDS = 32
LARGEST_FIELD = 16 * 1024
FILE = "file"


@dataclass(slots=True)
class Form:
    """A form with a file in it: what else it says, and how the file is called."""

    fields: dict[str, str] = field(default_factory=dict[str, str])
    name: str | None = None

    def says(self, key: str) -> bool:
        """Tell whether a field is ticked."""
        return self.fields.get(key, "").lower() == "true"


async def form_of(kind: str, pieces: AsyncIterable[bytes], program: Spooled) -> Form:
    """Read a form and write its file. kind: its content type. Raises Rejected for what is no form, or too large."""
    form = _Reading(kind)
    try:
        async for piece in gathered(pieces):
            for content in form.take(piece):
                await program.write(content)
    except FormParserError as error:
        raise bad(str(error)) from None
    program.flush()
    return form.whole()


class _Reading:
    """A form on its way in."""

    def __init__(self, kind: str) -> None:
        media, options = parse_options_header(kind)
        if not media.startswith(b"multipart/") or b"boundary" not in options:
            raise bad("Content-Type")
        self._form, self._parts, self._ended = Form(), 0, False
        self._disposition, self._header, self._value = b"", b"", b""
        self._in_file, self._key, self._field = False, "", b""
        self._contents: list[bytes] = []
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._part_begins,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_ends,
                    "on_headers_finished": self._headers_end,
                    "on_part_data": self._part_data,
                    "on_part_end": self._part_ends,
                    "on_end": self._form_ends,
                },
            )
        except FormParserError as error:
            raise bad(str(error)) from None

    def take(self, piece: bytes) -> list[bytes]:
        """Take a piece in; return what of it belongs into the file."""
        self._contents = []
        self._parser.write(piece)
        return self._contents

    def whole(self) -> Form:
        """Return the form. Raises Rejected when it broke off."""
        if not self._ended:
            raise bad("multipart")
        return self._form

    def _part_begins(self) -> None:
        self._parts += 1
        if self._parts > MOST_FIELDS:
            raise bad("multipart")
        self._disposition, self._field = b"", b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_end(self) -> None:
        _, told = parse_options_header(self._disposition)
        self._key = _text(told.get(b"name", b""))
        self._in_file = b"filename" in told and self._key == FILE and self._form.name is None
        if self._in_file:
            self._form.name = _text(told[b"filename"])

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._contents.append(data[start:end])
            return
        self._field += data[start:end]
        if len(self._field) > LARGEST_FIELD:
            raise bad(self._key or "multipart")

    def _part_ends(self) -> None:
        if not self._in_file:
            self._form.fields[self._key] = _text(self._field).strip()

    def _form_ends(self) -> None:
        self._ended = True


def _text(told: bytes) -> str:
    return told.decode("utf-8", "replace")
