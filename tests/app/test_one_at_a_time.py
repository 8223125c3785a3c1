"""Parts one at a time, from the wish to the program."""

import re
from itertools import pairwise

import numpy as np
import pytest

from layerworks.app.preparing import Prepared, prepare
from layerworks.app.refusal import Refusal
from layerworks.app.wish import Wish
from layerworks.errors import Misused
from line.small_models import box, write_stl


def wished(path, height_mm: float, **more) -> Prepared | Refusal:
    model = write_stl(path / "block.stl", box((12.0, 12.0, height_mm)))
    return prepare(Wish(model, settings={"print_sequence": "one_at_a_time"}, **more))


def test_copies_are_printed_one_after_the_other_a_head_apart(tmp_path):
    made = wished(tmp_path, 6.0, machine="voron-2-4-350", quantity=3)
    assert isinstance(made, Prepared)
    ((run, times),) = made.runs
    assert (len(run.plate.parts), times) == (3, 1)
    text = run.program.text.decode()
    names = re.findall(r"^EXCLUDE_OBJECT_START NAME=(\S+)", text, re.MULTILINE)
    changes = [b for a, b in pairwise(names) if a != b]
    assert len(changes) == 2
    heights = [float(z) for z in re.findall(r"^;Z:(\S+)", text, re.MULTILINE)]
    assert heights.count(0.2) == 3
    assert run.estimate.layer_end_s.size == len(heights)
    low = [p.vertices_mm.min(axis=0) for p in run.plate.parts]
    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for i, a in enumerate(low) for b in low[:i]) >= 12.0 + 70.0


def test_parts_too_tall_for_the_gantry_get_plates_of_their_own(tmp_path):
    made = wished(tmp_path, 30.0, machine="prusa-mk4s", quantity=2)
    assert isinstance(made, Prepared)
    assert [(len(run.plate.parts), times) for run, times in made.runs] == [(1, 2)]


def test_a_belt_machine_whose_head_is_not_known_prints_one_a_plate(tmp_path):
    made = wished(tmp_path, 6.0, machine="creality-cr-30", quantity=2)
    assert isinstance(made, Prepared)
    assert [(len(run.plate.parts), times) for run, times in made.runs] == [(1, 2)]


def test_a_part_with_a_turn_may_have_layers_of_its_own(tmp_path):
    fine = {"block-2": {"layer_height_mm": "0.1", "first_layer_height_mm": "0.2"}}
    made = wished(tmp_path, 6.0, machine="voron-2-4-350", quantity=2, part_settings=fine)
    assert isinstance(made, Prepared)
    path = made.runs[0][0].toolpath
    count = {part: np.unique(path.layer[(path.part == part) & (path.width_mm > 0)]).size for part in (0, 1)}
    assert count == {0: 30, 1: 59}
    lays = (path.part == 1) & (path.width_mm > 0)
    assert set(np.round(path.height_mm[lays], 3).tolist()) == {np.float32(0.1), np.float32(0.2)}
    cm3 = [path.volume_mm3[(path.part == part) & (path.width_mm > 0)].sum() / 1000.0 for part in (0, 1)]
    assert 0.2 < cm3[1] / cm3[0] < 1.2


def test_together_all_parts_have_the_same_layers(tmp_path):
    model = write_stl(tmp_path / "block.stl", box((12.0, 12.0, 6.0)))
    with pytest.raises(Misused, match="layer_height_mm"):
        prepare(Wish(model, "voron-2-4-350", quantity=2, part_settings={"1": {"layer_height_mm": "0.1"}}))
