"""3MF packages: items, components, units, extensions, and the ways in which they are wrong."""

import numpy as np
import pytest
from hypothesis import given

from geometry.model_files import CORE, CUBE, CUBE_FACES, XML, mesh_3mf, meshes, model_3mf, package, threemf, zipped
from geometry.refusals import codes, refusal, volume_mm3
from layerworks.geometry import Model
from layerworks.geometry.reading import ReadLimits, read_model_bytes

MESH = mesh_3mf(CUBE, CUBE_FACES)
CUBE_OBJECT = f'<object id="1" name="cube">{MESH}</object>'
ITEM = '<item objectid="1"/>'


def read(resources: str, build: str = ITEM, attributes: str = 'unit="millimeter"') -> Model:
    return read_model_bytes(package(model_3mf(resources, build, attributes)), "plate.3mf")


def thing(number: int, content: str, attributes: str = "") -> str:
    return f'<object id="{number}" {attributes}>{content}</object>'


def components(*references: str) -> str:
    return f"<components>{''.join(f'<component {r}/>' for r in references)}</components>"


@given(meshes())
def test_vertices_and_faces_come_back(mesh: tuple[np.ndarray, np.ndarray]):
    vertices, faces = mesh
    model = read_model_bytes(threemf(vertices, faces), "file.3mf")
    (item,) = model.items
    assert np.array_equal(item.vertices_mm[item.faces], vertices[faces])
    assert (model.name, item.name, model.format, model.unit, model.unit_stated) == (
        "file",
        "part",
        "3mf",
        "millimeter",
        True,
    )


def test_elements_written_otherwise_are_the_same():
    plain = model_3mf(CUBE_OBJECT, ITEM)
    single_quotes = plain.replace('"', "'")
    long_tags = plain.replace(" />", "></triangle>")
    shuffled = plain.replace('z="0.0"/>', "/>").replace("<vertex", '<vertex z="0.0"', 4)
    bare = plain.replace(f'xmlns="{CORE}"', "")
    prefixed = plain.replace("xmlns=", "xmlns:c=").replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?")
    wide = plain.replace("UTF-8", "UTF-16").encode("utf-16")
    for text in (plain, single_quotes, long_tags, shuffled, bare, prefixed, wide, "\ufeff" + plain):
        (item,) = read_model_bytes(package(text), "cube.3mf").items
        assert np.array_equal(item.vertices_mm, CUBE)
        assert item.faces.tolist() == CUBE_FACES.tolist()


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("micron", 0.001), ("millimeter", 1), ("centimeter", 10), ("inch", 25.4), ("foot", 304.8), ("meter", 1000)],
)
def test_units(unit: str, factor: float):
    model = read(CUBE_OBJECT, attributes=f'unit="{unit}"')
    assert np.array_equal(model.items[0].vertices_mm, CUBE * factor)
    assert (model.unit, model.unit_stated) == (unit, True)


def test_every_build_item_is_an_item_with_its_uuid_and_name():
    build = '<item objectid="1" p:UUID="u-1"/><item objectid="2" transform="1 0 0 0 1 0 0 0 1 5 6 7" p:UUID="u-2"/>'
    model = read(CUBE_OBJECT + thing(2, MESH), build)
    assert [(i.name, i.uuid) for i in model.items] == [("cube", "u-1"), ("plate-2", "u-2")]
    assert np.array_equal(model.items[1].vertices_mm, CUBE + np.array([5, 6, 7]))


def test_components_nest_and_their_transforms_follow_each_other():
    turn_z = "0 1 0 -1 0 0 0 0 1 0 0 0"  # x becomes y
    inner = thing(2, components('objectid="1" transform="1 0 0 0 1 0 0 0 1 100 0 0"', 'objectid="1"'))
    outer = thing(3, components(f'objectid="2" transform="{turn_z}"'), 'name="pair"')
    model = read(CUBE_OBJECT + inner + outer, '<item objectid="3" transform="1 0 0 0 1 0 0 0 1 0 0 9"/>')
    (item,) = model.items
    x, y, z = CUBE.T
    moved, still = (np.column_stack([-y, x + d, z + 9]) for d in (100, 0))
    assert np.array_equal(item.vertices_mm, np.concatenate([moved, still]))
    assert item.name == "pair"
    assert volume_mm3(item.vertices_mm, item.faces) == pytest.approx(12000)


def test_a_mirrored_object_still_looks_outwards():
    (item,) = read(CUBE_OBJECT, '<item objectid="1" transform="-1 0 0 0 1 0 0 0 1 0 0 0"/>').items
    assert item.vertices_mm[:, 0].min() == -30
    assert volume_mm3(item.vertices_mm, item.faces) == pytest.approx(6000)


def test_supports_helpers_and_unprintable_items_are_left_out():
    extra = thing(2, MESH, 'type="support"') + thing(3, MESH, 'type="other"') + thing(4, MESH, 'type="solidsupport"')
    pair = thing(5, components('objectid="1"', 'objectid="3"'))
    build = ITEM + '<item objectid="2"/><item objectid="4"/><item objectid="5"/><item objectid="1" printable="0"/>'
    model = read(CUBE_OBJECT + extra + pair, build)
    assert [len(i.faces) for i in model.items] == [12, 12, 12]
    assert codes(model) == ["left_out"]
    assert dict(model.findings[0].text.values)["count"] == 3


def test_objects_in_other_parts_of_the_package():
    # the way of Bambu Studio and its relatives; the other part has a unit of its own
    root = model_3mf(
        thing(8, components('objectid="1" p:path="/3D/Objects/a.model" transform="1 0 0 0 1 0 0 0 1 1 0 0"')),
        '<item objectid="8" p:UUID="u"/><item objectid="1" p:path="/3D/Objects/a.model"/>',
        'unit="centimeter" requiredextensions="p"',
    )
    other = model_3mf(CUBE_OBJECT + thing(2, components('objectid="1"')), '<item objectid="2"/>', 'unit="inch"')
    model = read_model_bytes(package(root, {"3D/Objects/a.model": other}), "plate.3mf")
    first, second = model.items
    assert np.allclose(first.vertices_mm, CUBE * 25.4 + np.array([10, 0, 0]), rtol=1e-15)
    assert np.allclose(second.vertices_mm, CUBE * 25.4, rtol=1e-15)
    assert (first.name, first.uuid, second.name, model.unit) == ("plate-1", "u", "cube", "centimeter")


def test_the_model_part_is_the_one_that_the_relationships_name():
    other = model_3mf(CUBE_OBJECT, ITEM)
    named = package(other, {"3D/3dmodel.model": "no model at all"}, path="Other/My%20Model.model")
    assert len(read_model_bytes(named, "a.3mf").items) == 1
    without = zipped({"3D\\3dmodel.model": other})
    assert len(read_model_bytes(without, "a.3mf").items) == 1


def test_extensions_that_do_not_change_the_shape_are_fine():
    material = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
    attributes = f'xmlns:m="{material}" requiredextensions="p m"'
    assert len(
        read(f'<m:colorgroup id="9"><m:color color="#FFF"/></m:colorgroup>{CUBE_OBJECT}', ITEM, attributes).items
    )


CASES = {
    "bad_index": (CUBE_OBJECT.replace('v1="0"', 'v1="8"', 1), ITEM),
    "bad_number": (CUBE_OBJECT.replace('x="30.0"', 'x="1,5"', 1), ITEM),
    "not_finite": (CUBE_OBJECT.replace('x="30.0"', 'x="nan"', 1), ITEM),
    "too_far": (CUBE_OBJECT.replace('x="30.0"', 'x="1e8"', 1), ITEM),
    "no_faces": (thing(1, "<mesh><vertices/><triangles/></mesh>"), ITEM),
    "nothing_built": (CUBE_OBJECT, ""),
    "object_missing": (CUBE_OBJECT, '<item objectid="7"/>'),
    "object_double": (CUBE_OBJECT + CUBE_OBJECT, ITEM),
    "transform": (CUBE_OBJECT, '<item objectid="1" transform="1 0 0 1"/>'),
    "cycle": (thing(1, components('objectid="2"')) + thing(2, components('objectid="1"')), ITEM),
    "part_missing": (thing(1, components('objectid="2" p:path="/3D/x.model"')), ITEM),
}


@pytest.mark.parametrize("code", CASES)
def test_what_makes_no_sense_is_refused(code: str):
    assert refusal(package(model_3mf(*CASES[code])), "part.3mf") == code


@pytest.mark.parametrize("number", ["nan", "inf", "1e308", "-1e400"])
def test_a_transform_out_of_bounds_is_refused(number: str):
    build = f'<item objectid="2" transform="{number} 0 0 0 {number} 0 0 0 1 {number} 0 0"/>'
    resources = CUBE_OBJECT + thing(2, components(f'objectid="1" transform="1 0 0 0 1 0 0 0 {number} 0 0 0"'))
    assert refusal(package(model_3mf(resources, build)), "part.3mf") in ("not_finite", "too_far")


def test_an_unknown_unit_and_an_extension_that_matters_are_refused():
    assert refusal(package(model_3mf(CUBE_OBJECT, ITEM, 'unit="cubit"')), "a.3mf") == "unit_unknown"
    lattice = 'xmlns:b="http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02" requiredextensions="p b"'
    assert refusal(package(model_3mf(CUBE_OBJECT, ITEM, lattice)), "a.3mf") == "extension"


def test_a_package_without_a_model_is_refused():
    assert refusal(zipped({"_rels/.rels": XML + "<Relationships/>"}), "a.3mf") == "no_model_part"
    assert refusal(zipped({"readme.txt": "hello"}), "a.3mf") == "zip_without_model"


def test_a_document_type_is_refused():
    text = model_3mf(CUBE_OBJECT, ITEM).replace("<model", '<!DOCTYPE model [<!ENTITY a "b">]><model', 1)
    assert refusal(package(text), "a.3mf") == "xml_doctype"


def tower(levels: int, width: int, base: str = CUBE_OBJECT) -> bytes:
    rows = [thing(k + 2, components(*[f'objectid="{k + 1}"'] * width)) for k in range(levels)]
    return package(model_3mf(base + "".join(rows), f'<item objectid="{levels + 1}"/>'))


def test_laughs_by_components_are_refused_before_they_are_built():
    assert refusal(tower(15, 10), "laughs.3mf") == "too_many_triangles"
    assert refusal(tower(15, 10), "laughs.3mf", limits=ReadLimits(max_triangles=10**18)) == "too_many_objects"
    nothing = thing(1, "<mesh><vertices/><triangles/></mesh>")
    assert refusal(tower(15, 10, nothing), "laughs.3mf") == "no_faces"


def test_depth_is_bounded_from_every_item():
    assert len(read_model_bytes(tower(16, 1), "deep.3mf").items) == 1
    assert refusal(tower(17, 1), "deep.3mf") == "deep"
    assert refusal(tower(5000, 1), "deep.3mf") == "deep"
    rows = "".join(thing(k + 2, components(f'objectid="{k + 1}"')) for k in range(17))
    build = "".join(f'<item objectid="{k}"/>' for k in range(1, 19))  # the lower ones are known when the top is met
    assert refusal(package(model_3mf(CUBE_OBJECT + rows, build)), "deep.3mf") == "deep"


def test_counts_are_bounded():
    def with_limits(**limits: int) -> str:
        return refusal(tower(2, 3), "a.3mf", limits=ReadLimits(**limits))

    assert with_limits(max_triangles=11) == "too_many_triangles"
    assert with_limits(max_triangles=12 * 9 - 1) == "too_many_triangles"
    assert with_limits(max_objects=8) == "too_many_objects"
    assert with_limits(max_items=0) == "too_many_items"
    vertices = "<vertex x='0' y='0' z='0'/>" * 100
    many = package(model_3mf(thing(1, f"<mesh><vertices>{vertices}</vertices></mesh>"), ITEM))
    assert refusal(many, "a.3mf", limits=ReadLimits(max_triangles=20)) == "too_many_triangles"
