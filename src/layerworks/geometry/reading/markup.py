"""XML read in one pass without trust: no DOCTYPE, no entities, bounded depth, and long runs of rows at kernel speed."""

import re
from collections.abc import Mapping
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from layerworks.errors import Rejected
from layerworks.geometry.reading.rows import row_blocks
from layerworks.words import say

_DEEPEST = 64
_FIRST_GAP = 256
_LONGEST_TEXT = 1 << 12  # characters kept of an element's text: names and numbers


class Listener:
    """Is told a document in its order; every kind of news is passed over unless a reader of a format takes it.

    Elements in the namespace of the document's root have their plain name, others `uri name`; attributes without a
    prefix have their plain name, others `uri name`.
    """

    def prefix(self, prefix: str, uri: str) -> None:
        """A namespace prefix is declared for the element that starts next."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element starts."""

    def end(self, name: str, text: str) -> None:
        """An element ends. text: what stood in it, when it held no other elements."""

    def rows(self, name: str, values: NDArray[np.float64]) -> None:
        """Many elements of one name have passed, whole with all inside. values: (k, numbers in the pattern) f64."""


def listen(data: bytes, listener: Listener, patterns: Mapping[str, bytes]) -> None:
    """Tell a listener what a document says.

    patterns: for elements that come in long runs, how one is usually written, as in `kernels.text_rows`. Where the
    document keeps to it, all but the first of a run come as `rows`; everything else comes by `start` and `end`.
    Raises Rejected when it is not well formed, has a DOCTYPE or is nested too deep; passes on what the listener raises.
    """
    document = _Document(listener, frozenset(patterns))
    view = memoryview(data)
    opening = re.compile(b"<(" + b"|".join(re.escape(name.encode()) for name in patterns) + rb")[\s>]")
    fed = 0  # everything before has gone to expat, or in runs past it
    look = 0
    gap = 0  # bytes that go to expat unlooked at after a failure: many failures in a row must not cost much
    while patterns and (found := opening.search(data, look)):
        name = found[1].decode()
        one = next(row_blocks(data, found.start(), patterns[name], most=1), None)
        if one is not None:
            # The first row goes through expat. Only when it answers with this element at this very place is the run
            # real: not in a comment, a CDATA section or another namespace.
            expected = (name, document.taken + found.start() - fed)
            document.feed(view[fed : one[1]])
            fed = look = one[1]
            if document.latest == expected:
                for values, end in row_blocks(data, look, patterns[name]):
                    listener.rows(name, values)
                    fed = look = end
                gap = 0
                continue
        gap = 2 * gap + _FIRST_GAP
        look = found.end() + gap
    document.feed(view[fed:], last=True)


class _Document:
    """An expat parser and where it stands.

    taken: bytes given to it. latest: the last element of a name in `watched` to start, and at which byte of those.
    """

    def __init__(self, listener: Listener, watched: frozenset[str]) -> None:
        self.taken = 0
        self.latest: tuple[str, int] | None = None
        self._listener = listener
        self._watched = watched
        self._root_space: str | None = None
        self._depth = 0
        self._text: list[str] = []
        self._room = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartNamespaceDeclHandler = self._namespace
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, data: memoryview, *, last: bool = False) -> None:
        self.taken += len(data)
        try:
            self._parser.Parse(data, last)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the last two for strange encodings
            raise Rejected(say("reading.xml_broken"), say("reading.remedy_again")) from error

    def _doctype(self, *_: object) -> None:
        raise Rejected(say("reading.xml_doctype"), say("reading.remedy_trust"))

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self._listener.prefix(prefix or "", uri or "")

    def _plain(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        if self._root_space is None:
            self._root_space = space
        return local if space == self._root_space else name

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._plain(name)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Rejected(say("reading.xml_deep"), say("reading.remedy_export"))
        self._text.clear()
        self._room = _LONGEST_TEXT
        if name in self._watched:
            self.latest = (name, self._parser.CurrentByteIndex)
        self._listener.start(name, attributes)

    def _characters(self, text: str) -> None:
        if self._room > 0:
            self._text.append(text[: self._room])
            self._room -= len(text)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._listener.end(self._plain(name), "".join(self._text))
        self._text.clear()
