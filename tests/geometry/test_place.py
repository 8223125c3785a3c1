"""Parts on beds: inside, apart, on z = 0, and good advice when they do not fit."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from manifold3d import Manifold

from geometry.solids import arrays, ball, box, bracket, codes, finding, joined, passed, rotation
from layerworks.geometry import Bed, Plate, PlateRefusal
from layerworks.geometry.checking import CheckSettings, check
from layerworks.geometry.checking.room import enclosing_circle
from layerworks.geometry.checking.standing import hull
from layerworks.geometry.placing import PlaceSettings, place
from layerworks.geometry.reading import read_model
from layerworks.words import render

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
GRAIN = 1e-3 + 1e-9  # places are whole micrometres

sides = st.floats(2.0, 60.0)
beds = st.builds(
    Bed,
    width_mm=st.floats(60, 300),
    depth_mm=st.floats(60, 300),
    height_mm=st.floats(30, 300),
    origin_x_mm=st.sampled_from([0.0, -110.0]),
    origin_y_mm=st.sampled_from([0.0, -75.5]),
    round=st.booleans(),
    margin_mm=st.floats(0, 5),
    clearance_mm=st.floats(0.5, 8),
)


def answer_of(meshes, bed, **wishes):
    answer = place(meshes, bed, PlaceSettings(**wishes))
    for f in answer.findings:
        for text in (f.text, f.remedy):
            assert text is None or (render(text, "en") and render(text, "zh"))
    return answer


def plate_of(meshes, bed, **wishes) -> Plate:
    answer = answer_of(meshes, bed, **wishes)
    assert isinstance(answer, Plate), [render(f.text, "en") for f in answer.findings]
    in_order(answer)
    return answer


def in_order(plate: Plate) -> None:
    """What every plate promises."""
    bed = plate.bed
    centre = np.array([bed.origin_x_mm + bed.width_mm / 2, bed.origin_y_mm + bed.depth_mm / 2])
    for part in plate.parts:
        turn = part.pose[:3, :3]
        assert np.allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1.0)
        assert part.pose[3].tolist() == [0, 0, 0, 1]
        assert not np.signbit(part.pose[part.pose == 0]).any()
        v = part.vertices_mm
        assert v[:, 2].min() == pytest.approx(0.0, abs=1e-9)
        assert v[:, 2].max() <= bed.height_mm + 1e-5
        if bed.belt:
            assert np.ptp(v[:, 1]) <= bed.depth_mm + 1e-5
            assert v[:, 1].min() >= bed.origin_y_mm + bed.margin_mm - GRAIN
        elif bed.round:
            radius = min(bed.width_mm, bed.depth_mm) / 2 - bed.margin_mm
            assert np.linalg.norm(v[:, :2] - centre, axis=1).max() <= radius + 2 * GRAIN
        else:
            room = np.array([bed.width_mm, bed.depth_mm]) / 2 - bed.margin_mm
            assert (np.abs(v[:, :2] - centre) <= room + GRAIN).all()
    assert len({p.name for p in plate.parts}) == len(plate.parts)


def boxes_apart(plate: Plate, gap: float) -> bool:
    spans = [(p.vertices_mm.min(axis=0), p.vertices_mm.max(axis=0)) for p in plate.parts]
    return all(
        max((low_b - high_a)[:2].max(), (low_a - high_b)[:2].max()) >= gap - 2 * GRAIN
        for i, (low_a, high_a) in enumerate(spans)
        for low_b, high_b in spans[i + 1 :]
    )


# — any parts on any bed —


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(sides, sides, sides), min_size=1, max_size=5),
    beds,
    st.integers(1, 6),
    st.sampled_from(["keep", "best"]),
    st.integers(0, 2**32 - 1),
)
def test_parts_are_inside_and_apart_or_there_is_advice(sizes, bed, copies, orient, seed):
    rng = np.random.default_rng(seed)
    meshes = [passed(box(*size)[0] + rng.uniform(-99, 99, 3), box(*size)[1]) for size in sizes]
    answer = answer_of(meshes, bed, copies=copies, orient=orient, arrange="grid")
    if isinstance(answer, PlateRefusal):
        assert answer.findings[0].severity == "block"
        assert answer.findings[0].remedy is not None
        return
    in_order(answer)
    assert len(answer.parts) == copies * len(meshes)
    assert boxes_apart(answer, bed.clearance_mm)


@settings(max_examples=40, deadline=None)
@given(sides, sides, st.floats(2, 29), beds)
def test_a_part_is_refused_only_when_its_box_cannot_stand_in_the_room(x, y, z, bed):
    """Against an own count of the angles in half degrees, on rectangular beds."""
    assume(not bed.round)
    answer = answer_of([passed(*box(x, y, z))], bed)
    angle = np.radians(np.arange(0, 180, 0.5))
    wide = x * np.abs(np.cos(angle)) + y * np.abs(np.sin(angle))
    deep = x * np.abs(np.sin(angle)) + y * np.abs(np.cos(angle))
    room = bed.width_mm - 2 * bed.margin_mm, bed.depth_mm - 2 * bed.margin_mm
    straight = (x <= room[0] and y <= room[1]) or (y <= room[0] and x <= room[1])
    any_way = ((wide <= room[0]) & (deep <= room[1])).any()
    if straight:
        assert isinstance(answer, Plate)
    if not any_way:
        assert isinstance(answer, PlateRefusal)


@given(st.integers(0, 2**32 - 1), st.integers(3, 40))
def test_the_enclosing_circle_encloses_and_is_held_by_points(seed, count):
    rng = np.random.default_rng(seed)
    cloud = rng.normal(size=(count, 2)) * rng.uniform(0.1, 100, 2)
    centre, radius = enclosing_circle(cloud)
    away = np.linalg.norm(cloud - centre, axis=1)
    assert away.max() <= radius * (1 + 1e-9)
    held = cloud[away > radius * (1 - 1e-7)] - centre
    angles = np.sort(np.arctan2(held[:, 1], held[:, 0]))
    gaps = np.diff(np.append(angles, angles[0] + 2 * np.pi))
    assert gaps.max() <= np.pi * (1 + 1e-6)  # else the circle could shrink away from the gap


# — layouts —


def test_one_part_stands_in_the_middle():
    plate = plate_of([passed(*bracket())], Bed(200, 150, 100, origin_x_mm=-100))
    middle = 0.5 * (plate.parts[0].vertices_mm.min(axis=0) + plate.parts[0].vertices_mm.max(axis=0))
    assert middle[:2] == pytest.approx([0.0, 75.0], abs=GRAIN)
    assert plate.parts[0].pose[:3, :3].tolist() == np.eye(3).tolist()


def test_the_layout_of_a_file_is_kept_and_each_part_set_down():
    meshes = [passed(*box(10, 10, 10, (0, 0, 0))), passed(*box(10, 20, 5, (40, 7, 30)))]
    plate = plate_of(meshes, Bed(200, 200, 100))
    one, two = (p.pose[:3, 3] for p in plate.parts)
    assert (two - one).tolist() == pytest.approx([0, 0, -30])
    assert codes(plate) == []
    near = [passed(*box(10, 10, 10)), passed(*box(10, 10, 10, (12, 0, 0)))]
    told = finding(plate_of(near, Bed(200, 200, 100)), "close_parts")
    assert (told.value, told.limit, told.severity) == (pytest.approx(2.0), 5.0, "warn")


def test_parts_in_each_others_way_are_arranged_anew_unless_that_is_forbidden():
    meshes = [passed(*box(30, 30, 5)), passed(*box(30, 30, 5, (10, 10, 20)))]
    plate = plate_of(meshes, Bed(200, 200, 100))
    assert codes(plate) == ["rearranged"]
    assert boxes_apart(plate, 5.0)
    refusal = answer_of(meshes, Bed(200, 200, 100), arrange="keep")
    assert isinstance(refusal, PlateRefusal)
    assert codes(refusal) == ["colliding"]
    assert refusal.findings[0].value == pytest.approx(20.0)


def test_outlines_may_interlock_where_boxes_do_not_stay_apart():
    slab = box(40, 4, 5)
    turn = np.array([[1, -1, 0], [1, 1, 0], [0, 0, 2**0.5]]) / 2**0.5
    meshes = [passed(slab[0] @ turn.T, slab[1]), passed(slab[0] @ turn.T + [12, -12, 0], slab[1])]
    plate = plate_of(meshes, Bed(200, 200, 100))
    assert not boxes_apart(plate, 0.0)
    assert "rearranged" not in codes(plate)


def test_a_layout_that_is_too_long_is_arranged_anew():
    meshes = [passed(*box(30, 30, 5)), passed(*box(30, 30, 5, (300, 0, 0)))]
    assert codes(plate_of(meshes, Bed(200, 200, 100))) == ["rearranged"]
    assert codes(answer_of(meshes, Bed(200, 200, 100), arrange="keep")) == ["layout_too_large"]


def test_copies_of_a_kept_layout_keep_it():
    meshes = [passed(*box(10, 10, 10)), passed(*box(10, 20, 5, (15, 7, 0)))]
    plate = plate_of(meshes, Bed(200, 200, 100), copies=3, arrange="keep")
    steps = [plate.parts[2 * i + 1].pose[:3, 3] - plate.parts[2 * i].pose[:3, 3] for i in range(3)]
    assert all(step.tolist() == pytest.approx([0, 0, 0]) for step in steps)


def test_the_gap_is_the_larger_of_the_machines_and_the_wish():
    mesh = passed(*box(10, 10, 10))
    assert boxes_apart(plate_of([mesh], Bed(200, 200, 100), copies=4, part_gap_mm=12.0), 12.0)
    assert boxes_apart(plate_of([mesh], Bed(200, 200, 100, clearance_mm=9.0), copies=4, part_gap_mm=1.0), 9.0)


def test_copies_are_moved_by_whole_micrometres():
    plate = plate_of([passed(*bracket())], Bed(203.3337, 201.777, 100), copies=5)
    for part in plate.parts:
        um = part.pose[:2, 3] * 1000
        assert um.tolist() == pytest.approx(np.round(um).tolist(), abs=1e-6)


def test_a_part_is_turned_when_only_that_helps():
    quarter = plate_of([passed(*box(10, 150, 5))], Bed(200, 100, 100))
    assert finding(quarter, "turned").value == 90.0
    diagonal = plate_of([passed(*box(240, 5, 5))], Bed(200, 200, 100))
    assert finding(diagonal, "turned").value == pytest.approx(45.0, abs=15)


def test_a_disc_fills_a_round_bed():
    disc = arrays(Manifold.cylinder(5, 98, 98, 180))
    plate_of([passed(*disc)], Bed(200, 200, 100, round=True))
    triangle = arrays(Manifold.cylinder(5, 98, 98, 3))  # its box is not centred in its circle
    plate_of([passed(*triangle)], Bed(200, 200, 100, round=True))
    assert isinstance(answer_of([passed(*box(180, 180, 5))], Bed(200, 200, 100, round=True)), PlateRefusal)


def test_a_belt_takes_many_parts_but_no_part_longer_than_its_limit():
    belt = Bed(200, 300, 100, belt=True)
    plate = plate_of([passed(*box(150, 90, 10))], belt, copies=12)
    reach = max(p.vertices_mm[:, 1].max() for p in plate.parts)
    assert reach > 12 * 90
    assert isinstance(answer_of([passed(*box(190, 320, 10))], belt), PlateRefusal)


# — refusals —


def test_a_part_that_would_fit_another_way_up_is_told_so():
    refusal = answer_of([passed(*box(20, 20, 150))], Bed(200, 200, 100))
    assert isinstance(refusal, PlateRefusal)
    assert codes(refusal) == ["too_large", "room_needed"]
    assert "x axis upright" in render(refusal.findings[0].remedy, "en")
    assert "150 mm" in render(refusal.findings[1].text, "en")
    plate = plate_of([passed(*box(20, 20, 150))], Bed(200, 200, 100), orient="best")
    assert "laid_down" in codes(plate)


def test_a_part_too_large_every_way_is_to_be_cut():
    refusal = answer_of([passed(*box(500, 60, 60))], Bed(200, 200, 100), orient="best")
    assert "3 pieces (3 × 1 × 1" in render(refusal.findings[0].remedy, "en")


def test_too_many_copies_need_more_plates():
    refusal = answer_of([passed(*box(60, 60, 10))], Bed(200, 200, 100), copies=20)
    assert codes(refusal) == ["plate_full"]
    told = refusal.findings[0]
    assert (told.value, told.limit) == (20.0, 9.0)
    assert "on 3 plates" in render(told.remedy, "en")


def test_nothing_to_place_is_a_broken_promise():
    with pytest.raises(ValueError, match="no mesh"):
        place([], Bed(200, 200, 100), PlaceSettings())


# — names and digests —


def test_names_are_clean_and_unique():
    shape = box(10, 10, 10)
    wished = ["bracket", "bracket", "bracket-2", "支架 (左)", "a/b\\c:d", "???", "part"]
    plate = plate_of([passed(*shape, name=n) for n in wished], Bed(200, 200, 100), arrange="grid")
    assert [p.name for p in plate.parts] == [
        "bracket",
        "bracket-2",
        "bracket-2-2",
        "支架-左",
        "a-b-c-d",
        "part",
        "part-2",
    ]


def test_a_plate_is_named_by_what_stands_where():
    mesh, bed = passed(*bracket()), Bed(200, 200, 100)
    one = plate_of([mesh], bed)
    assert one.digest == plate_of([mesh], bed).digest
    assert one.digest != plate_of([mesh], Bed(200, 201, 100)).digest
    assert one.digest != plate_of([mesh], bed, copies=2).digest
    assert one.digest != plate_of([passed(*ball())], bed).digest


# — the best face —


def test_a_plate_on_edge_is_laid_flat():
    plate = plate_of([passed(*box(100, 3, 80))], Bed(200, 200, 200), orient="best")
    assert np.ptp(plate.parts[0].vertices_mm, axis=0) == pytest.approx([100, 80, 3])
    assert finding(plate, "laid_down").value == pytest.approx(90.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_table_stands_on_its_top_however_it_comes(seed):
    """Legs up: nothing hangs over and the whole top touches."""
    legs = [Manifold.cube([4, 4, 25]).translate([x, y, 3]) for x in (0, 46) for y in (0, 26)]
    vertices, faces = arrays(sum(legs, Manifold.cube([50, 30, 3])))
    turned = vertices @ rotation(np.random.default_rng(seed)).T
    part = plate_of([passed(turned, faces)], Bed(200, 200, 200), orient="best").parts[0]
    assert sorted(np.ptp(part.vertices_mm, axis=0)[:2]) == pytest.approx([30, 50])
    low = part.vertices_mm[part.vertices_mm[:, 2] < 1e-6][:, :2]
    assert len(hull(low)) == 4
    assert np.ptp(low, axis=0).prod() == pytest.approx(1500.0)


def test_a_way_up_that_fits_goes_before_a_better_one_that_does_not():
    mesh = passed(*box(150, 150, 20))
    plate = plate_of([mesh], Bed(200, 60, 200), orient="best")
    assert np.ptp(plate.parts[0].vertices_mm[:, 2]) == pytest.approx(150.0)


def test_a_part_that_stands_well_is_left_as_it_is():
    for solid in (box(20, 20, 20), joined(box(20, 20, 10), box(5, 5, 12, (7, 7, 10)))):
        plate = plate_of([passed(*solid)], Bed(200, 200, 200), orient="best")
        assert plate.parts[0].pose[:3, :3].tolist() == np.eye(3).tolist()


LAID = {
    "tray_bottom_355mm.stl": 3.2,
    "extruder_idler.obj": 17.0,
    "3dbenchy.3mf": 48.0,
    "chess.3mf": 63.6,
    "voron_cw2_main_body.stl": 24.7,
    "voron0_a_drive_frame_upper.stl": 22.5,
    "vase_open.obj": 200.0,
}


@pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason="the corpus of real models is not beside this checkout; nothing to do, the other tests cover the code",
)
@pytest.mark.parametrize("name", sorted(LAID))
def test_real_models_are_laid_as_a_person_would(name):
    meshes = [check(piece, CheckSettings()) for piece in read_model(CORPUS / name).items]
    plate = plate_of(meshes, Bed(400, 400, 400), orient="best")
    assert np.ptp(plate.parts[0].vertices_mm[:, 2]) == pytest.approx(LAID[name], abs=0.1)
    assert isinstance(plate_of(meshes, Bed(400, 400, 400)), Plate)
