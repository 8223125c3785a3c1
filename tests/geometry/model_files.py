"""Small model files of every format, made by hand, and the meshes that they hold."""

import io
import zipfile
from collections.abc import Mapping

import numpy as np
from hypothesis import strategies as st

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
MODEL_RELATION = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'

CUBE = np.array([[x, y, z] for z in (0.0, 10.0) for y in (0.0, 20.0) for x in (0.0, 30.0)])
_RINGS = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
CUBE_FACES = np.array([(ring[0], ring[k], ring[k + 1]) for ring in _RINGS for k in (1, 2)])


def stl_binary(vertices: np.ndarray, faces: np.ndarray, header: bytes = b"", count: int | None = None) -> bytes:
    record = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    facets = np.zeros(len(faces), record)
    facets["corners"] = vertices[faces]
    return header.ljust(80) + (len(faces) if count is None else count).to_bytes(4, "little") + facets.tobytes()


def stl_text(vertices: np.ndarray, faces: np.ndarray, name: str = "part") -> bytes:
    lines = [f"solid {name}"]
    for corners in vertices[faces].tolist():
        lines += [" facet normal 0 0 0", "  outer loop", *(f"   vertex {x!r} {y!r} {z!r}" for x, y, z in corners)]
        lines += ["  endloop", " endfacet"]
    return ("\n".join([*lines, f"endsolid {name}"]) + "\n").encode()


def obj(vertices: np.ndarray, faces: np.ndarray) -> bytes:
    lines = [f"v {x!r} {y!r} {z!r}" for x, y, z in vertices.tolist()]
    lines += [f"f {a + 1} {b + 1} {c + 1}" for a, b, c in faces.tolist()]
    return ("\n".join(lines) + "\n").encode()


def mesh_3mf(vertices: np.ndarray, faces: np.ndarray) -> str:
    points = "".join(f'<vertex x="{x!r}" y="{y!r}" z="{z!r}"/>' for x, y, z in vertices.tolist())
    triangles = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}" />\n' for a, b, c in faces.tolist())
    return f"<mesh><vertices>{points}</vertices>\n<triangles>{triangles}</triangles></mesh>"


def model_3mf(resources: str, build: str, attributes: str = 'unit="millimeter"') -> str:
    head = f'{XML}<model {attributes} xmlns="{CORE}" xmlns:p="{PRODUCTION}">'
    return f"{head}<resources>{resources}</resources><build>{build}</build></model>"


def package(model: str | bytes, more: Mapping[str, str | bytes] = {}, path: str = "3D/3dmodel.model") -> bytes:
    relation = f'<Relationship Type="{MODEL_RELATION}" Target="/{path}" Id="r"/>'
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped({"_rels/.rels": f'{XML}<Relationships xmlns="{uri}">{relation}</Relationships>', path: model, **more})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def threemf(vertices: np.ndarray, faces: np.ndarray) -> bytes:
    thing = f'<object id="1" name="part">{mesh_3mf(vertices, faces)}</object>'
    return package(model_3mf(thing, '<item objectid="1"/>'))


def mesh_amf(vertices: np.ndarray, faces: np.ndarray) -> str:
    points = "".join(
        f"<vertex><coordinates><x>{x!r}</x><y>{y!r}</y><z>{z!r}</z></coordinates></vertex>\n"
        for x, y, z in vertices.tolist()
    )
    triangles = "".join(f"<triangle><v1>{a}</v1><v2>{b}</v2><v3>{c}</v3></triangle>" for a, b, c in faces.tolist())
    return f"<mesh><vertices>{points}</vertices><volume>{triangles}</volume></mesh>"


def amf(vertices: np.ndarray, faces: np.ndarray, unit: str = "millimeter") -> bytes:
    name = '<metadata type="name">part</metadata>'
    mesh = mesh_amf(vertices, faces)
    return f'{XML}<amf unit="{unit}"><object id="0">{name}{mesh}</object></amf>'.encode()


_coordinates = st.floats(-1e4, 1e4, width=32).map(float)


@st.composite
def meshes(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Return vertices (v, 3) that are float32 values and faces (n, 3) of three different corners each."""
    vertices = draw(st.lists(st.tuples(_coordinates, _coordinates, _coordinates), min_size=3, max_size=12, unique=True))
    corner = st.integers(0, len(vertices) - 1)
    faces = draw(
        st.lists(st.tuples(corner, corner, corner).filter(lambda f: len(set(f)) == 3), min_size=1, max_size=20)
    )
    return np.array(vertices) + 0.0, np.array(faces)
