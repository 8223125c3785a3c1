"""Modifiers, blockers and enforcers of 3MF packages, as PrusaSlicer and OrcaSlicer write them."""

import numpy as np
import pytest

from geometry.model_files import CUBE, CUBE_FACES, XML, mesh_3mf, model_3mf, package
from layerworks.errors import Rejected
from layerworks.geometry import CheckedMesh
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.reading import ReadLimits, read_model_bytes
from layerworks.geometry.reading.threemf_pieces import COMPONENTS, RANGES

TWO = np.concatenate([CUBE, CUBE + np.array([5.0, 5.0, 20.0])])
TWO_FACES = np.concatenate([CUBE_FACES, CUBE_FACES + len(CUBE)])
KINDS = {
    "ParameterModifier": "modifier",
    "NegativeVolume": "negative",
    "SupportBlocker": "support_blocker",
    "SupportEnforcer": "support_enforcer",
}
SUBTYPES = dict(
    zip(("modifier_part", "negative_part", "support_blocker", "support_enforcer"), KINDS.values(), strict=True)
)


def metadata(kind: str, **values: str) -> str:
    return "".join(f'<metadata type="{kind}" key="{k}" value="{v}"/>' for k, v in values.items())


def by_ranges(*told: str, limits: ReadLimits | None = None):
    """One object of two cubes of twelve triangles each."""
    volumes = "".join(
        f'<volume firstid="{12 * n}" lastid="{12 * n + 11}">{metadata("volume", name="v")}{text}</volume>'
        for n, text in enumerate(told)
    )
    config = f'{XML}<config><object id="1" instances_count="1">{volumes}</object></config>'
    thing = f'<object id="1" name="pair">{mesh_3mf(TWO, TWO_FACES)}</object>'
    return read_model_bytes(
        package(model_3mf(thing, '<item objectid="1"/>'), {RANGES: config}), "pair.3mf", limits=limits or ReadLimits()
    )


def by_components(*subtypes: str, transform: str = "1 0 0 0 1 0 0 0 1 0 0 0"):
    """One object of components, one cube each, the second one 20 mm above the first."""
    cubes = "".join(f'<object id="{n + 1}">{mesh_3mf(CUBE, CUBE_FACES)}</object>' for n in range(len(subtypes)))
    parts = "".join(
        f'<component objectid="{n + 1}" transform="1 0 0 0 1 0 0 0 1 0 0 {20 * n}"/>' for n in range(len(subtypes))
    )
    whole = f'<object id="9" name="pair"><components>{parts}</components></object>'
    told = "".join(
        f'<part id="{n + 1}" subtype="{s}"><metadata key="wall_loops" value="5"/></part>'
        for n, s in enumerate(subtypes)
    )
    item = f'<item objectid="9" transform="{transform}"/>'
    return read_model_bytes(
        package(model_3mf(cubes + whole, item), {COMPONENTS: f'{XML}<config><object id="9">{told}</object></config>'}),
        "pair.3mf",
    )


@pytest.mark.parametrize(("theirs", "ours"), KINDS.items())
def test_volumes_that_are_no_plastic_are_kept_apart(theirs: str, ours: str):
    model = by_ranges("", metadata("volume", volume_type=theirs, fill_density="70%"))
    assert [f.code for f in model.findings] == ["modifiers_apart"]
    (item,) = model.items
    assert len(item.faces) == 12
    assert item.vertices_mm[:, 2].max() == 10.0
    (modifier,) = item.modifiers
    assert modifier.kind == ours
    assert modifier.settings == (("fill_density", "70%"),)
    assert np.ptp(modifier.vertices_mm, axis=0).tolist() == [30.0, 20.0, 10.0]
    assert modifier.vertices_mm.min(axis=0).tolist() == [5.0, 5.0, 20.0]


def test_older_files_know_one_kind():
    (item,) = by_ranges("", metadata("volume", modifier="1")).items
    assert [m.kind for m in item.modifiers] == ["modifier"]


def test_plastic_stays_together():
    (item,) = by_ranges("", metadata("volume", volume_type="ModelPart", modifier="0")).items
    assert len(item.faces) == 24
    assert item.modifiers == ()


@pytest.mark.parametrize(("theirs", "ours"), SUBTYPES.items())
def test_components_that_are_no_plastic_are_kept_apart(theirs: str, ours: str):
    (item,) = by_components("normal_part", theirs, transform="0 1 0 -1 0 0 0 0 1 100 0 0").items
    assert len(item.faces) == 12
    (modifier,) = item.modifiers
    assert modifier.kind == ours
    assert modifier.settings == (("wall_loops", "5"),)
    assert modifier.vertices_mm.min(axis=0).tolist() == [80.0, 0.0, 20.0]
    assert modifier.vertices_mm.max(axis=0).tolist() == [100.0, 30.0, 30.0]


def test_a_check_keeps_modifiers_and_names_them_in_the_digest():
    meshes = [
        check(by_components("normal_part", kind).items[0], CheckSettings())
        for kind in ("support_blocker", "support_enforcer")
    ]
    assert all(isinstance(mesh, CheckedMesh) and len(mesh.modifiers) == 1 for mesh in meshes)
    assert meshes[0].digest != meshes[1].digest


def test_nonsense_about_pieces_is_no_harm():
    for first, last in (("-3", "x"), ("0", "99999999999999999999"), ("900", "901"), ("11", "3")):
        config = (
            f'<object id="1"><volume firstid="{first}" lastid="{last}">'
            f"{metadata('volume', volume_type='SupportBlocker')}</volume></object>"
        )
        thing = f'<object id="1">{mesh_3mf(CUBE, CUBE_FACES)}</object>'
        more = {RANGES: f"{XML}<config>{config}</config>"}
        (item,) = read_model_bytes(package(model_3mf(thing, '<item objectid="1"/>'), more), "a.3mf").items
        assert len(item.faces) == 12
        assert not item.modifiers


def test_a_crowded_list_is_refused():
    with pytest.raises(Rejected):
        by_ranges("", metadata("volume", **{f"k{n}": "1" for n in range(60)}), limits=ReadLimits(max_objects=40))
