"""From checked meshes to what can be offered, before anything is sliced."""

from collections.abc import Sequence
from dataclasses import replace
from math import floor

from layerworks.app.preparing import Prepared
from layerworks.app.pricing import request_of
from layerworks.app.recipe import Recipe
from layerworks.centre.geometry_price import Process, guess
from layerworks.centre.offers import Way
from layerworks.centre.part_figures import PartFigures, part_figures
from layerworks.centre.price_request import PriceRequest
from layerworks.centre.pricing import price
from layerworks.centre.quotes.events import AtRisk, QuoteLine
from layerworks.centre.rate_card import Lead, RateCard
from layerworks.geometry import CheckedMesh

GAP_MM = 5.0  # between parts on a plate


def way_by_geometry(
    part: str, meshes: Sequence[CheckedMesh], recipe: Recipe, figures: Sequence[PartFigures] | None = None
) -> Way:
    """Return one way of making a part, priced from its shape. figures: of the meshes, where they are known already."""
    known = figures or tuple(part_figures(mesh) for mesh in meshes)
    guessed = guess(known, process_of(recipe))
    machine, material = recipe.machine, recipe.material
    request = PriceRequest(
        part=part,
        quantity=1,
        material=material.id,
        material_name=material.name,
        machine_class=machine.machine_class,
        mass_g=guessed.mass_g,
        time_s=guessed.time_s,
        longest_mm=max(figure.longest_mm for figure in known),
        pieces_per_plate=_pieces_per_plate(known, recipe),
        made_from=tuple(mesh.digest for mesh in meshes),
    )
    return Way(machine.id, material.id, recipe.profile.id, False, request)


def firm_way(prepared: Prepared) -> Way:
    """Return the way that was sliced."""
    recipe = prepared.recipe
    request = replace(request_of(prepared, "standard"), quantity=1)
    return Way(recipe.machine.id, recipe.material.id, recipe.profile.id, True, request)


def process_of(recipe: Recipe) -> Process:
    """Return what of a recipe decides mass and time."""
    values, speeds = recipe.values(), recipe.speeds
    return Process(
        layer_height_mm=values["layer_height_mm"],
        line_width_mm=values["line_width_mm"],
        wall_count=values["wall_count"],
        top_layers=values["top_layers"],
        bottom_layers=values["bottom_layers"],
        infill_density=values["infill_density"],
        wall_speed_mm_s=speeds.outer_wall_speed_mm_s,
        fill_speed_mm_s=speeds.solid_fill_speed_mm_s,
        sparse_speed_mm_s=speeds.sparse_fill_speed_mm_s,
        accel_mm_s2=values["accel_mm_s2"],
        max_flow_mm3_s=values["max_flow_mm3_s"],
        min_layer_time_s=values["min_layer_time_s"],
        supports=values["supports"] != "none",
        density_g_cm3=recipe.material.density_g_cm3,
    )


def _pieces_per_plate(parts: Sequence[PartFigures], recipe: Recipe) -> int:
    """Return how many pieces a bed takes in rows by their boxes; slicing finds out how many it really does."""
    bed = recipe.machine.bed
    wide = sum(part.wide_mm + GAP_MM for part in parts)
    deep = max(part.deep_mm + GAP_MM for part in parts)
    across, along = (side - 2.0 * bed.margin_mm + GAP_MM for side in (bed.width_mm, bed.depth_mm))
    return max(1, floor(across / wide) * floor(along / deep))


def firm_line(prepared: Prepared, card: RateCard, lead: Lead, id: str = "1") -> QuoteLine:
    """Return a line of a quote for what was sliced, as many as were wished for. Raises Missing for a lacking rate."""
    recipe, request = prepared.recipe, request_of(prepared, lead)
    return QuoteLine(
        id=id,
        part=prepared.model.name,
        mesh_digest=prepared.model.digest,
        program_digest=prepared.runs[0][0].program.digest,
        machine=recipe.machine.id,
        material=recipe.material.id,
        profile=recipe.profile.id,
        request=request,
        price=price(request, card),
        at_risk=tuple(AtRisk(f.code, f.text) for f in prepared.findings if f.severity == "at_risk"),
    )
