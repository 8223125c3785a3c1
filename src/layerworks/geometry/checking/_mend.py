"""The steps of a repair, in order, each kept only when it leaves the surface no worse than it found it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from layerworks.geometry.checking._crossings import Crossings, crossings_of
from layerworks.geometry.checking._edges import Edges, edges_of, open_length_mm
from layerworks.geometry.checking._holes import filled
from layerworks.geometry.checking._orient import consistent, outward
from layerworks.geometry.checking._part import parted
from layerworks.geometry.checking._shells import Shells, shells_of
from layerworks.geometry.checking._stitch import stitched
from layerworks.geometry.checking._surface import Surface
from layerworks.geometry.checking._tree import BoxTree, box_tree
from layerworks.geometry.checking._unite import united
from layerworks.geometry.checking._weld import one_side, welded, without_duplicates
from layerworks.geometry.checking.facets import Facets, facets_of
from layerworks.geometry.checking.settings import CheckSettings
from layerworks.geometry.finding import Finding
from layerworks.words import say

Step = Callable[[Surface, Edges, CheckSettings], tuple[Surface, Finding | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """A surface after repair with what is known of it. done: what repair did, a finding each."""

    surface: Surface
    facets: Facets
    edges: Edges
    shells: Shells
    tree: BoxTree
    crossings: Crossings
    done: tuple[Finding, ...]


def mended(surface: Surface, settings: CheckSettings) -> Mended:
    """Return a surface repaired as far as it can be. surface: at least one face."""
    done: list[Finding] = []
    surface, edges = _connected(surface, settings, done)
    if edges.crowded_count and (sheet := one_side(surface)) is not surface:
        done.append(_told("duplicates_dropped", len(surface.faces) - len(sheet.faces)))
        surface, edges = sheet, edges_of(sheet)
    if not edges.watertight:
        for step in (_single, _stitched, _same_way, _filled, _parted):
            tried, note = step(surface, edges, settings)
            if note is None:
                continue
            tried_edges = edges_of(tried)
            if not _worse(tried, tried_edges, surface, edges):
                surface, edges = tried, tried_edges
                done.append(note)
    facets = facets_of(surface.vertices_mm, surface.faces)
    shells, tree = shells_of(surface, edges, facets), box_tree(surface.vertices_mm, surface.faces)
    surface, turned = outward(surface, facets, shells, tree)
    if len(turned):
        edges, facets = edges_of(surface), facets_of(surface.vertices_mm, surface.faces)
        shells = shells_of(surface, edges, facets)
        done.append(_told("turned_outward", len(turned)))
    crossings = crossings_of(surface, tree)
    if settings.unite_bodies and shells.count > 1 and edges.watertight:
        whole = united(surface, facets, shells, tree, crossings)
        if whole is not None:
            bodies = shells.count
            surface, edges, facets = whole, edges_of(whole), facets_of(whole.vertices_mm, whole.faces)
            shells, tree = shells_of(surface, edges, facets), box_tree(surface.vertices_mm, surface.faces)
            crossings = crossings_of(surface, tree)
            done.append(_told("bodies_united", bodies, after=shells.count))
    return Mended(surface, facets, edges, shells, tree, crossings, tuple(done))


def _connected(surface: Surface, settings: CheckSettings, done: list[Finding]) -> tuple[Surface, Edges]:
    """Weld no more than is needed: as the file has it, then points written twice, then points within the tolerance."""
    if len(surface.vertices_mm) <= len(surface.faces):  # a closed surface never has more points than faces
        edges = edges_of(surface)
        if edges.watertight:
            return surface, edges
    fine = welded(surface, 0.0)
    edges = edges_of(fine)
    if edges.watertight or settings.weld_mm == 0.0:
        return fine, edges
    coarse = welded(fine, settings.weld_mm)
    coarse_edges = edges_of(coarse)
    gained = open_length_mm(coarse, coarse_edges) < open_length_mm(fine, edges)
    if not gained or not len(coarse.faces) or _worse(coarse, coarse_edges, fine, edges):
        return fine, edges
    count = len(fine.vertices_mm) - len(coarse.vertices_mm)
    done.append(_told("welded", count, limit=settings.weld_mm))
    return coarse, coarse_edges


def _single(surface: Surface, edges: Edges, settings: CheckSettings) -> tuple[Surface, Finding | None]:
    single = without_duplicates(surface)
    count = len(surface.faces) - len(single.faces)
    return single, _told("duplicates_dropped", count) if count else None


def _stitched(surface: Surface, edges: Edges, settings: CheckSettings) -> tuple[Surface, Finding | None]:
    if settings.stitch_mm == 0.0 or not len(edges.open_halves):
        return surface, None
    sewn, sewn_edges = stitched(surface, edges, settings.stitch_mm)
    closed_mm = open_length_mm(surface, edges) - open_length_mm(sewn, sewn_edges)
    return sewn, _told("cracks_closed", value=closed_mm, limit=settings.stitch_mm) if sewn is not surface else None


def _same_way(surface: Surface, edges: Edges, settings: CheckSettings) -> tuple[Surface, Finding | None]:
    if not edges.clashing.any():
        return surface, None
    turned, count = consistent(surface, edges)
    return turned, _told("reoriented", count) if count else None


def _filled(surface: Surface, edges: Edges, settings: CheckSettings) -> tuple[Surface, Finding | None]:
    if settings.max_hole_mm == 0.0 or not len(edges.open_halves):
        return surface, None
    whole, count, widest = filled(surface, edges, settings.max_hole_mm, settings.max_hole_edges)
    return whole, _told("holes_filled", count, value=widest, limit=settings.max_hole_mm) if count else None


def _parted(surface: Surface, edges: Edges, settings: CheckSettings) -> tuple[Surface, Finding | None]:
    apart, count = parted(surface, edges)
    return apart, _told("edges_parted", count) if count else None


def _worse(new: Surface, new_edges: Edges, old: Surface, old_edges: Edges) -> bool:
    """More open edges, more crowded ones, or more faces looking the wrong way."""
    return (
        open_length_mm(new, new_edges) > open_length_mm(old, old_edges) * (1.0 + 1e-9)
        or new_edges.crowded_count > old_edges.crowded_count
        or int(np.count_nonzero(new_edges.clashing)) > int(np.count_nonzero(old_edges.clashing))
    )


def _told(
    code: str, count: int = 1, *, value: float | None = None, limit: float | None = None, after: int = 0
) -> Finding:
    """A finding of the repair; its figure is the value, or else how many things it was done to."""
    text = say(f"checking.{code}", count=count, value=value or 0.0, limit=limit or 0.0, after=after)
    figure = float(count) if value is None else value
    if code in _TO_LOOK_AT:
        return Finding(code, "warn", text, say(f"checking.{code}_remedy"), figure, limit)
    return Finding(code, "info", text, None, figure, limit)


_TO_LOOK_AT = {"holes_filled", "turned_outward", "bodies_united"}  # repairs that guess what was meant
