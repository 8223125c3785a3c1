"""The showroom's parts are sound, and what is kept of them is what was made."""

import gzip
import io

import numpy as np
import pytest
from PIL import Image

from layerworks.app.showroom import PIECES, kept_exhibit, piece
from layerworks.app.showroom.shapes import SHAPES
from layerworks.catalogue import machine, material, profile
from layerworks.errors import Missing


@pytest.mark.parametrize("name", list(SHAPES))
def test_a_shape_is_one_solid_that_stands_on_its_bed(name: str):
    solid = SHAPES[name]()
    assert solid.status().name == "NoError"
    assert len(solid.decompose()) == 1
    assert solid.bounding_box()[2] == pytest.approx(0.0, abs=1e-9)
    assert solid.volume() > 1000


def test_every_piece_is_of_things_in_the_catalogue():
    assert {p.id for p in PIECES} == set(SHAPES)
    for p in PIECES:
        assert (machine(p.machine).id, material(p.material).id) == (p.machine, p.material)
        assert profile(p.profile).id == p.profile


def test_a_piece_nobody_made_is_missing():
    with pytest.raises(Missing, match="anvil"):
        piece("anvil")


def test_an_exhibit_is_made_once_and_kept_whole(tmp_path):
    made = kept_exhibit(tmp_path, piece("bracket"))
    (place,) = tmp_path.iterdir()
    begun = place.stat().st_mtime_ns
    kept = kept_exhibit(tmp_path, piece("bracket"))
    assert (kept.figures, kept.files) == (made.figures, made.files)
    assert place.stat().st_mtime_ns == begun
    assert np.allclose(made.figures.size_mm, (44, 46, 38), atol=0.01)
    assert made.figures.layers == 190
    assert 10 < made.figures.mass_g < 40
    assert Image.open(io.BytesIO(made.files["card.jpg"])).size == (1200, 630)
    assert Image.open(io.BytesIO(made.files["part-dark.webp"])).size == (1120, 840)
    assert gzip.decompress(made.files["part.toolpath"]).startswith(b"LWTP")
    assert gzip.decompress(made.files["part.mesh"]).startswith(b"LWMS")
    assert len(list(tmp_path.iterdir())) == 1
