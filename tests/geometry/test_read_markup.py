"""XML is told the same, whether rows go by at kernel speed or one by one."""

from xml.parsers import expat

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerworks.errors import Rejected
from layerworks.geometry.reading.markup import Listener, listen

PATTERNS = {"vertex": b' <vertex~x="#"~y="#"*/>', "point": b" <point> <x> # </x> </point>"}


class Diary(Listener):
    """Writes down all news, rows as the single elements that they stand for."""

    def __init__(self) -> None:
        self.pages: list[object] = []
        self.in_rows = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.pages.append((name, [float(attributes[k]) for k in "xy"]) if name == "vertex" else name)

    def end(self, name: str, text: str) -> None:
        self.pages.append(("end", name, float(text) if name == "x" else text.strip()))

    def rows(self, name: str, values: np.ndarray) -> None:
        self.in_rows += len(values)
        for row in values.tolist():
            if name == "vertex":
                self.pages += [("vertex", row), ("end", "vertex", "")]
            else:
                self.pages += ["point", "x", ("end", "x", row[0]), ("end", "point", "")]


def diary(document: bytes, patterns: dict[str, bytes]) -> Diary:
    result = Diary()
    listen(document, result, patterns)
    return result


rows = st.builds(lambda x, y: f'<vertex x="{x!r}" y="{y!r}"/>', *[st.floats(-1e6, 1e6)] * 2)
odd_rows = st.sampled_from(
    """
    <vertex y='1' x='2'/>
    <vertex x="1" y="2"></vertex>
    <vertex x="1" y="2" c="a&lt;b"/>
    <point><x> 5 </x></point>
    <point><x>1e1</x></point>
    <!-- <vertex x='1' y='2'/> -->
    <!-- <vertex x="1" y="2"/><vertex x="1" y="2"/> -->
    <![CDATA[<vertex x="1" y="2"/><vertex x="1" y="2"/>]]>
    <o:vertex x="1" y="2"/>
    <o:a xmlns="urn:o"><vertex x="1" y="2"/><vertex x="3" y="4"/></o:a>
    <?pi <vertex x="1" y="2"/><vertex x="1" y="2"/> ?>
    <other/>
    text
    """.strip().splitlines()
)
bodies = st.lists(rows | odd_rows, max_size=30).map("".join)


@given(bodies, st.sampled_from(["utf-8", "utf-16"]))
def test_rows_change_nothing_but_the_speed(body: str, encoding: str):
    document = f'<?xml version="1.0" encoding="{encoding}"?><a xmlns:o="urn:o">{body}</a>'.encode(encoding)
    assert diary(document, PATTERNS).pages == diary(document, {}).pages


def test_a_comment_full_of_rows_is_not_read_again_and_again():
    rows = b'<vertex x="1" y="2"/>' * 50_000
    answer = diary(b"<a><!-- " + rows + b" -->" + 3 * rows + b"</a>", PATTERNS)
    assert len(answer.pages) == 2 + 2 * 150_000
    assert answer.in_rows > 50_000


def test_ordinary_rows_take_the_fast_way():
    document = "<a>" + "".join(f'<vertex x="{k}" y="1" pid="3"/>\r\n' for k in range(10_000)) + "</a>"
    assert diary(document.encode(), PATTERNS).in_rows == 9_999


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b"<a/><a/>",
        b"no markup",
        b"<a>&undefined;</a>",
        b"<a b='1' b='2'/>",
        b"<o:a/>",
        b"\xff\xfe<a/>",
        b"<a>\xff</a>",
        b"<?xml version='1.0' encoding='no-such-code'?><a/>",
        b"<?xml version='1.0' encoding='gb18030'?><a/>",
        b'<a><vertex x="1" y="2"/><vertex x="1" y="2"/></b>',
        b'<a><vertex x="1" y="2"/>' * 3,
    ],
)
def test_damage_is_refused(document: bytes):
    with pytest.raises(Rejected, match="XML is damaged"):
        listen(document, Listener(), PATTERNS)


BILLION_LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    "document",
    [
        BILLION_LAUGHS,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/">]><a>&x;</a>',
    ],
)
def test_a_document_type_is_refused(document: bytes):
    with pytest.raises(Rejected, match="document type"):
        listen(document, Listener(), PATTERNS)


def test_deep_nesting_is_refused():
    with pytest.raises(Rejected, match="nested"):
        listen(b"<a>" * 100_000, Listener(), PATTERNS)


def test_what_the_listener_raises_comes_through():
    class Refuses(Listener):
        def start(self, name: str, attributes: dict[str, str]) -> None:
            raise Rejected(name)  # type: ignore[arg-type]

    with pytest.raises(Rejected) as caught:
        listen(b"<a/>", Refuses(), PATTERNS)
    assert caught.value.text == "a"


def test_expat_names_the_byte_at_which_an_element_begins():
    # the fast way trusts this, across the pieces in which a document is fed
    seen: list[int] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda *_: seen.append(parser.CurrentByteIndex)
    for piece in (b"<a> <b/>", b"<c/>", b" x <d", b"></d><e/></a>", b""):
        parser.Parse(piece, not piece)
    assert seen == [0, 4, 8, 15, 22]
