"""`layerworks machines`, `materials`, `profiles`, `settings`: what the shop has and what can be set."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.speech import word

One = Annotated[str | None, typer.Argument(metavar="ID", help=word("help_one"), show_default=False)]


def machines(id: One = None, json: options.Json = False) -> int:
    """List machine types, or show one. Its help stands in the catalogues."""
    speech.expect_json(json)
    from rich.table import Table

    from layerworks.catalogue import machine, machines

    chosen = (machine(id),) if id else machines()
    if json:
        speech.answer_json(_one_or_all([asdict(m) for m in chosen], id))
        return OK
    table = Table()
    for column in (
        "column_id",
        "column_name",
        "column_class",
        "column_bed",
        "column_firmware",
        "column_hot_end",
        "column_flow",
    ):
        table.add_column(word(column), no_wrap=column == "column_id")
    for m in chosen:
        bed = "∞" if m.bed.belt else f"{m.bed.depth_mm:g}"
        size = f"{m.bed.width_mm:g} × {bed} × {m.bed.height_mm:g}"
        table.add_row(
            m.id,
            speech.line(m.name.text),
            word(f"class_{m.machine_class}"),
            size,
            m.firmware,
            f"{m.hot_end_max_c:g} °C",
            f"{m.max_flow_mm3_s:g} mm³/s",
        )
    speech.console().print(table)
    return OK


def materials(id: One = None, json: options.Json = False) -> int:
    """List materials, or show one. Its help stands in the catalogues."""
    speech.expect_json(json)
    from rich.table import Table

    from layerworks.catalogue import material, materials

    chosen = (material(id),) if id else materials()
    if json:
        speech.answer_json(_one_or_all([asdict(m) for m in chosen], id))
        return OK
    table = Table()
    for column in (
        "column_id",
        "column_name",
        "column_density",
        "column_nozzle",
        "column_bed_c",
        "column_dry",
        "column_hrc",
    ):
        table.add_column(word(column), no_wrap=column == "column_id")
    for m in chosen:
        drying = f"{m.drying.temperature_c:g} °C, {m.drying.time_h:g} h"
        hardness = f"≥ {m.min_nozzle_hrc:g} HRC" if m.min_nozzle_hrc else "–"
        table.add_row(
            m.id,
            speech.line(m.name.text),
            f"{m.density_g_cm3:g} g/cm³",
            f"{m.nozzle.low_c:g}–{m.nozzle.high_c:g} °C",
            f"{m.bed.usual_c:g} °C",
            drying,
            hardness,
        )
    speech.console().print(table)
    return OK


def profiles(id: One = None, json: options.Json = False) -> int:
    """List process profiles, or show one. Its help stands in the catalogues."""
    speech.expect_json(json)
    from rich.table import Table

    from layerworks.catalogue import profile, profiles

    chosen = (profile(id),) if id else profiles()
    if json:
        speech.answer_json(_one_or_all([asdict(p) for p in chosen], id))
        return OK
    table = Table()
    for column in ("column_id", "column_name", "column_inherits"):
        table.add_column(word(column), no_wrap=column == "column_id")
    for p in chosen:
        table.add_row(p.id, speech.line(p.name.text), p.inherits or "–")
    speech.console().print(table)
    return OK


def settings(
    page: Annotated[bool, typer.Option("--page", help=word("help_page"))] = False, json: options.Json = False
) -> int:
    """List every setting. Its help stands in the catalogues."""
    speech.expect_json(json)
    from rich.table import Table

    from layerworks.app.settings_page import page as page_of
    from layerworks.app.settings_page import rows

    if page:
        speech.answer(page_of(speech.language()).rstrip("\n"))
        return OK
    if json:
        speech.answer_json([asdict(row) for row in rows()])
        return OK
    table = Table()
    for column in ("column_key", "column_default", "column_bounds", "column_meaning"):
        table.add_column(word(column), no_wrap=column == "column_key")
    for row in rows():
        table.add_row(row.key, row.default, row.bounds, speech.line(row.meaning))
    speech.console().print(table)
    return OK


def _one_or_all(values: list[dict[str, Any]], id: str | None) -> dict[str, Any] | list[Any]:
    return values[0] if id else values
