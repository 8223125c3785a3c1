"""The report of a part, filled from what was made."""

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from layerworks.app.alike import once
from layerworks.app.making import Made
from layerworks.app.pricing import prices_of, quantities_of
from layerworks.centre import RateCard
from layerworks.documents import (
    FindingRow,
    Outcome,
    PartReport,
    Picture,
    PriceLine,
    Swatch,
    TimeShare,
    TraceRow,
)
from layerworks.geometry import CheckedMesh
from layerworks.pictures.palette import ROLE_COLOURS, legend
from layerworks.words import Language, render, say
from layerworks.workshop.explaining import explain

SHOWN_FINDINGS = 6  # one page; the record holds the rest


def report_of(made: Made, card: RateCard, picture: Picture, layers: Picture, language: Language) -> PartReport:
    """Return the report of what was made. picture: of the part; layers: of its toolpath; language: for names."""
    prepared, priced = made.prepared, made.price
    recipe, (run, _), quantity = prepared.recipe, prepared.runs[0], prepared.wish.quantity
    size = _size_mm(prepared.meshes)
    table = prices_of(prepared, card)
    whole = [(plate.estimate, times) for plate, times in prepared.runs]
    return PartReport(
        part_name=prepared.model.name,
        reference=made.order,
        issued=made.placed_at.date(),
        picture=picture,
        layers=layers,
        legend=tuple(Swatch(entry.name, entry.colour, entry.colour) for entry in legend(run.toolpath.role)),
        size_mm=(float(size[0]), float(size[1]), float(size[2])),
        volume_mm3=sum(mesh.volume_mm3 for mesh in prepared.meshes),
        material=render(recipe.material.name.text, language),
        machine=render(recipe.machine.name.text, language),
        layer_count=len(run.toolpath.layer_z_mm),
        layer_height_mm=recipe.layers.layer_height_mm,
        findings=tuple(FindingRow(f.severity, text, f.remedy) for f, text in once(prepared.findings)[:SHOWN_FINDINGS]),
        time_s=sum(e.time_s * times for e, times in whole) / quantity,
        time_low_s=sum(e.interval_s[0] * times for e, times in whole) / quantity,
        time_high_s=sum(e.interval_s[1] * times for e, times in whole) / quantity,
        mass_g=sum(e.mass_g * times for e, times in whole) / quantity,
        filament_mm=sum(e.filament_mm * times for e, times in whole) / quantity if recipe.machine.filament_mm else 0.0,
        time_shares=_time_shares(made),
        currency=priced.currency,
        quantity=quantity,
        lines=tuple(PriceLine(line.label, line.why, line.amount) for line in priced.lines),
        net_amount=priced.unit_net,
        tax_rate=priced.tax_rate,
        tax_amount=_each(priced.tax, quantity),
        total_amount=priced.unit_net + _each(priced.tax, quantity),
        lead_days=tuple(next(p.days for p in column) for column in zip(*table, strict=True)),
        quantities=quantities_of(prepared),
        unit_prices=tuple(tuple(_each(p.total, p.quantity) for p in row) for row in table),
        outcome=_outcome(made),
        trace=_trace(made),
    )


def _size_mm(meshes: tuple[CheckedMesh, ...]) -> NDArray[np.float64]:
    """Return the extent of all shapes of a model together, where its file puts them."""
    corners = np.concatenate([mesh.vertices_mm for mesh in meshes])
    return corners.max(axis=0) - corners.min(axis=0)


def _each(amount: Decimal, quantity: int) -> Decimal:
    """Return the share of one piece, in hundredths."""
    return (amount / quantity).quantize(Decimal("0.01"))


def _time_shares(made: Made) -> tuple[TimeShare, ...]:
    """Return where the time of a plate goes, largest first: by role, and what is not motion."""
    timed = made.prepared.runs[0][0].estimate
    by_colour: dict[tuple[str, str], TimeShare] = {}
    for total in timed.by_role:
        swatch = Swatch(total.role.label, ROLE_COLOURS[total.role], ROLE_COLOURS[total.role])
        by_colour[(total.role.name, "")] = TimeShare(swatch, total.time_s)
    beside = timed.heating_s + timed.homing_s + timed.tool_s + timed.dwell_s
    shares = [*by_colour.values(), TimeShare(Swatch(say("app.heating_and_homing"), *_BESIDE), beside)]
    return tuple(sorted((s for s in shares if s.time_s > 0.0), key=lambda s: -s.time_s))


def _outcome(made: Made) -> Outcome | None:
    last = made.printed[-1].attempts[-1]
    end = last.end
    if end is None or end.ended_at is None:
        return None
    kind = "finished" if made.good else "cancelled" if end.outcome == "cancelled" else "failed"
    return Outcome(kind, explain(end), last.started_at or last.reserved_at, end.ended_at)


def _trace(made: Made) -> tuple[TraceRow, ...]:
    prepared, (run, _) = made.prepared, made.prepared.runs[0]
    rows = [
        (say("app.trace_model"), prepared.model.digest),
        (say("app.trace_mesh"), prepared.meshes[0].digest),
        (say("app.trace_program"), run.program.digest),
        (say("app.trace_rate_card"), made.price.card_digest),
        (say("app.trace_attempt"), made.printed[-1].attempts[-1].id),
        (say("app.trace_record"), str(made.records[-1]["hash"])),
    ]
    return tuple(TraceRow(label, identity) for label, identity in rows)


_BESIDE = ("#6b7684", "#8a95a3")  # time without motion, in the greys of things that do not move
