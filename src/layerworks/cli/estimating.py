"""`layerworks estimate`: how long any G-code takes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from layerworks.cli import options, speech
from layerworks.cli.exit_code import OK
from layerworks.cli.speech import word
from layerworks.cli.text_files import text_of
from layerworks.words import say

if TYPE_CHECKING:
    from layerworks.motion import Estimate, KlipperLimits


def estimate(
    file: Annotated[Path, typer.Argument(metavar="FILE.gcode", help=word("help_gcode"), show_default=False)],
    machine: options.Machine = options.DEFAULT_MACHINE,
    material: options.Material = options.DEFAULT_MATERIAL,
    limits: Annotated[Path | None, typer.Option("--limits", metavar="printer.cfg", help=word("help_limits"))] = None,
    json: options.Json = False,
) -> int:
    """Time one program. Its help stands in the catalogues."""
    speech.expect_json(json)
    from layerworks.app.estimating import estimate_program_file
    from layerworks.catalogue import machine as machine_of
    from layerworks.catalogue import material as material_of

    of_machine, of_material = machine_of(machine), material_of(material)
    used = of_machine.limits if limits is None else _limits_of(limits)
    timed = estimate_program_file(file, of_machine, of_material, used)
    source = str(limits) if limits else of_machine.id
    if json:
        speech.answer_json(
            {"file": str(file), "limits_from": source} | timed.as_dict() | {"warnings": list(timed.warnings)}
        )
    else:
        _show(timed, source)
    return OK


def _limits_of(path: Path) -> "KlipperLimits":
    from layerworks.motion.printer_cfg import limits_from_printer_cfg

    return limits_from_printer_cfg(text_of(path))


def _show(timed: "Estimate", source: str) -> None:
    from rich.table import Table

    from layerworks.cli.durations import duration

    low, high = timed.interval_s
    console = speech.console()
    speech.answer(word("estimated", time=duration(timed.time_s), low=duration(low), high=duration(high), limits=source))
    speech.answer(
        word(
            "estimated_facts",
            motion=duration(timed.motion_s),
            filament_m=timed.filament_mm / 1000.0,
            mass_g=timed.mass_g,
            layers=len(timed.layer_end_s),
            moves=timed.moves,
            speed_mm_s=timed.effective_speed_mm_s,
            flow_mm3_s=timed.mean_flow_mm3_s,
            peak_mm3_s=timed.peak_flow_mm3_s,
        )
    )
    roles = Table()
    for column in ("column_role", "column_time", "column_share", "column_length"):
        roles.add_column(word(column), justify="left" if column == "column_role" else "right")
    for total in sorted(timed.by_role, key=lambda total: -total.time_s):
        name = speech.line(say(f"pictures.role_{total.role.name.lower()}"))
        share = total.time_s / timed.motion_s if timed.motion_s else 0.0
        roles.add_row(name, duration(total.time_s), f"{share:.0%}", f"{total.length_mm / 1000.0:.1f} m")
    console.print(roles)
    for warning in timed.warnings:
        speech.tell(warning)
