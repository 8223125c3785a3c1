"""`layerworks machines`, `materials`, `profiles`, `settings`: what the shop has and what can be set."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.speech import word
from layerworks.cli.tables import show_table
from layerworks.words import say

One = Annotated[str | None, typer.Argument(metavar="ID", help=word("help_one"), show_default=False)]


def machines(id: One = None, json: options.Json = False) -> int:
    """List machine types, or show one. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.catalogue import machine, machines

    chosen = (machine(id),) if id else machines()
    if json:
        speech.answer_json(_one_or_all([asdict(m) for m in chosen], id))
        return OK
    columns = (
        "column_id",
        "column_name",
        "column_class",
        "column_bed",
        "column_firmware",
        "column_hot_end",
        "column_flow",
    )
    rows = (
        (
            m.id,
            speech.line(m.name.text),
            word(f"class_{m.machine_class}"),
            f"{m.bed.width_mm:g} × {'∞' if m.bed.belt else f'{m.bed.depth_mm:g}'} × {m.bed.height_mm:g}",
            m.firmware,
            f"{m.hot_end_max_c:g} °C",
            f"{m.max_flow_mm3_s:g} mm³/s",
        )
        for m in chosen
    )
    show_table(columns, rows, spare=("column_name", "column_firmware", "column_class"))
    return OK


def materials(id: One = None, json: options.Json = False) -> int:
    """List materials, or show one. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.catalogue import material, materials

    chosen = (material(id),) if id else materials()
    if json:
        speech.answer_json(_one_or_all([asdict(m) for m in chosen], id))
        return OK
    columns = (
        "column_id",
        "column_name",
        "column_density",
        "column_nozzle",
        "column_bed_c",
        "column_dry",
        "column_hrc",
    )
    rows = (
        (
            m.id,
            speech.line(m.name.text),
            f"{m.density_g_cm3:g} g/cm³",
            f"{m.nozzle.low_c:g}–{m.nozzle.high_c:g} °C",
            f"{m.bed.usual_c:g} °C",
            f"{m.drying.temperature_c:g} °C, {m.drying.time_h:g} h",
            f"≥ {m.min_nozzle_hrc:g} HRC" if m.min_nozzle_hrc else "–",
        )
        for m in chosen
    )
    show_table(columns, rows, spare=("column_density", "column_name"))
    return OK


def profiles(id: One = None, json: options.Json = False) -> int:
    """List process profiles, or show one. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.catalogue import profile, profiles

    chosen = (profile(id),) if id else profiles()
    if json:
        speech.answer_json(_one_or_all([asdict(p) for p in chosen], id))
        return OK
    rows = ((p.id, speech.line(p.name.text), p.inherits or "–") for p in chosen)
    show_table(("column_id", "column_name", "column_inherits"), rows)
    return OK


def settings(
    page: Annotated[bool, typer.Option("--page", help=word("help_page"))] = False,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE.ini", help=word("help_import"), show_default=False)
    ] = None,
    preset: Annotated[
        list[str] | None, typer.Option("--preset", metavar="NAME", help=word("help_preset"), show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.toml", help=word("help_profile_out"), show_default=False),
    ] = None,
    json: options.Json = False,
) -> int:
    """List every setting, or take those of another slicer. Its help stands in the catalogues."""
    speech.expect_json(json)
    if import_ is not None:
        return _import(import_, tuple(preset or ()), out, json)
    from layerworks.app.settings_page import page as page_of
    from layerworks.app.settings_page import rows

    if page:
        speech.answer(page_of(speech.language()).rstrip("\n"))
    elif json:
        speech.answer_json([asdict(row) for row in rows()])
    else:
        for row in rows():
            speech.answer(word("setting", name=row.key, default=row.default, bounds=row.bounds))
            speech.answer(f"    {speech.line(row.meaning)}")
    return OK


def _import(file: Path, presets: tuple[str, ...], out: Path | None, json: bool) -> int:
    from layerworks.app.importing import import_settings
    from layerworks.app.shop import put

    profile = import_settings(file, presets)
    if out is not None:
        put(out, profile.toml().encode())
    if json:
        value = {"id": profile.id, "settings": dict(profile.values), "notes": list(profile.notes)}
        value["without"] = {group.reason: list(group.keys) for group in profile.without}
        speech.answer_json(value | {"file": str(out) if out else None})
        return OK
    speech.tell(say("engines.imported", file=profile.file, count=len(profile.values)))
    for note in profile.notes:
        speech.tell(note)
    speech.answer(str(out) if out else profile.toml().rstrip("\n"))
    return OK


def _one_or_all(values: list[dict[str, Any]], id: str | None) -> dict[str, Any] | list[Any]:
    return values[0] if id else values
