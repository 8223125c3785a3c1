"""Whatever the bytes, reading ends with a model or with one clear sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geometry.model_files import (
    CORE,
    CUBE,
    CUBE_FACES,
    amf,
    mesh_3mf,
    mesh_amf,
    model_3mf,
    obj,
    package,
    stl_binary,
    stl_text,
    zipped,
)
from geometry.step_files import step_box
from layerworks.errors import Rejected
from layerworks.geometry import Model
from layerworks.geometry.reading import ReadLimits, read_model_bytes
from layerworks.words import render

LIMITS = ReadLimits(max_triangles=5000, max_unpacked_bytes=1 << 20, free_unpacked_bytes=1 << 18, max_items=50)
PART = f'<object id="1">{mesh_3mf(CUBE, CUBE_FACES)}</object>'
MOVED = '<component objectid="1" transform="1 0 0 0 1 0 0 0 1 9 9 9"/>'
PAIR = f'<object id="2"><components><component objectid="1"/>{MOVED}</components></object>'
ROOT = model_3mf(PART + PAIR, '<item objectid="2"/><item objectid="1" p:UUID="u"/>')
INSTANCE = '<constellation id="7"><instance objectid="0"><rz>30</rz><deltax>5</deltax></instance></constellation>'

FILES = {
    "binary stl": stl_binary(CUBE, CUBE_FACES),
    "text stl": stl_text(CUBE, CUBE_FACES),
    "obj": obj(CUBE, CUBE_FACES),
    "amf": amf(CUBE, CUBE_FACES).replace(b"</amf>", f"{INSTANCE}</amf>".encode()),
    "packed amf": zipped({"a.amf": amf(CUBE, CUBE_FACES)}),
    "3mf": package(ROOT),
}
SUFFIX = {"binary stl": "stl", "text stl": "stl", "obj": "obj", "amf": "amf", "packed amf": "amf", "3mf": "3mf"}


def read(data: bytes, file_name: str) -> Model | None:
    """Read, and check what every model and every refusal promises."""
    try:
        model = read_model_bytes(data, file_name, limits=LIMITS)
    except Rejected as refused:
        model, texts = None, (refused.text, refused.remedy)
    else:
        texts = tuple(finding.text for finding in model.findings)
    for text in texts:
        assert text is not None
        assert all(render(text, language).isprintable() for language in ("en", "zh"))
    if model is None:
        return None
    assert model.items
    for item in model.items:
        assert item.name
        assert np.isfinite(item.vertices_mm).all()
        assert len(item.faces) > 0
        assert item.faces.min() == 0
        assert item.faces.max() == len(item.vertices_mm) - 1
    assert sum(len(item.faces) for item in model.items) <= LIMITS.max_triangles
    return model


@pytest.mark.parametrize("kind", FILES)
def test_the_files_to_be_damaged_are_sound(kind: str):
    assert read(FILES[kind], f"part.{SUFFIX[kind]}") is not None


@given(st.binary(max_size=300), st.sampled_from(["stl", "3mf", "obj", "amf", "txt"]))
def test_random_bytes(data: bytes, suffix: str):
    read(data, f"part.{suffix}")


STARTS = [b"solid x\n", b"PK\3\4", b"v 1 2 3\n", b"<amf>", b'<amf><object id="0">', bytes(80), b"f 1"]


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.sampled_from(["stl", "3mf", "obj", "amf"]))
def test_random_bytes_after_a_good_beginning(start: bytes, data: bytes, suffix: str):
    read(start + data, f"part.{suffix}")


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=150)
@given(st.data())
def test_cut_off_anywhere(kind: str, data: st.DataObject):
    whole = FILES[kind]
    read(whole[: data.draw(st.integers(0, len(whole) - 1))], f"part.{SUFFIX[kind]}")


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=150)
@given(st.data())
def test_bytes_changed_anywhere(kind: str, data: st.DataObject):
    damaged = bytearray(FILES[kind])
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=6)):
        damaged[at] = data.draw(st.integers(0, 255))
    read(bytes(damaged), f"part.{SUFFIX[kind]}")


@given(st.lists(st.tuples(st.integers(0, len(ROOT) - 1), st.characters(max_codepoint=127)), min_size=1, max_size=4))
def test_characters_changed_in_a_part_that_is_packed_well(changes: list[tuple[int, str]]):
    text = list(ROOT)
    for at, character in changes:
        text[at] = character
    read(package("".join(text)), "part.3mf")


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=100)
@given(st.data())
def test_pieces_moved_about(kind: str, data: st.DataObject):
    whole = FILES[kind]
    at = st.integers(0, len(whole))
    pieces = data.draw(st.lists(st.tuples(at, at), min_size=1, max_size=4))
    read(b"".join(whole[min(p) : max(p)] for p in pieces), f"part.{SUFFIX[kind]}")


words = st.sampled_from(["1", "2", "0", "-1", "1e400", "nan", "x", "", "0.5", "1 0 0 0 1 0 0 0 1 0 0 0", "99999999999"])
names = st.sampled_from(["object", "mesh", "vertices", "vertex", "triangles", "triangle", "components", "component"])
keys = st.sampled_from(["id", "type", "objectid", "transform", "x", "y", "z", "v1", "v2", "v3", "p:path"])


def element(name: str, attributes: dict[str, str], inside: list[str]) -> str:
    pairs = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{''.join(inside)}</{name}>"


attributes = st.dictionaries(keys, words, max_size=4)
trees = st.recursive(
    st.builds(element, names, attributes, st.just([])),
    lambda inner: st.builds(element, names, attributes, st.lists(inner, max_size=4)),
    max_leaves=12,
)


@given(st.lists(trees | st.just(PART), max_size=4).map("".join), st.lists(words, max_size=3))
def test_well_formed_nonsense_in_a_3mf(resources: str, items: list[str]):
    assert CORE in model_3mf("", "")
    build = "".join(f'<item objectid="{word}" transform="1 0 0 0 1 0 0 0 1 0 0 {word}"/>' for word in items)
    read(package(model_3mf(resources, build)), "part.3mf")


amf_names = st.sampled_from(["object", "mesh", "vertices", "vertex", "coordinates", "x", "volume", "triangle", "v1"])
amf_trees = st.recursive(
    st.builds(lambda name, word: f"<{name}>{word}</{name}>", amf_names | st.sampled_from(["rx", "deltax"]), words),
    lambda inner: st.builds(
        element,
        amf_names | st.sampled_from(["constellation", "instance", "metadata"]),
        st.dictionaries(st.sampled_from(["id", "objectid", "type"]), words, max_size=2),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)
AMF_PART = f'<object id="1">{mesh_amf(CUBE, CUBE_FACES)}</object>'


@given(st.lists(amf_trees | st.just(AMF_PART), max_size=4).map("".join))
def test_well_formed_nonsense_in_an_amf(body: str):
    read(f"<amf>{body}</amf>".encode(), "part.amf")


@pytest.mark.parametrize("seed", range(4))
def test_damaged_step_files(seed: int):
    rng = np.random.default_rng(seed)
    damaged = bytearray(step_box(10, 20, 30))
    for at in rng.integers(400, len(damaged), 8):
        damaged[at] = rng.integers(32, 127)
    read(bytes(damaged), "box.step")


def test_a_million_faces_without_area_are_over_quickly():
    faces = np.zeros((1_000_000, 3), np.int64)
    with pytest.raises(Rejected, match="no triangle"):
        read_model_bytes(stl_binary(CUBE, faces), "flat.stl")
