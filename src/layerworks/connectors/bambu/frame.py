"""A program in the frame that this maker's printers want around it, with their marks for leaving a part out. Pure.

Printers look for blocks of comments and may hang while they unpack a program without (OpenBambuAPI, gcode.md). What
belongs to a part stands between `M624 MASK` and `M625`: the base64 of eight bytes, low ones first, with the bit of the
part's place in the head's `model label id`, as programs of the maker's slicer have it; so 64 parts at most. Marks are
set where the program has M486. A part's number is made from its name: whoever knows the name can leave it out.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from layerworks.connectors.bambu.names import number_of

MOST_PARTS = 64
_OURS = b"; HEADER_BLOCK_START\n; framed by layerworks\n"
_LABELS = b"; model label id: "
_BEGIN = b"; HEADER_BLOCK_END\n; CONFIG_BLOCK_START\n; CONFIG_BLOCK_END\n; EXECUTABLE_BLOCK_START\n"
_END = b"\n; EXECUTABLE_BLOCK_END\n"
_HEAD_BYTES = 4096  # the maker's slicers begin a program with its head
_MARK = re.compile(rb"^M486 S(?P<number>-1|[0-9]{1,9})(?: A\s*(?P<name>\"[^\"\n]*\"|[^\s;]+))?[^\n]*\n", re.MULTILINE)
_SET = re.compile(rb"^M62[45][^\n]*\n", re.MULTILINE)
_CHANGE = re.compile(rb"^M620 S([0-9]{1,3})A?\s*(?:;[^\n]*)?$", re.MULTILINE)
_TOOL = re.compile(rb"^T([0-9]{1,3})\s*(?:;[^\n]*)?$", re.MULTILINE)
_MOST_TOOLS = 16  # places in four AMS


@dataclass(frozen=True, slots=True)
class Framed:
    """A program as the printer gets it. parts: their names by number, in the order of their marks."""

    text: bytes
    parts: dict[int, str]


def framed(program: bytes) -> Framed:
    """Return a program in its frame. One that has the maker's frame already stays as it is."""
    head = program[:_HEAD_BYTES]
    if b"HEADER_BLOCK_START" in head and not head.startswith(_OURS):
        return Framed(program, {})
    parts = {} if _SET.search(program) else _parts(program)
    labels = _LABELS + b",".join(str(number).encode() for number in parts) + b"\n" if parts else b""
    marked = b"".join(_marked(program, parts)) if parts else program
    return Framed(_OURS + labels + _BEGIN + marked + _END, parts)


def unframed(text: bytes) -> bytes:
    """Return the program that was framed."""
    if not text.startswith(_OURS):
        return text
    head, _, rest = text.partition(_BEGIN)
    program = rest.removesuffix(_END)
    return _SET.sub(b"", program) if _LABELS in head else program


def parts_told(text: bytes) -> dict[int, str]:
    """Return the parts of a framed program, by number."""
    return framed(unframed(text)).parts


def tools_of(program: bytes) -> int:
    """Return which tools a program changes to, as bits; 0 where it changes none."""
    found = {int(match) for match in _CHANGE.findall(program)} or {int(match) for match in _TOOL.findall(program)}
    return sum(1 << tool for tool in found if tool < _MOST_TOOLS)


def mask_of(place: int) -> bytes:
    """Return the mark of the part at a place of the list."""
    return base64.b64encode((1 << place).to_bytes(8, "little"))


def _parts(program: bytes) -> dict[int, str]:
    """Return names by number; nothing where they are too many, or two have the same number."""
    names = dict.fromkeys(_named(program).values())
    parts = {number_of(name): name for name in names}
    return parts if len(parts) == len(names) <= MOST_PARTS else {}


def _named(program: bytes) -> dict[bytes, str]:
    """Return the name of each number of M486: as it is told, else the number itself."""
    names: dict[bytes, str] = {}
    for match in _MARK.finditer(program):
        if match["number"] != b"-1":
            told = match["name"].decode("utf-8", "replace").strip('"') if match["name"] else ""
            names[match["number"]] = told or names.get(match["number"]) or match["number"].decode()
    return names


def _marked(program: bytes, parts: dict[int, str]) -> Iterator[bytes]:
    """Yield the program with marks after those of M486."""
    named = _named(program)
    places = {name: place for place, name in enumerate(parts.values())}
    done, open_ = 0, False
    for match in _MARK.finditer(program):
        yield program[done : match.end()]
        done = match.end()
        if open_:
            yield b"M625\n"
        open_ = match["number"] != b"-1"
        if open_:
            yield b"M624 " + mask_of(places[named[match["number"]]]) + b"\n"
    yield program[done:]
