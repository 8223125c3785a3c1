"""The example in this repository and the corpus of real models beside it."""

import csv
from pathlib import Path

import numpy as np
import pytest

from geometry.refusals import codes, volume_mm3
from layerworks.geometry.reading import read_model

ROOT = Path(__file__).parents[2]


def test_the_example_bracket_is_a_closed_solid_of_its_size():
    model = read_model(ROOT / "examples/bracket.stl")
    (item,) = model.items
    assert codes(model) == []
    assert np.array_equal(item.vertices_mm.min(axis=0), [0, 0, 0])
    assert np.array_equal(item.vertices_mm.max(axis=0), [40, 40, 30])
    sides = np.concatenate([item.faces[:, [0, 1]], item.faces[:, [1, 2]], item.faces[:, [2, 0]]])
    assert len(np.unique(sides, axis=0)) == len(sides)
    assert {tuple(s) for s in sides.tolist()} == {(b, a) for a, b in sides.tolist()}
    assert 12_000 < volume_mm3(item.vertices_mm, item.faces) < 24_000


def test_the_example_bracket_needs_no_support():
    item = read_model(ROOT / "examples/bracket.stl").items[0]
    a, b, c = (item.vertices_mm[item.faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    lowest = np.minimum(np.minimum(a[:, 2], b[:, 2]), c[:, 2])
    slope = normal[:, 2] / np.linalg.norm(normal, axis=1)
    hanging = (lowest > 0) & (slope < -np.sin(np.radians(46)))
    assert not hanging.any()


def test_the_example_bracket_is_what_its_program_makes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(ROOT / "examples")
    from make_bracket import binary_stl, bracket

    made = binary_stl(bracket().to_mesh(), "layerworks example: L-bracket in mm")
    assert len(made) < 200_000
    assert bracket().volume() == pytest.approx(
        volume_mm3(*[getattr(read_model(ROOT / "examples/bracket.stl").items[0], k) for k in ("vertices_mm", "faces")]),
        rel=1e-6,
    )


def test_every_model_of_the_corpus_is_read(corpus: Path):
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    assert len(rows) > 10
    for row in rows:
        model = read_model(corpus / row["file"])
        assert sum(len(item.faces) for item in model.items) == int(row["triangles"]), row["file"]
        low = np.min([item.vertices_mm.min(axis=0) for item in model.items], axis=0)
        high = np.max([item.vertices_mm.max(axis=0) for item in model.items], axis=0)
        box = [float(side) for side in row["bbox_mm"].split("x")]
        assert np.allclose(high - low, box, atol=0.06), row["file"]
        assert [c for c in codes(model) if c != "tessellated"] == [], row["file"]
