"""AMF documents, plain and packed."""

import numpy as np
import pytest
from hypothesis import given

from geometry.model_files import CUBE, CUBE_FACES, XML, amf, mesh_amf, meshes, zipped
from geometry.refusals import codes, refusal, volume_mm3
from layerworks.geometry.reading import ReadLimits, read_model_bytes

MESH = mesh_amf(CUBE, CUBE_FACES)


def document(body: str, attributes: str = 'unit="millimeter"') -> bytes:
    return f"{XML}<amf {attributes}>{body}</amf>".encode()


def constellation(number: str, *instances: str) -> str:
    return f'<constellation id="{number}">{"".join(instances)}</constellation>'


def instance(of: str, **values: float) -> str:
    return f'<instance objectid="{of}">' + "".join(f"<{k}>{v}</{k}>" for k, v in values.items()) + "</instance>"


@given(meshes())
def test_vertices_and_faces_come_back(mesh: tuple[np.ndarray, np.ndarray]):
    vertices, faces = mesh
    model = read_model_bytes(amf(vertices, faces), "file.amf")
    (item,) = model.items
    assert np.array_equal(item.vertices_mm[item.faces], vertices[faces])
    assert (item.name, model.format, model.unit_stated) == ("part", "amf", True)


def test_a_packed_document_is_the_same():
    model = read_model_bytes(zipped({"cube.amf": amf(CUBE, CUBE_FACES)}), "cube.amf")
    assert np.array_equal(model.items[0].vertices_mm, CUBE)
    assert codes(model) == []


@pytest.mark.parametrize(
    ("unit", "factor"), [("inch", 25.4), ("feet", 304.8), ("meter", 1000.0), ("micrometer", 0.001)]
)
def test_units(unit: str, factor: float):
    model = read_model_bytes(amf(CUBE / 100, CUBE_FACES, unit), "cube.amf")
    assert np.array_equal(model.items[0].vertices_mm, CUBE / 100 * factor)


def test_indented_elements_and_several_volumes():
    first, *others = amf(CUBE, CUBE_FACES).decode().split("<triangle>")
    halves = ["<triangle>".join([first, *others[:6]]), "<triangle>".join(["", *others[6:]])]
    text = '</volume><volume materialid="2"><metadata type="name">half</metadata>'.join(halves)
    (item,) = read_model_bytes(text.replace("><", ">\n  <").encode(), "cube.amf").items
    assert item.name == "part"
    assert np.array_equal(item.vertices_mm, CUBE)
    assert item.faces.tolist() == CUBE_FACES.tolist()


def test_instances_are_turned_and_moved():
    placed = constellation("9", instance("0", deltax=100, deltaz=5, rz=90), instance("0", rx=90), instance("0", ry=90))
    other = f'<object id="1">{MESH}</object>'
    model = read_model_bytes(document(f'<object id="0">{MESH}</object>{other}{placed}'), "plate.amf")
    assert [item.name for item in model.items] == ["plate-1", "plate-2", "plate-3", "plate-4"]
    x, y, z = CUBE.T
    expected = [CUBE, np.column_stack([100 - y, x, z + 5]), np.column_stack([x, -z, y]), np.column_stack([z, y, -x])]
    for item, vertices in zip(model.items, expected, strict=True):
        assert np.allclose(item.vertices_mm, vertices, atol=1e-12)
        assert volume_mm3(item.vertices_mm, item.faces) == pytest.approx(6000)


def test_constellations_nest():
    inner = constellation("8", instance("0", deltax=1), instance("0", deltax=2))
    outer = constellation("9", instance("8", deltay=10), instance("8", deltay=20))
    model = read_model_bytes(document(f'{outer}<object id="0">{MESH}</object>{inner}'), "plate.amf")
    corners = [item.vertices_mm.min(axis=0).tolist() for item in model.items]
    assert corners == [[1, 10, 0], [2, 10, 0], [1, 20, 0], [2, 20, 0]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "no_faces"),
        ('<object id="0"/>', "no_faces"),
        (f'<object id="0">{MESH}</object><object id="0">{MESH}</object>', "object_double"),
        (f'<object id="0">{MESH}</object>' + constellation("1", instance("7")), "object_missing"),
        (constellation("1", instance("2")) + constellation("2", instance("1")), "cycle"),
        (f'<object id="0">{MESH.replace("<x>30.0</x>", "<x>thirty</x>")}</object>', "bad_number"),
        (f'<object id="0">{MESH.replace("<x>30.0</x>", "<x/>")}</object>', "bad_number"),
        (f'<object id="0">{MESH.replace("<x>30.0</x>", "")}</object>', "not_finite"),
        (f'<object id="0">{MESH.replace("<v1>0</v1>", "<v1>8</v1>", 1)}</object>', "bad_index"),
        (f'<object id="0">{MESH.replace("<v1>0</v1>", "<v1>0.5</v1>", 1)}</object>', "bad_index"),
        (f'<object id="0">{MESH.replace("<v1>0</v1>", "", 1)}</object>', "bad_index"),
        (f'<object id="0">{MESH}</object>' + constellation("1", instance("0", rx=float("nan"))), "not_finite"),
        (f'<object id="0">{MESH}</object>' + constellation("1", instance("0", deltax=1e300)), "too_far"),
    ],
)
def test_what_makes_no_sense_is_refused(body: str, code: str):
    assert refusal(document(body), "part.amf") == code


def test_an_unknown_unit_is_refused():
    assert refusal(amf(CUBE, CUBE_FACES, "cubit"), "part.amf") == "unit_unknown"


def test_a_pyramid_of_constellations_is_refused_before_it_is_built():
    body = f'<object id="0">{MESH}</object>'
    body += "".join(constellation(str(k + 1), *[instance(str(k))] * 10) for k in range(12))
    assert refusal(document(body), "laughs.amf") == "too_many_triangles"
    assert refusal(document(body), "laughs.amf", limits=ReadLimits(max_triangles=10**15)) == "too_many_objects"


def test_an_archive_of_two_documents_is_refused():
    both = zipped({"a.amf": amf(CUBE, CUBE_FACES), "b.amf": amf(CUBE, CUBE_FACES)})
    assert refusal(both, "two.amf") == "zip_without_model"
