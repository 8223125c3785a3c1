"""Each mesh kernel against its slow twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geometry.solids import ball, bracket, rotation, soup
from layerworks.geometry.checking._tree import PER_LEAF, box_tree
from layerworks.kernels.mesh_crossings import crossing_pairs
from layerworks.kernels.mesh_edges import match_edges
from layerworks.kernels.mesh_groups import groups
from layerworks.kernels.mesh_near import points_on_edges
from layerworks.kernels.mesh_rays import first_hits
from layerworks.kernels.mesh_weld import weld
from reference import mesh_crossings, mesh_edges, mesh_groups, mesh_near, mesh_rays, mesh_weld

seeds = st.integers(0, 2**32 - 1)
coarse = st.integers(-12, 12).map(float)
points = st.integers(1, 40).flatmap(lambda n: arrays(np.float64, (n, 3), elements=coarse))


def scattered(seed: int, count: int, size: float) -> np.ndarray:
    """(count, 3, 3) triangles of a size about random points."""
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 10, (count, 1, 3)) + rng.normal(0, size, (count, 3, 3))


@given(points, st.sampled_from([0.4, 1.0, 1.5, 3.0]))
def test_points_are_welded_to_the_nearest_leader(cloud, tolerance):
    assert weld(cloud, tolerance).tolist() == mesh_weld.weld(cloud, tolerance).tolist()


def test_welding_stays_quick_when_all_points_share_a_place():
    assert set(weld(np.full((200_000, 3), 7.0), 1e-9).tolist()) == {0}


@given(st.lists(st.permutations(range(7)).map(lambda p: p[:3]), min_size=1, max_size=40))
def test_edges_are_matched(faces):
    faces = np.array(faces, dtype=np.int32)
    for got, wanted in zip(match_edges(faces, 7), mesh_edges.match_edges(faces), strict=True):
        assert got.tolist() == wanted.tolist()


def test_edges_around_a_vertex_of_all_faces_take_linear_time():
    count = 300_000
    rim = np.arange(1, count + 1, dtype=np.int32)
    fan = np.ascontiguousarray(np.stack([np.zeros_like(rim), rim, np.roll(rim, -1)], axis=1))
    twin, _, uses = match_edges(fan, count + 1)
    assert np.bincount(uses).tolist() == [0, count, count]
    assert np.count_nonzero(twin == -1) == count


@given(st.integers(1, 12), st.data())
def test_groups_are_found_with_their_sides(count, data):
    one = st.integers(0, count - 1)
    pairs = data.draw(st.lists(st.tuples(one, one, st.booleans()), max_size=25))
    first, second = (np.array([p[k] for p in pairs], dtype=np.int32) for k in (0, 1))
    group, side, contradictions = groups(count, first, second, np.array([p[2] for p in pairs], dtype=np.bool_))
    wanted_group, wanted_side = mesh_groups.groups(count, pairs)
    assert group.tolist() == wanted_group
    assert (contradictions == 0) == (wanted_side is not None)
    if wanted_side is not None:
        assert side.tolist() == wanted_side


@settings(max_examples=12)
@given(seeds, st.integers(1, 60), st.sampled_from([0.3, 3.0]), st.sampled_from([2.0, np.inf]))
def test_rays_meet_what_they_meet_one_by_one(seed, count, size, reach):
    triangles = scattered(seed, count, size)
    tree = box_tree(triangles.reshape(-1, 3), np.arange(3 * len(triangles), dtype=np.int32).reshape(-1, 3))
    rng = np.random.default_rng(seed + 1)
    origins, directions = rng.uniform(0, 10, (40, 3)), rng.normal(size=(40, 3))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    row, distance, cast = first_hits(tree.low, tree.high, tree.corners, PER_LEAF, origins, directions, reach, 10**9)
    assert cast == len(origins)
    for i in range(len(origins)):
        face, wanted = mesh_rays.first_hit(triangles, origins[i], directions[i], reach)
        assert (tree.order[row[i]] if row[i] >= 0 else -1) == face
        if face >= 0:
            assert distance[i] == pytest.approx(wanted, rel=1e-9)


def test_axis_parallel_rays_meet_a_box_tree_of_flat_boxes():
    vertices, faces = bracket()
    tree = box_tree(vertices, faces)
    origins = np.array([[20.0, 10.0, 50.0], [20.0, 10.0, -50.0], [-9.0, 10.0, 10.0], [28.0, 10.0, 50.0]])
    directions = np.array([[0.0, 0.0, -1.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0]])
    row, distance, _ = first_hits(tree.low, tree.high, tree.corners, PER_LEAF, origins, directions, np.inf, 10**9)
    assert distance[:3] == pytest.approx([44.0, 50.0, 9.0])
    assert row[3] == -1  # down the bore


@settings(max_examples=30)
@given(seeds, st.integers(2, 40), st.sampled_from([0.5, 3.0]))
def test_crossings_are_all_found(seed, count, size):
    triangles = scattered(seed, count, size)
    rows, complete = crossings(*soup(triangles.reshape(-1, 3), np.arange(3 * count).reshape(-1, 3)))
    found = {tuple(sorted(pair)) for pair in rows.tolist()}
    assert complete
    for i in range(count):
        for j in range(i + 1, count):
            length = mesh_crossings.crossing_length(triangles[i], triangles[j], 1e-3)
            if abs(length - 1e-3) > 1e-6:  # not on the edge of the slack itself
                assert ((i, j) in found) == (length > 1e-3)


def crossings(vertices, faces, most_pairs=100_000, most_visits=10**9):
    tree = box_tree(vertices, faces)
    names = np.ascontiguousarray(faces[tree.order].astype(np.int32))
    rows, complete = crossing_pairs(tree.low, tree.high, tree.corners, names, PER_LEAF, 1e-3, most_pairs, most_visits)
    return tree.order[rows], complete


@given(seeds)
@settings(max_examples=10)
def test_a_clean_solid_does_not_cross_itself(seed):
    for vertices, faces in (ball(), bracket()):
        rows, complete = crossings(vertices @ rotation(np.random.default_rng(seed)).T, faces)
        assert complete
        assert not len(rows)


def test_a_search_that_ends_early_says_so():
    triangles = scattered(1, 60, 5.0)
    shape = soup(triangles.reshape(-1, 3), np.arange(180).reshape(-1, 3))
    every, complete = crossings(*shape)
    some, ended = crossings(*shape, most_pairs=5)
    assert complete
    assert not ended
    assert len(some) == 5 < len(every)
    assert not crossings(*shape, most_visits=3)[1]


@given(seeds, st.integers(1, 30))
@settings(max_examples=30)
def test_points_on_edges_are_found(seed, count):
    rng = np.random.default_rng(seed)
    starts, ends = rng.uniform(0, 5, (count, 3)), rng.uniform(0, 5, (count, 3))
    share = rng.uniform(-0.1, 1.1, (60, 1))
    at = rng.integers(0, count, 60)
    cloud = starts[at] + share * (ends - starts)[at] + rng.normal(0, 0.05, (60, 3))
    tree = box_tree(np.concatenate([starts, ends]), np.arange(count, dtype=np.int32)[:, None] + [0, count, count])
    pairs, where = points_on_edges(tree.low, tree.high, tree.corners, PER_LEAF, cloud, 0.1, 100_000, 10**9)
    found = [(i, int(tree.order[row])) for i, row in pairs.tolist()]
    assert set(found) == mesh_near.points_on_edges(starts, ends, cloud, 0.1)
    for (i, j), along in zip(found, where, strict=True):
        foot = starts[j] + along * (ends - starts)[j]
        assert np.linalg.norm(foot - cloud[i]) <= 0.1 + 1e-9
